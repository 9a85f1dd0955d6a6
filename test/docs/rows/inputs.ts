/** Registered inputs in the words of the documents' rows. */
import { isUnknown, type PlanObject, type PlanValue } from "../../../plan/plan.ts";
import type { Registered } from "../stack.ts";

/** The last segment of an id or URN. */
export function tail(id: unknown): string {
    return typeof id === "string" ? (id.split(/\/|::/).at(-1) ?? "") : "";
}

export function vaultOf(plan: Registered): PlanObject {
    return plan.inputs("keyvault:Vault")["properties"] as PlanObject;
}

interface NetworkRules {
    readonly publicNetworkAccess: PlanValue;
    readonly defaultAction: string;
    readonly bypass: string;
    /** `unknown` where another resource will tell. */
    readonly addresses: readonly string[];
    /** By name. */
    readonly subnets: readonly string[];
}

/** Both of Azure's switches and every rule of the stack's vault. */
export function networkRules(plan: Registered): NetworkRules {
    const { publicNetworkAccess, networkAcls } = vaultOf(plan) as unknown as {
        publicNetworkAccess: PlanValue;
        networkAcls: {
            defaultAction: string;
            bypass: string;
            ipRules: { value: string }[];
            virtualNetworkRules: { id: string }[];
        };
    };
    const { defaultAction, bypass, ipRules, virtualNetworkRules } = networkAcls;
    return {
        publicNetworkAccess,
        defaultAction,
        bypass,
        addresses: ipRules.map(({ value }) => (isUnknown(value) ? "unknown" : value)),
        subnets: virtualNetworkRules.map(({ id }) => tail(id)),
    };
}

/** Service endpoints by subnet. */
export function subnets(plan: Registered): Record<string, string[]> {
    return Object.fromEntries(
        plan
            .all("network:Subnet")
            .map(({ inputs }) => [
                tail(inputs["subnetName"]),
                (inputs["serviceEndpoints"] as unknown as { service: string }[]).map(({ service }) => service),
            ]),
    );
}

/** From Microsoft's list of built-in roles. */
const roleNames = new Map([
    ["acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader"],
    ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"],
    ["00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator"],
    ["21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader"],
    ["4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User"],
    ["db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "Key Vault Certificate User"],
    ["e147488a-f6f5-4113-8e2d-b22465e65bf6", "Key Vault Crypto Service Encryption User"],
    ["f25e0fa2-a7c8-4377-a976-54943a77a395", "Key Vault Contributor"],
    ["8b54135c-b56d-4d72-a534-26097cfdc8d8", "Key Vault Data Access Administrator"],
    ["749f88d5-cbae-40b8-bcfc-e573ddc772fa", "Monitoring Contributor"],
    ["73c42c96-874c-492b-b04d-ab87d138a893", "Log Analytics Reader"],
    ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader"],
    ["ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor"],
]);

/**
 * Every role assignment as `<role> at <last segment of the scope>`, sorted.
 * @param principal only those of this object id, or of resources whose logical name holds this
 */
export function assignments(plan: Registered, principal = ""): readonly string[] {
    const custom = new Map(
        plan
            .all("authorization:RoleDefinition")
            .map(({ inputs }) => [tail(inputs["roleDefinitionId"]), tail(inputs["roleName"])]),
    );
    return plan
        .all("authorization:RoleAssignment")
        .filter(({ inputs, urn }) => inputs["principalId"] === principal || tail(urn).includes(principal))
        .map(({ inputs }) => {
            const role = tail(inputs["roleDefinitionId"]);
            return `${roleNames.get(role) ?? custom.get(role) ?? role} at ${tail(inputs["scope"])}`;
        })
        .sort();
}

/** Permissions of an access policy, by the end of its logical name. */
export function permissions(
    plan: Registered,
    ending: string,
): Record<"keys" | "secrets" | "certificates", readonly string[]> {
    const { permissions: given } = plan.inputs("keyvault:AccessPolicy", ending)["policy"] as unknown as {
        permissions: Record<"keys" | "secrets" | "certificates", readonly string[]>;
    };
    return given;
}
