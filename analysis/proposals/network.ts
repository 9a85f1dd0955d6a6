import type { Answer } from "../answer.ts";
import { change, type Change, type Edit } from "../changes.ts";
import { placeOf } from "../gates/places.ts";
import { added } from "../grants.ts";
import type { Model } from "../model/model.ts";
import { ofSubnet, type Subnet } from "../model/networks.ts";
import type { Vault } from "../model/vaults.ts";
import type { Question } from "../question.ts";
import { callersSubnet } from "./callers-subnet.ts";
import { perimeterOpenings } from "./perimeter.ts";
import { publicAddresses } from "./public-addresses.ts";

export const acls = "/inputs/properties/networkAcls";

/** Changes of a vault's network rules, of its perimeter or of the caller's subnet that might let a request in. */
export function networkOpenings(model: Model, vault: Vault, question: Question, answer: Answer): readonly Change[] {
    const { because } = answer.gates.find(({ gate }) => gate === "network")!;
    const place = placeOf(question.origin);
    const subnet = callersSubnet(model, question);
    const { urn, name, publicAccess } = vault;
    const shut = because.code === "public-access-disabled" || publicAccess.value === "perimeter";
    const enabled = shut
        ? [
              change(
                  { code: "enable-public-access", vault: name },
                  { edit: "set", urn, path: "/inputs/properties/publicNetworkAccess", value: "Enabled" },
              ),
          ]
        : [];
    if (place.kind === "service") {
        return [...enabled, letTrustedServicesPass(vault)];
    }
    const perimeter = because.code === "perimeter-refuses" ? perimeterOpenings(model, vault, question, answer) : [];
    const narrow = [
        ...addressOpenings(vault, answer),
        ...(subnet === undefined ? [] : subnetOpenings(model, vault, subnet)),
    ];
    const refused = because.code === "no-rule-matches" || shut;
    return [...enabled, ...perimeter, ...narrow, ...(refused && narrow.length === 0 ? allowByDefault(vault) : [])];
}

export function letTrustedServicesPass({ urn, name }: Vault): Change {
    return change(
        { code: "let-trusted-services-pass", vault: name },
        { edit: "set", urn, path: `${acls}/bypass`, value: "AzureServices" },
    );
}

/** A rule for the public addresses that the vault sees, where the plan tells all of them. */
function addressOpenings({ urn, name }: Vault, answer: Answer): readonly Change[] {
    const addresses = publicAddresses(answer);
    if (addresses.length === 0) return [];
    const edits = addresses.map((value): Edit => ({ edit: "append", urn, path: `${acls}/ipRules`, value: { value } }));
    return [change({ code: "add-address-rule", vault: name, address: addresses.join(", ") }, ...edits)];
}

/** Where nothing less is of use: what the firewall of a vault has against those that no rule names. */
export function allowByDefault({ urn, name, acls: { kind, defaultAction } }: Vault): readonly Change[] {
    if (kind !== "present" || defaultAction.value !== "Deny") return [];
    const edit = { edit: "set", urn, path: `${acls}/defaultAction`, value: "Allow" } as const;
    return [change({ code: "allow-by-default", vault: name }, edit)];
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
