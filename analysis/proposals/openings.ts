import { askedAt } from "../../azure/control-plane.ts";
import { operationNamed } from "../../azure/operations.ts";
import type { Answer, Gate } from "../answer.ts";
import { change, removedFrom, type Change } from "../changes.ts";
import type { Oracle } from "../evaluate.ts";
import { added, permissionFor, roleFor, rolesGranting } from "../grants.ts";
import { above } from "../model/above.ts";
import type { Model } from "../model/model.ts";
import { logicalName } from "../model/resources.ts";
import type { Vault } from "../model/vaults.ts";
import type { Question } from "../question.ts";
import { networkOpenings } from "./network.ts";
import { pathOpenings } from "./path.ts";
import { removal } from "./removal.ts";

/*
 * Changes that might turn an answer round. They are proposals only: each is made and evaluated before it is offered.
 */

/** Changes that might let a request through the first gate that stops it. */
export function openings(oracle: Oracle, question: Question, answer: Answer): readonly Change[] {
    const { model } = oracle;
    const vault = model.vaults.get(question.object.vault)!;
    const stopped = answer.gates.find(({ outcome }) => outcome === "stopped");
    switch (stopped?.gate) {
        case "dns":
        case "path":
            return [
                ...pathOpenings(model, question, answer, stopped),
                ...networkOpenings(model, vault, question, answer),
            ];
        case "network":
            return networkOpenings(model, vault, question, answer);
        case "authorization":
            return authorizationOpenings(model, vault, question, stopped);
        case "state":
            return stateOpenings(model, stopped);
        case "authentication":
        case undefined:
            return [];
    }
}

function authorizationOpenings(
    model: Model,
    vault: Vault,
    question: Question,
    { because, evidence }: Gate,
): readonly Change[] {
    const { caller, operation, object } = question;
    if (caller.kind === "anonymous") return [];
    const [principal = ""] = caller.principals;
    const found: Change[] = [];
    if (because.code === "no-role") {
        for (const miss of because.nearMisses) {
            if (miss.code === "eligible-not-active") {
                const name = logicalName(miss.urn);
                const eligible = model.resources.byUrn.get(miss.urn)!;
                const { scope = null, principalId = null, roleDefinitionId = null } = eligible.inputs;
                const active = { scope, principalId, roleDefinitionId };
                found.push(
                    change(
                        { code: "activate-role", assignment: name, role: miss.role },
                        added(
                            "authorization:RoleAssignment",
                            `${name}-activated`,
                            active,
                            undefined,
                            eligible.propertyDependencies,
                        ),
                    ),
                );
            }
        }
        const [role] = rolesGranting(because.action, operation.plane);
        const atObject =
            operation.plane === "data" &&
            object.name !== undefined &&
            operationNamed(operation.name).scope === "object";
        const at = operation.plane === "control" ? askedAt(operation.action) : "vault";
        const place = at === "vault" ? vault.id : above(model.resources, model.chains.get(vault.urn)!, at).id;
        const scope = place !== undefined && atObject ? `${place}/${object.family!}/${object.name}` : place;
        if (role !== undefined && scope !== undefined) found.push(roleFor(role, scope, principal));
    }
    if (because.code === "no-policy" && operation.plane === "data") {
        const { family, verb } = operationNamed(operation.name).permission;
        const bound = because.nearMisses.filter((miss) => miss.code === "policy-needs-application");
        for (const { urn, path, application } of bound)
            found.push(
                change(
                    { code: "drop-application", vault: vault.name, principal, application },
                    { edit: "remove", urn, path: `${path}/applicationId` },
                ),
            );
        // A second entry of one principal Azure does not take.
        if (bound.length === 0) found.push(permissionFor(vault, caller.name, principal, family, verb));
    }
    if (because.code === "deny-assignment") {
        const denials = evidence.filter(({ urn }) => model.denials.some((denial) => denial.urn === urn));
        found.push(...denials.map(({ urn }) => removal(model, urn)));
    }
    if (because.code === "deployment-switch" && !because.on) {
        found.push(
            change(
                { code: "turn-on-switch", vault: vault.name, switch: because.switch },
                { edit: "set", urn: vault.urn, path: `/inputs/properties/${because.switch}`, value: true },
            ),
        );
    }
    return found;
}

function stateOpenings(model: Model, { because, evidence }: Gate): readonly Change[] {
    const [at] = evidence;
    if (at === undefined) return [];
    if (because.code === "locked") return [removal(model, at.urn)];
    if (because.code === "disabled") {
        return [
            change(
                { code: "enable-object", object: because.object },
                { edit: "set", urn: at.urn, path: at.path, value: true },
            ),
        ];
    }
    if (because.code !== "expired" && because.code !== "not-yet-valid") return [];
    const property = because.code === "expired" ? "expires" : "notBefore";
    return [
        change(
            { code: "move-date", object: because.object, property },
            ...removedFrom(model.resources.byUrn.get(at.urn)!, at.path),
        ),
    ];
}
