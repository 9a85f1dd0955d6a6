import { controlActions, type ControlAction, type ControlActionName } from "../../azure/control-plane.ts";
import { resourceTypes, type ResourceType } from "../../azure/resource-types.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Identity } from "../model/identities.ts";
import { nameOf, typeKey } from "../model/resources.ts";
import type { Caller, Place, Question } from "../question.ts";
import { authorizeControl } from "../gates/authorization.ts";
import { byDataRoles } from "../gates/roles.ts";
import { anyPermitted, chainFor, ending, permitted, type IndirectPath, type Search, type Step } from "./chain.ts";

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
        return ending("run-on-workload", [found.step, last], verdict, found.sure);
    });
}

function isCaller(caller: Caller, identities: readonly Identity[]): boolean {
    return caller.kind === "principal" && identities.some(({ principal }) => caller.principals.includes(principal));
}

function operationName({ operation }: Question): string {
    return operation.plane === "data" ? operation.name : operation.action;
}

/** The first action by which the caller runs code of his own on a resource. */
function entry(search: Search, resource: PlanResource): ReturnType<typeof permitted> {
    const key = typeKey(resource.type) ?? "";
    const row = (resourceTypes as Readonly<Record<string, ResourceType>>)[key];
    if (row === undefined) return undefined;
    const chain = chainFor(search.model, resource);
    const thing = { name: nameOf(resource), urn: resource.urn };
    const own = Object.entries<ControlAction>(controlActions).filter(
        ([action, { leadsTo }]) =>
            leadsTo.includes("act as identity") && action.toLowerCase().startsWith(`${row.armType.toLowerCase()}/`),
    );
    const found = anyPermitted(
        search,
        own.filter(([, { dataAction }]) => dataAction !== true).map(([action]) => action as ControlActionName),
        chain,
        thing,
    );
    if (found !== undefined) return found;
    // Signing in is a data action of the machine.
    for (const [action] of own.filter(([, { dataAction }]) => dataAction === true)) {
        const { caller, moment } = search.question;
        if (caller.kind === "anonymous") continue;
        const ruling = byDataRoles(search.model, chain, action, caller, moment);
        if (ruling.outcome === "passed" || ruling.outcome === "unknown")
            return { step: { does: action, on: thing, evidence: ruling.at }, sure: ruling.outcome === "passed" };
    }
    return undefined;
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
        const chain = chainFor(model, resource);
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
                      [federated.step, last],
                      asIdentity(search, identities, anywhere),
                      federated.sure,
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
    const assign = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
    const patterns = [assign, ...(controlActions[assign].alsoGrantedBy ?? [])];
    const rulings = patterns.map((action) =>
        authorizeControl(model, chain, action, question.caller, { moment: question.moment }),
    );
    const granted =
        rulings.find(({ outcome }) => outcome === "passed") ?? rulings.find(({ outcome }) => outcome === "unknown");
    if (granted === undefined) return [];
    const own: Step = { does: assign, on: thing, evidence: granted.at };
    const found = [...model.workloads.keys()].flatMap((urn) => {
        const resource = model.resources.byUrn.get(urn)!;
        const able = entry(search, resource);
        if (able === undefined || isCaller(question.caller, model.identities.principalsOf.get(urn) ?? [])) return [];
        const verdict = asIdentity(search, identities, placeOf(search, urn, nameOf(resource)));
        return ending("attach-identity", [own, able.step, last], verdict, able.sure && granted.outcome === "passed");
    });
    return found.slice(0, 1);
}
