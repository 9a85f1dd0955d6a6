import { controlActions, type ControlAction, type ControlActionName } from "../../azure/control-plane.ts";
import { resourceTypes, type ResourceType } from "../../azure/resource-types.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Identity } from "../model/identities.ts";
import { nameOf, typeKey } from "../model/resources.ts";
import type { Caller, Place, Question } from "../question.ts";
import { byDataRoles } from "../gates/roles.ts";
import {
    anyPermitted,
    chainFor,
    ending,
    permitted,
    type IndirectPath,
    type Permitted,
    type Search,
    type Step,
} from "./chain.ts";

/** Paths that lead over an identity that may do what the caller may not. */
export function identityPaths(search: Search): readonly IndirectPath[] {
    return [...workloads(search), ...assignedIdentities(search)];
}

/** Code of the caller's on a machine, an app or a workflow acts as its identity, from its place. */
function workloads(search: Search): readonly IndirectPath[] {
    const { model, question } = search;
    return [...model.identities.principalsOf].flatMap(([urn, identities]) => {
        const resource = model.resources.byUrn.get(urn)!;
        if (typeKey(resource.type) === "managedidentity:UserAssignedIdentity" || isCaller(question.caller, identities))
            return [];
        const thing = { name: nameOf(resource), urn };
        const found = entry(search, resource);
        if (found === undefined) return [];
        const verdict = asIdentity(search, identities, placeOf(search, urn, thing.name));
        const last: Step = { does: operationName(question), on: search.vaultThing, as: thing.name, evidence: [] };
        return ending("run-on-workload", { ...found, steps: [...found.steps, last] }, verdict);
    });
}

function isCaller(caller: Caller, identities: readonly Identity[]): boolean {
    return caller.kind === "principal" && identities.some(({ principal }) => caller.principals.includes(principal));
}

function operationName({ operation }: Question): string {
    return operation.plane === "data" ? operation.name : operation.action;
}

/** Actions that make code of the caller's run on a type of resource; rewriting the resource comes after what is made for it. */
function waysIn({ type }: PlanResource): readonly (readonly [action: ControlActionName, row: ControlAction])[] {
    const row = (resourceTypes as Readonly<Record<string, ResourceType>>)[typeKey(type) ?? ""];
    if (row === undefined) return [];
    const found = Object.entries<ControlAction>(controlActions).filter(
        ([action, { leadsTo }]) =>
            leadsTo.includes("act as identity") && action.toLowerCase().startsWith(`${row.armType.toLowerCase()}/`),
    );
    const rewrites = (action: string): number => Number(isWrite(action, row));
    return found
        .map(([action, way]) => [action as ControlActionName, way] as const)
        .sort(([a], [b]) => rewrites(a) - rewrites(b));
}

function isWrite(action: string, { armType }: ResourceType): boolean {
    return action.toLowerCase() === `${armType.toLowerCase()}/write`;
}

/** The first action by which the caller runs code of his own on a resource. */
function entry(search: Search, resource: PlanResource): Permitted | undefined {
    const chain = chainFor(search, resource);
    const thing = { name: nameOf(resource), urn: resource.urn };
    const own = waysIn(resource);
    const managing = own.filter(([, { dataAction }]) => dataAction !== true).map(([action]) => action);
    const found = anyPermitted(search, managing, chain, thing);
    if (found !== undefined) return found;
    // Signing in is a data action of the machine.
    for (const [action] of own.filter(([, { dataAction }]) => dataAction === true)) {
        const { caller, moment } = search.question;
        if (caller.kind === "anonymous") continue;
        const ruling = byDataRoles(search.model, chain, action, caller, moment);
        if (ruling.outcome === "passed" || ruling.outcome === "unknown")
            return { steps: [{ does: action, on: thing, evidence: ruling.at }], sure: ruling.outcome === "passed" };
    }
    return undefined;
}

/** Whether the caller may rewrite a resource, and so give it an identity and code of his own. */
function rewriting(search: Search, resource: PlanResource): Permitted | undefined {
    const row = (resourceTypes as Readonly<Record<string, ResourceType>>)[typeKey(resource.type) ?? ""];
    const write = waysIn(resource).find(([action]) => row !== undefined && isWrite(action, row));
    const thing = { name: nameOf(resource), urn: resource.urn };
    return write && permitted(search, write[0], chainFor(search, resource), thing);
}

/** Where a resource's code calls from; what has no network of its own calls from Azure's. */
function placeOf({ model }: Search, urn: string, name: string): Place {
    return model.workloads.has(urn) ? { kind: "workload", urn, name } : { kind: "internet" };
}

function asIdentity(
    { oracle, question }: Search,
    identities: readonly Identity[],
    origin: Place,
): ReturnType<typeof oracle.verdict> {
    const caller: Caller = {
        kind: "principal",
        name: identities[0]!.name,
        principals: identities.map(({ principal }) => principal),
        groups: [],
    };
    return oracle.verdict({ ...question, origin, caller });
}

/** A user-assigned identity: a credential of another issuer's stands for it, or a resource of the caller's carries it. */
function assignedIdentities(search: Search): readonly IndirectPath[] {
    const { model, question } = search;
    return [...model.identities.principalsOf].flatMap(([urn, identities]) => {
        const resource = model.resources.byUrn.get(urn)!;
        if (typeKey(resource.type) !== "managedidentity:UserAssignedIdentity" || isCaller(question.caller, identities))
            return [];
        const thing = { name: nameOf(resource), urn };
        const chain = chainFor(search, resource);
        const last: Step = { does: operationName(question), on: search.vaultThing, as: thing.name, evidence: [] };
        const federated = permitted(
            search,
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
            chain,
            thing,
        );
        const anywhere = question.origin.kind === "browser" ? question.origin.at : question.origin;
        return [
            ...(federated === undefined
                ? []
                : ending(
                      "federate-identity",
                      { ...federated, steps: [...federated.steps, last] },
                      asIdentity(search, identities, anywhere),
                  )),
            ...attached(search, identities, thing, chain, last),
        ];
    });
}

function attached(
    search: Search,
    identities: readonly Identity[],
    thing: Step["on"],
    chain: ReturnType<typeof chainFor>,
    last: Step,
): readonly IndirectPath[] {
    const { model, question } = search;
    const granted = permitted(search, "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", chain, thing);
    if (granted === undefined) return [];
    const found = [...model.workloads.keys()].flatMap((urn) => {
        const resource = model.resources.byUrn.get(urn)!;
        const able = rewriting(search, resource);
        if (able === undefined || isCaller(question.caller, model.identities.principalsOf.get(urn) ?? [])) return [];
        const verdict = asIdentity(search, identities, placeOf(search, urn, nameOf(resource)));
        const means = { steps: [...granted.steps, ...able.steps, last], sure: able.sure && granted.sure };
        return ending("attach-identity", means, verdict);
    });
    return found.slice(0, 1);
}
