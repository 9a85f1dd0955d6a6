import type { Gate } from "../answer.ts";
import { change, type Change } from "../changes.ts";
import { rangeText } from "../gates/egress.ts";
import { placeOf } from "../gates/places.ts";
import { added } from "../grants.ts";
import type { Model } from "../model/model.ts";
import { ofSubnet, type Subnet } from "../model/networks.ts";
import type { Vault } from "../model/vaults.ts";
import type { Question } from "../question.ts";

function callersSubnet(model: Model, { origin }: Question): Subnet | undefined {
    const place = placeOf(origin);
    if (place.kind === "subnet") return model.networks.subnets.get(place.key);
    const workload = place.kind === "workload" ? model.workloads.get(place.urn) : undefined;
    return workload?.subnet.kind === "subnet" ? workload.subnet.subnet : undefined;
}

export const acls = "/inputs/properties/networkAcls";

export function networkOpenings(model: Model, vault: Vault, question: Question, { because }: Gate): readonly Change[] {
    const place = placeOf(question.origin);
    const subnet = callersSubnet(model, question);
    const { urn, name } = vault;
    const found: Change[] = [];
    if (because.code === "public-access-disabled") {
        found.push(
            change(
                { code: "enable-public-access", vault: name },
                { edit: "set", urn, path: "/inputs/properties/publicNetworkAccess", value: "Enabled" },
            ),
        );
    }
    if (place.kind === "service") {
        found.push(
            change(
                { code: "let-trusted-services-pass", vault: name },
                { edit: "set", urn, path: `${acls}/bypass`, value: "AzureServices" },
            ),
        );
        return found;
    }
    if (place.kind === "address" || (place.kind === "on-premises" && place.range !== undefined)) {
        const address = rangeText(place.range!);
        found.push(
            change(
                { code: "add-address-rule", vault: name, address },
                { edit: "append", urn, path: `${acls}/ipRules`, value: { value: address } },
            ),
        );
    }
    if (subnet !== undefined) found.push(...subnetOpenings(model, vault, subnet));
    return found;
}

function subnetOpenings(model: Model, vault: Vault, subnet: Subnet): readonly Change[] {
    const found: Change[] = [];
    const endpointsAt = ofSubnet(subnet, "serviceEndpoints");
    if (subnet.id !== undefined && vault.publicAccess.value === "enabled" && subnet.vaultEndpoint.value === true) {
        found.push(
            change(
                { code: "add-subnet-rule", vault: vault.name, subnet: subnet.name },
                { edit: "append", urn: vault.urn, path: `${acls}/virtualNetworkRules`, value: { id: subnet.id } },
            ),
        );
    }
    if (subnet.vaultEndpoint.value === false && endpointsAt !== undefined) {
        found.push(
            change(
                { code: "add-service-endpoint", subnet: subnet.name },
                {
                    edit: "append",
                    urn: endpointsAt.resource.urn,
                    path: endpointsAt.path,
                    value: { service: "Microsoft.KeyVault" },
                },
            ),
        );
    }
    const network = subnet.network === undefined ? undefined : model.networks.networks.get(subnet.network);
    const endpoints = model.endpoints.get(vault.urn) ?? [];
    if (network?.resource === undefined) return found;
    const networkId = model.resources.ids.get(network.key);
    for (const endpoint of endpoints) {
        if (endpoint.state === "pending" && endpoint.urn !== undefined) {
            const approval = {
                vaultName: vault.name,
                resourceGroupName: vault.resource.inputs["resourceGroupName"] ?? "",
                privateEndpointConnectionName: endpoint.name,
                privateLinkServiceConnectionState: { status: "Approved" },
            };
            found.push(
                change(
                    { code: "approve-endpoint", endpoint: endpoint.name },
                    added("keyvault:PrivateEndpointConnection", `approval-${endpoint.name}`, approval),
                ),
            );
        }
    }
    const zones = model.zones.zones.filter(
        (zone) => zone.name === vault.cloud.privateZones.vault && zone.urn !== undefined,
    );
    for (const zone of endpoints.length > 0 ? zones : []) {
        const zoneResource = model.resources.byUrn.get(zone.urn!)!;
        const { resourceGroupName = "", privateZoneName = vault.cloud.privateZones.vault } = zoneResource.inputs;
        if (networkId !== undefined && !zone.links.some((link) => link.network === network.key)) {
            found.push(
                change(
                    { code: "link-zone", zone: vault.cloud.privateZones.vault, network: network.name },
                    added("privatedns:VirtualNetworkLink", `link-${network.name}`, {
                        resourceGroupName,
                        privateZoneName,
                        virtualNetworkLinkName: network.name,
                        virtualNetwork: { id: networkId },
                    }),
                ),
            );
        }
        const [endpoint] = endpoints.filter(
            ({ urn }) => urn !== undefined && !zone.records.some((record) => record.endpoint === urn),
        );
        const endpointResource = endpoint?.urn === undefined ? undefined : model.resources.byUrn.get(endpoint.urn);
        const zoneId = model.resources.ids.get(zone.urn!);
        if (endpointResource !== undefined && zoneId !== undefined) {
            found.push(
                change(
                    { code: "add-zone-group", endpoint: endpoint!.name, zone: vault.cloud.privateZones.vault },
                    added("network:PrivateDnsZoneGroup", `${endpoint!.name}-zones`, {
                        resourceGroupName: endpointResource.inputs["resourceGroupName"] ?? "",
                        privateEndpointName: endpoint!.name,
                        privateDnsZoneGroupName: "default",
                        privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zoneId }],
                    }),
                ),
            );
        }
    }
    if (endpoints.length === 0 && vault.id !== undefined && subnet.id !== undefined && networkId !== undefined)
        found.push(newPrivateEndpoint(vault, subnet, network.name, networkId));
    return found;
}

/** An endpoint in the caller's own subnet, with zone, link and record. */
function newPrivateEndpoint(vault: Vault, subnet: Subnet, network: string, networkId: string): Change {
    const zone = vault.cloud.privateZones.vault;
    const [, , subscription = "", , resourceGroupName = ""] = vault.id!.split("/");
    const zoneId = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}/providers/Microsoft.Network/privateDnsZones/${zone}`;
    const name = `pep-${vault.name}`;
    return change(
        { code: "add-private-endpoint", vault: vault.name, network },
        added("network:PrivateEndpoint", name, {
            resourceGroupName,
            privateEndpointName: name,
            subnet: { id: subnet.id! },
            privateLinkServiceConnections: [{ name: "vault", groupIds: ["vault"], privateLinkServiceId: vault.id! }],
        }),
        added("privatedns:PrivateZone", zone, { resourceGroupName, privateZoneName: zone }, zoneId),
        added("privatedns:VirtualNetworkLink", `link-${network}`, {
            resourceGroupName,
            privateZoneName: zone,
            virtualNetworkLinkName: network,
            virtualNetwork: { id: networkId },
        }),
        added("network:PrivateDnsZoneGroup", `${name}-zones`, {
            resourceGroupName,
            privateEndpointName: name,
            privateDnsZoneGroupName: "default",
            privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zoneId }],
        }),
    );
}
