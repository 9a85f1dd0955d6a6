import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { subnetBehind, type Networks } from "./networks.ts";
import type { Peering } from "./peerings.ts";
import { below, evidence, items, property, text, unsure, type Property, type Unsure } from "./property.ts";
import { mayMean, referenceById, referenceByName } from "./references.ts";
import { ofType, type Resources } from "./resources.ts";

/**
 * Networks that something else than a peering joins: a hub of a virtual WAN, connections of gateways, a configuration of
 * Azure Virtual Network Manager. Whether they meet is not told: routes, and deployments of the configuration, decide.
 */
export interface Joint {
    readonly members: ReadonlyMap<string, Member>;
    /** A member that the plan does not tell: any network may be it. */
    readonly open?: Evidence;
}

interface Member {
    readonly at: Evidence;
    /** Whose gateway, hub or membership it comes by: what comes by the same one is not joined by it. */
    readonly by: string;
}

export function readJoints(resources: Resources, networks: Networks, peerings: readonly Peering[]): readonly Joint[] {
    return [readHubs(resources), readGateways(resources, networks, peerings), ...readConfigurations(resources)];
}

/** What may join two networks. */
export function jointOf(joints: readonly Joint[], a: string, b: string): readonly Evidence[] | undefined {
    for (const { members, open } of joints) {
        const [one, other] = [members.get(a), members.get(b)];
        // A member that is not told may be either of them, or lead to it.
        if (open !== undefined) return [open];
        if (one !== undefined && other !== undefined && one.by !== other.by) return [one.at, other.at];
    }
    return undefined;
}

/** Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-about. */
function readHubs(resources: Resources): Joint {
    return jointOfNetworks(
        resources,
        ofType(resources, "network:HubVirtualNetworkConnection").map((connection) =>
            property(connection, "remoteVirtualNetwork", "id"),
        ),
    );
}

function jointOfNetworks(resources: Resources, ids: readonly Property[]): Joint {
    const members = new Map<string, Member>();
    let open: Evidence | undefined;
    for (const id of ids) {
        const network = referenceById(resources, id, ["network:VirtualNetwork"]);
        const at = evidence(id);
        if (network.kind === "found") members.set(network.urn, { at, by: network.urn });
        if (network.kind === "outside") members.set(network.id, { at, by: network.id });
        if (network.kind === "unknown") open = at;
    }
    return { members, ...(open !== undefined && { open }) };
}

/**
 * Gateways with a connection: to each other, or to a place that may lead on to the other. A peered network may be lent
 * one. Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings (connection types).
 */
function readGateways(resources: Resources, networks: Networks, peerings: readonly Peering[]): Joint {
    const connections = ofType(resources, "network:VirtualNetworkGatewayConnection").map((connection) => {
        const id = property(connection, "virtualNetworkGateway1", "id");
        return { id, gateway: referenceById(resources, id, ["network:VirtualNetworkGateway"]) };
    });
    const members = new Map<string, Member>();
    let open: Evidence | undefined;
    for (const gateway of ofType(resources, "network:VirtualNetworkGateway")) {
        const connected = connections.find((connection) => mayMean(connection.gateway, gateway.urn));
        if (connected === undefined) continue;
        const network = networkOfGateway(resources, networks, gateway);
        if (network === unsure) open = evidence(connected.id);
        else if (network !== undefined) members.set(network, { at: evidence(connected.id), by: network });
    }
    for (const { from, to, gateways, at } of peerings) {
        const lent = to === undefined ? undefined : members.get(to);
        if (from !== undefined && lent !== undefined && gateways.uses !== false && !members.has(from))
            members.set(from, { at, by: lent.by });
    }
    return { members, ...(open !== undefined && { open }) };
}

/** The network that a gateway is in; `undefined` for one that is in none. */
function networkOfGateway(
    resources: Resources,
    networks: Networks,
    gateway: PlanResource,
): string | undefined | Unsure {
    const configurations = items(property(gateway, "ipConfigurations"));
    if (configurations === unsure) return unsure;
    const [first] = configurations;
    const subnet = first && subnetBehind(networks, resources, below(first, "subnet", "id"));
    if (subnet === undefined || subnet.kind === "none") return undefined;
    return subnet.kind === "subnet" ? (subnet.subnet.network ?? unsure) : unsure;
}

/**
 * A mesh joins all members of its groups; a hub is joined to each, and they to each other where their group says so.
 * Source: learn.microsoft.com/azure/virtual-network-manager/concept-connectivity-configuration.
 */
function readConfigurations(resources: Resources): readonly Joint[] {
    return ofType(resources, "network:ConnectivityConfiguration").flatMap((configuration): readonly Joint[] => {
        const applied = property(configuration, "appliesToGroups");
        const groups = items(applied);
        const hubs = items(property(configuration, "hubs"));
        if (groups === unsure || hubs === unsure) return [{ members: new Map(), open: evidence(applied) }];
        const hubIds = hubs.map((hub) => below(hub, "resourceId"));
        const spokes = groups.map((group) => ({
            apart: text(below(group, "groupConnectivity")) === "None",
            ids: membersOf(resources, below(group, "networkGroupId")),
        }));
        if (text(property(configuration, "connectivityTopology")) !== "HubAndSpoke") {
            const told = spokes.flatMap(({ ids }) => ids ?? []);
            const whole = spokes.every(({ ids }) => ids !== undefined);
            return [joined(resources, [...hubIds, ...told], whole, evidence(applied))];
        }
        return spokes.flatMap(({ apart, ids }): readonly Joint[] =>
            apart && ids !== undefined
                ? ids.map((id) => joined(resources, [...hubIds, id], true, evidence(applied)))
                : [joined(resources, [...hubIds, ...(ids ?? [])], ids !== undefined, evidence(applied))],
        );
    });
}

function joined(resources: Resources, ids: readonly Property[], whole: boolean, at: Evidence): Joint {
    const joint = jointOfNetworks(resources, ids);
    return whole ? joint : { ...joint, open: at };
}

/** Ids of a group's members; nothing where the group is not of the plan, or where a policy fills it. */
function membersOf(resources: Resources, group: Property): readonly Property[] | undefined {
    const found = referenceById(resources, group, ["network:NetworkGroup"]);
    if (found.kind !== "found") return undefined;
    const members = ofType(resources, "network:StaticMember").filter((member) =>
        mayMean(referenceByName(resources, member, "networkGroupName", "network:NetworkGroup"), found.urn),
    );
    return members.length === 0 ? undefined : members.map((member) => property(member, "resourceId"));
}
