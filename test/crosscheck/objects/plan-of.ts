import { unknown, type Plan, type PlanObject, type PlanValue } from "../../../plan/plan.ts";
import { group, place, subscription, tenant, vaultIdOf, written } from "../written.ts";
import { moments, type ObjectsWorld, type State } from "./world.ts";

export const administrator = "11111111-2222-4333-8444-555555555555";
const vaultId = vaultIdOf("kv-world");

export function planOfObjects(world: ObjectsWorld): Plan {
    return written("", (add) => {
        const properties = {
            tenantId: tenant,
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: true,
            publicNetworkAccess: "Enabled",
            ...(world.purgeProtection && { enablePurgeProtection: true }),
        };
        add("azure-native:keyvault:Vault", "vault", { ...place, vaultName: "kv-world", properties }, vaultId);
        const inVault = { resourceGroupName: "rg-world", vaultName: "kv-world" };
        for (const [index, state] of world.secrets.entries()) {
            const inputs = { ...inVault, secretName: `secret-${index}`, properties: { attributes: attributes(state) } };
            add("azure-native:keyvault:Secret", `secret-${index}`, inputs, `${vaultId}/secrets/secret-${index}`);
        }
        for (const [index, state] of world.keys.entries()) {
            const key = { kty: "RSA", keySize: 2048, attributes: attributes(state) };
            const inputs = { ...inVault, keyName: `key-${index}`, properties: key };
            add("azure-native:keyvault:Key", `key-${index}`, inputs, `${vaultId}/keys/key-${index}`);
        }
        const assignment = "44444444-0000-4000-8000-000000000001";
        const role = "00482a5a-887f-4fb3-b363-3b7fe8e74483";
        add(
            "azure-native:authorization:RoleAssignment",
            "administrator",
            {
                scope: group,
                roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
                principalId: administrator,
                principalType: "User",
                roleAssignmentName: assignment,
            },
            `${group}/providers/Microsoft.Authorization/roleAssignments/${assignment}`,
        );
    });
}

function attributes({ enabled, notBefore, expires }: State): PlanObject {
    const date = (index: number | "untold"): PlanValue =>
        index === "untold" ? unknown : Date.parse(moments[index]!) / 1000;
    return {
        ...(enabled !== undefined && { enabled: enabled === "untold" ? unknown : enabled }),
        ...(notBefore !== undefined && { notBefore: date(notBefore) }),
        ...(expires !== undefined && { expires: date(expires) }),
    };
}
