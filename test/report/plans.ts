import type { Plan, PlanObject, PlanResource } from "../../plan/plan.ts";
import { unknown } from "../../plan/plan.ts";

/** Plans of strangers, put together by hand: azure-native resources without our components. */

const subscription = "/subscriptions/11111111-2222-4333-8444-555555555555";
export const group = `${subscription}/resourceGroups/rg-shop`;

type More = Partial<Omit<PlanResource, "urn" | "type" | "inputs">>;

export function resource(type: string, name: string, inputs: PlanObject = {}, more: More = {}): PlanResource {
    const urn = `urn:pulumi:test::shop::azure-native:${type}::${name}`;
    return {
        urn,
        type: `azure-native:${type}`,
        custom: true,
        inputs,
        outputs: {},
        dependencies: [],
        propertyDependencies: {},
        ...more,
    };
}

export function planOf(...resources: readonly PlanResource[]): Plan {
    return { version: 3, deployment: { resources } };
}

export function vault(name: string, properties: PlanObject = {}, more: More = {}): PlanResource {
    const inputs = {
        vaultName: name,
        resourceGroupName: "rg-shop",
        location: "westeurope",
        properties: { tenantId: "t", ...properties },
    };
    return resource("keyvault:Vault", name, inputs, { id: vaultId(name), ...more });
}

export function vaultId(name: string): string {
    return `${group}/providers/Microsoft.KeyVault/vaults/${name}`;
}

export function network(name: string, prefix = "10.0.0.0/16"): PlanResource {
    const inputs = {
        virtualNetworkName: name,
        resourceGroupName: "rg-shop",
        addressSpace: { addressPrefixes: [prefix] },
    };
    return resource("network:VirtualNetwork", name, inputs, { id: networkId(name) });
}

function networkId(name: string): string {
    return `${group}/providers/Microsoft.Network/virtualNetworks/${name}`;
}

export function subnet(networkName: string, name: string, prefix: string, more: PlanObject = {}): PlanResource {
    const inputs = {
        virtualNetworkName: networkName,
        subnetName: name,
        resourceGroupName: "rg-shop",
        addressPrefix: prefix,
        ...more,
    };
    return resource("network:Subnet", `${networkName}-${name}`, inputs, { id: subnetId(networkName, name) });
}

export function subnetId(networkName: string, name: string): string {
    return `${networkId(networkName)}/subnets/${name}`;
}

export function endpoint(
    name: string,
    networkName: string,
    subnetName: string,
    vaultName: string,
    manual = false,
): PlanResource {
    const connections = [{ name, groupIds: ["vault"], privateLinkServiceId: vaultId(vaultName) }];
    return resource("network:PrivateEndpoint", name, {
        privateEndpointName: name,
        resourceGroupName: "rg-shop",
        subnet: { id: subnetId(networkName, subnetName) },
        [manual ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections"]: connections,
    });
}

export function machine(name: string, networkName: string, subnetName: string): readonly PlanResource[] {
    const nic = `${group}/providers/Microsoft.Network/networkInterfaces/nic-${name}`;
    const nicInputs = {
        networkInterfaceName: `nic-${name}`,
        resourceGroupName: "rg-shop",
        ipConfigurations: [{ name: "ip", subnet: { id: subnetId(networkName, subnetName) } }],
    };
    const inputs = {
        vmName: name,
        resourceGroupName: "rg-shop",
        identity: { type: "SystemAssigned" },
        networkProfile: { networkInterfaces: [{ id: nic, primary: true }] },
    };
    return [
        resource("network:NetworkInterface", `nic-${name}`, nicInputs, { id: nic }),
        resource("compute:VirtualMachine", name, inputs),
    ];
}

export function assignment(name: string, inputs: PlanObject, more: More = {}): PlanResource {
    return resource("authorization:RoleAssignment", name, inputs, more);
}

export const roles = {
    secretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
    reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
};

export function roleId(guid: string): string {
    return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

export { unknown };
