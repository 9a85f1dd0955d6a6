import type { PlanResource } from "../../plan/plan.ts";
import { scopeOf, type Assignment } from "./assignments.ts";
import { principalBehind, type Identities } from "./identities.ts";
import { below, evidence, items, property, text, unsure, type Property } from "./property.ts";
import { referenceById } from "./references.ts";
import { nameOf, ofType, type Resources } from "./resources.ts";
import { roleBehind, type Definitions, type Role } from "./roles.ts";
import type { Standing } from "./schedule.ts";

/**
 * Azure Lighthouse: a subscription or group delegated to another tenant, whose principals then hold roles there. Data
 * actions are never delegated; who may assign roles may assign the listed ones only, to managed identities.
 * Source: learn.microsoft.com/azure/lighthouse/concepts/tenants-users-roles#role-support-for-azure-lighthouse.
 */
export function readDelegations(
    resources: Resources,
    identities: Identities,
    definitions: Definitions,
): readonly Assignment[] {
    return ofType(resources, "managedservices:RegistrationAssignment").flatMap((delegation) => {
        const id = property(delegation, "properties", "registrationDefinitionId");
        const found = referenceById(resources, id, ["managedservices:RegistrationDefinition"]);
        const offer = found.kind === "found" ? resources.byUrn.get(found.urn) : undefined;
        if (offer === undefined) return [unknownDelegation(resources, delegation, id)];
        const listed = (key: string, standing: Standing): readonly Assignment[] => {
            const list = items(property(offer, "properties", key));
            if (list === unsure) return [unknownDelegation(resources, delegation, property(offer, "properties", key))];
            return list.map((entry) => ({
                ...common(resources, delegation, standing),
                ...held(resources, identities, definitions, entry),
            }));
        };
        return [
            ...listed("authorizations", { kind: "active" }),
            ...listed("eligibleAuthorizations", { kind: "eligible" }),
        ];
    });
}

function common(
    resources: Resources,
    delegation: PlanResource,
    standing: Standing,
): Pick<Assignment, "urn" | "name" | "scope" | "scopeAt" | "standing" | "read"> {
    const scope = property(delegation, "scope");
    return {
        urn: delegation.urn,
        name: nameOf(delegation),
        scope: scopeOf(resources, scope),
        scopeAt: evidence(scope),
        standing,
        read: [],
    };
}

type Held = Pick<Assignment, "principal" | "principalAt" | "role" | "roleAt" | "roleId" | "conditions" | "conditionAt">;

function held(resources: Resources, identities: Identities, definitions: Definitions, entry: Property): Held {
    const [principal, roleId] = [below(entry, "principalId"), below(entry, "roleDefinitionId")];
    const role = roleBehind(resources, definitions, roleId);
    const delegated = below(entry, "delegatedRoleDefinitionIds");
    const written = text(roleId);
    return {
        principal: principalBehind(resources, identities, principal),
        principalAt: evidence(principal),
        role: role === unsure ? unsure : withoutData(role),
        roleAt: evidence(roleId),
        roleId: typeof written === "string" ? (written.split("/").at(-1) ?? written) : "unknown",
        conditions: delegated.value === undefined ? [] : [unsure],
        conditionAt: evidence(delegated),
    };
}

function withoutData(role: Role): Role {
    const permissions = role.permissions.map((permission) => ({ ...permission, dataActions: [], notDataActions: [] }));
    return { ...role, key: `${role.key} delegated`, permissions };
}

/** To whom, and for which actions of the control plane, is not in the plan. */
function unknownDelegation(resources: Resources, delegation: PlanResource, at: Property): Assignment {
    return {
        ...common(resources, delegation, { kind: "active" }),
        principal: { kind: "unknown", sources: [] },
        principalAt: evidence(at),
        role: {
            name: "a delegated role",
            key: "delegated",
            permissions: [{ actions: ["*"], notActions: [], dataActions: [], notDataActions: [], partly: false }],
        },
        roleAt: evidence(at),
        roleId: "unknown",
        conditions: [],
        conditionAt: evidence(at),
    };
}
