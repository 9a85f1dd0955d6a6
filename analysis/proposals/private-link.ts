import type { PlanValue } from "../../plan/plan.ts";
import { change, type Change, type Edit } from "../changes.ts";
import { added } from "../grants.ts";
import type { Endpoint } from "../model/endpoints.ts";
import type { Model } from "../model/model.ts";
import type { Network, Subnet } from "../model/networks.ts";
import { logicalName } from "../model/resources.ts";
import type { Vault } from "../model/vaults.ts";
import type { Zone } from "../model/zones.ts";

/** What a private way from a subnet to a vault may lack: an endpoint, its approval, its record, or the zone's link. */
export function privateLinkOpenings(model: Model, vault: Vault, subnet: Subnet): readonly Change[] {
    const network = subnet.network === undefined ? undefined : model.networks.networks.get(subnet.network);
    const networkId = network === undefined ? undefined : model.resources.ids.get(network.key);
    if (network?.resource === undefined) return [];
    const endpoints = model.endpoints.get(vault.urn) ?? [];
    const approvals = endpoints
        .filter(({ state, urn }) => state === "pending" && urn !== undefined)
        .map((endpoint) => approval(vault, endpoint));
    if (networkId === undefined) return approvals;
    const zones = zonesFor(model, vault, network);
    if (endpoints.length > 0)
        return [...approvals, ...zones.flatMap((zone) => names(model, vault, { network, networkId, zone, endpoints }))];
    return subnet.id === undefined ? [] : newPrivateEndpoint(model, vault, subnet.id, network, networkId, zones[0]);
}

function approval(vault: Vault, { name }: Endpoint): Change {
    const inputs = {
        vaultName: vault.name,
        resourceGroupName: vault.resource.inputs["resourceGroupName"] ?? "",
        privateEndpointConnectionName: name,
        privateLinkServiceConnectionState: { status: "Approved" },
    };
    const approved = added("keyvault:PrivateEndpointConnection", `approval-${name}`, inputs);
    return change({ code: "approve-endpoint", endpoint: name }, approved);
}

/**
 * The private zones of the plan in which a network may look for the vault: the one that it is linked to, as a network has
 * one zone of a name at most, else any. Source: learn.microsoft.com/azure/dns/private-dns-virtual-network-links.
 */
function zonesFor({ zones: { zones } }: Model, vault: Vault, network: Network): readonly Zone[] {
    const named = zones.filter(({ name }) => name === vault.cloud.privateZones.vault);
    const linked = named.filter((zone) => isLinked(zone, network));
    return (linked.length > 0 ? linked : named).filter(({ urn }) => urn !== undefined);
}

function isLinked({ links }: Zone, { key }: Network): boolean {
    return links.some((link) => link.network === key);
}

interface Naming {
    readonly network: Network;
    readonly networkId: string;
    readonly zone: Zone;
    readonly endpoints: readonly Endpoint[];
}

/** The link of a zone to the network, and the group by which an endpoint that has none writes its record there. */
function names(model: Model, vault: Vault, { network, networkId, zone, endpoints }: Naming): readonly Change[] {
    const label = vault.cloud.privateZones.vault;
    const missing = isLinked(zone, network)
        ? []
        : [
              change(
                  { code: "link-zone", zone: label, network: network.name },
                  link(model, vault, zone, network, networkId),
              ),
          ];
    const { zones, loose } = model.zones;
    const grouped = [...zones.flatMap(({ records }) => records), ...loose.records].filter(
        ({ kept }) => kept === "zone group",
    );
    const endpoint = endpoints.find(
        ({ urn }) => urn !== undefined && !grouped.some((record) => record.endpoint === urn),
    );
    const resource = endpoint?.urn === undefined ? undefined : model.resources.byUrn.get(endpoint.urn);
    const zoneId = model.resources.ids.get(zone.urn!);
    if (endpoint === undefined || resource === undefined || zoneId === undefined) return missing;
    const { resourceGroupName = "" } = resource.inputs;
    const group = zoneGroup(endpoint.name, resourceGroupName, zoneId);
    return [...missing, change({ code: "add-zone-group", endpoint: endpoint.name, zone: label }, group)];
}

function link(model: Model, vault: Vault, { urn }: Zone, { name }: Network, networkId: string): Edit {
    const { resourceGroupName = "", privateZoneName = vault.cloud.privateZones.vault } = model.resources.byUrn.get(
        urn!,
    )!.inputs;
    return added("privatedns:VirtualNetworkLink", `link-${logicalName(urn!)}-${name}`, {
        resourceGroupName,
        privateZoneName,
        virtualNetworkLinkName: name,
        virtualNetwork: { id: networkId },
    });
}

/** An endpoint has one group at most. Source: learn.microsoft.com/azure/private-link/private-endpoint-dns-integration. */
function zoneGroup(endpoint: string, resourceGroupName: PlanValue, zoneId: string): Edit {
    return added("network:PrivateDnsZoneGroup", `${endpoint}-zones`, {
        resourceGroupName,
        privateEndpointName: endpoint,
        privateDnsZoneGroupName: "default",
        privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zoneId }],
    });
}

/** An endpoint in the caller's own subnet with its record, and with the zone and its link where the plan has none. */
function newPrivateEndpoint(
    model: Model,
    vault: Vault,
    subnetId: string,
    network: Network,
    networkId: string,
    zone: Zone | undefined,
): readonly Change[] {
    if (vault.id === undefined) return [];
    const label = vault.cloud.privateZones.vault;
    const [, , subscription = "", , resourceGroupName = ""] = vault.id.split("/");
    const ownId = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}/providers/Microsoft.Network/privateDnsZones/${label}`;
    const zoneId = zone === undefined ? ownId : model.resources.ids.get(zone.urn!);
    if (zoneId === undefined) return [];
    const name = `pep-${vault.name}`;
    const naming =
        zone === undefined
            ? [
                  added("privatedns:PrivateZone", label, { resourceGroupName, privateZoneName: label }, ownId),
                  added("privatedns:VirtualNetworkLink", `link-${network.name}`, {
                      resourceGroupName,
                      privateZoneName: label,
                      virtualNetworkLinkName: network.name,
                      virtualNetwork: { id: networkId },
                  }),
              ]
            : isLinked(zone, network)
              ? []
              : [link(model, vault, zone, network, networkId)];
    return [
        change(
            { code: "add-private-endpoint", vault: vault.name, network: network.name },
            added("network:PrivateEndpoint", name, {
                resourceGroupName,
                privateEndpointName: name,
                subnet: { id: subnetId },
                privateLinkServiceConnections: [{ name: "vault", groupIds: ["vault"], privateLinkServiceId: vault.id }],
            }),
            ...naming,
            zoneGroup(name, resourceGroupName, zoneId),
        ),
    ];
}
