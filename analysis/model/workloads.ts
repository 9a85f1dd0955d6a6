import {
    azureProvidedNames,
    azureResolver,
    clusterOutboundOfSubnet,
    orchestrationWithoutOutbound,
} from "../../azure/paths.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { addressBehind, addressesBehind, rangeFrom, type Address } from "./addresses.ts";
import { app } from "./apps.ts";
import { applicationGroups } from "./application-groups.ts";
import { translationBehind } from "./load-balancers.ts";
import { subnetBehind, type Networks, type SubnetReference } from "./networks.ts";
import {
    below,
    evidence,
    flag,
    items,
    known,
    property,
    text,
    texts,
    unsure,
    type Property,
    type Unsure,
} from "./property.ts";
import { referenceById, target } from "./references.ts";
import { ofType, type Resources } from "./resources.ts";
import { workload, type Workload } from "./workload.ts";

export function readWorkloads(resources: Resources, networks: Networks): ReadonlyMap<string, Workload> {
    const all = Object.entries(readers).flatMap(([key, reader]) =>
        ofType(resources, key).map((resource) => reader(resources, networks, resource)),
    );
    return new Map(all.map((workload) => [workload.urn, workload]));
}

type Reader = (resources: Resources, networks: Networks, resource: PlanResource) => Workload;

const readers: Readonly<Record<string, Reader>> = {
    "compute:VirtualMachine": machine,
    "compute:VirtualMachineScaleSet": scaleSet,
    "web:WebApp": app,
    "web:WebAppSlot": app,
    "containerinstance:ContainerGroup": containerGroup,
    "app:ContainerApp": containerApp,
    "app:Job": containerApp,
    "containerservice:ManagedCluster": cluster,
    "network:BastionHost": (resources, networks, resource) => {
        const list = property(resource, "ipConfigurations");
        const configuration = list.value === unsure ? list : first(list);
        const id =
            configuration === undefined
                ? property(resource, "virtualNetwork", "id")
                : below(configuration, "subnet", "id");
        const subnet =
            configuration === undefined ? ({ kind: "none" } as const) : subnetBehind(networks, resources, id);
        return workload(resource, id, { subnet, neverCalls: true });
    },
};

function machine(resources: Resources, networks: Networks, resource: PlanResource): Workload {
    const list = property(resource, "networkProfile", "networkInterfaces");
    const inline = property(resource, "networkProfile", "networkInterfaceConfigurations");
    const written = primary(inline);
    if (written !== undefined) return attached(resources, networks, resource, written, "publicIPAddressConfiguration");
    const chosen = primary(list);
    const reference =
        chosen === undefined ? undefined : referenceById(resources, below(chosen, "id"), ["network:NetworkInterface"]);
    const nic = reference === undefined ? undefined : target(resources, reference);
    const at = chosen === undefined ? list : below(chosen, "id");
    if (nic === undefined) return workload(resource, at, { subnet: { kind: "unknown", candidates: [] } });
    const whole: Property = { value: nic.inputs, resource: nic, path: "/inputs" };
    return attached(resources, networks, resource, whole, "publicIPAddress");
}

function scaleSet(resources: Resources, networks: Networks, resource: PlanResource): Workload {
    const list = property(resource, "virtualMachineProfile", "networkProfile", "networkInterfaceConfigurations");
    const mode = text(property(resource, "orchestrationMode"));
    const withoutDefault =
        mode === unsure ? unsure : mode?.toLowerCase() === orchestrationWithoutOutbound.value.toLowerCase();
    const chosen = primary(list);
    if (chosen === undefined)
        return workload(resource, list, { subnet: { kind: "unknown", candidates: [] }, withoutDefault });
    return { ...attached(resources, networks, resource, chosen, "publicIPAddressConfiguration"), withoutDefault };
}

/** Reads an interface: of its own (`publicIPAddress` is a reference) or written in a machine (the address is made with it). */
function attached(
    resources: Resources,
    networks: Networks,
    resource: PlanResource,
    nic: Property,
    publicKey: "publicIPAddress" | "publicIPAddressConfiguration",
): Workload {
    const configuration = primary(below(nic, "ipConfigurations"));
    const groupOf = below(nic, "networkSecurityGroup", "id");
    const servers = below(nic, "dnsSettings", "dnsServers");
    const group = referenceById(resources, groupOf, ["network:NetworkSecurityGroup"]);
    if (configuration === undefined) {
        return workload(resource, below(nic, "ipConfigurations"), {
            subnet: { kind: "unknown", candidates: [] },
            group,
        });
    }
    const id = below(configuration, "subnet", "id");
    const address = below(configuration, publicKey);
    const own: readonly Address[] =
        address.value === undefined
            ? []
            : [publicKey === "publicIPAddress" ? addressBehind(resources, below(address, "id")) : { kind: "unknown" }];
    const fixed = text(below(configuration, "privateIPAddress"));
    const ownAddress = typeof fixed === "string" ? rangeFrom(fixed) : undefined;
    const translation = translationBehind(resources, below(configuration, "loadBalancerBackendAddressPools"));
    return workload(resource, id, {
        subnet: subnetBehind(networks, resources, id),
        addresses: own,
        ...(translation !== undefined && { translation }),
        group,
        dnsServers: azuresOwn(known(texts(servers))),
        dnsServersAt: evidence(servers),
        ...(ownAddress !== undefined && { ownAddress }),
        applicationGroups: applicationGroups(resources, below(configuration, "applicationSecurityGroups")),
    });
}

/** An interface names Azure's own servers by a word. */
function azuresOwn(servers: readonly string[] | Unsure): readonly string[] | Unsure {
    if (servers === unsure) return unsure;
    return servers.map((server) => (same(server, azureProvidedNames.value) ? azureResolver.value : server));
}

function same(a: string, b: string): boolean {
    return a.toLowerCase() === b.toLowerCase();
}

function containerGroup(resources: Resources, networks: Networks, resource: PlanResource): Workload {
    const chosen = first(property(resource, "subnetIds"));
    const id = chosen === undefined ? property(resource, "subnetIds") : below(chosen, "id");
    const servers = property(resource, "dnsConfig", "nameServers");
    return workload(resource, id, {
        subnet: id.value === undefined ? { kind: "none" } : subnetBehind(networks, resources, id),
        addresses: id.value === undefined ? [{ kind: "unknown" }] : [],
        by: "container-platform",
        dnsServers: known(texts(servers)),
        dnsServersAt: evidence(servers),
    });
}

function containerApp(resources: Resources, networks: Networks, resource: PlanResource): Workload {
    const written = ["environmentId", "managedEnvironmentId"].map((key) => property(resource, key));
    const id = written.find(({ value }) => value !== undefined) ?? written[0]!;
    const environment = target(resources, referenceById(resources, id, ["app:ManagedEnvironment"]));
    if (environment === undefined) return workload(resource, id, { subnet: { kind: "unknown", candidates: [] } });
    const subnet = property(environment, "vnetConfiguration", "infrastructureSubnetId");
    return workload(resource, subnet, {
        subnet: subnetBehind(networks, resources, subnet),
        addresses: [{ kind: "unknown" }],
        by: "container-platform",
    });
}

function cluster(resources: Resources, networks: Networks, resource: PlanResource): Workload {
    const pool = first(property(resource, "agentPoolProfiles"));
    const id = pool === undefined ? property(resource, "agentPoolProfiles") : below(pool, "vnetSubnetID");
    const kind = text(property(resource, "networkProfile", "outboundType"));
    const asSubnet = typeof kind === "string" && clusterOutboundOfSubnet.value.some((type) => same(type, kind));
    // Addresses that the cluster's load balancer is given; it makes one of its own where there are none.
    const balancer = property(resource, "networkProfile", "loadBalancerProfile");
    const outbound = [
        below(balancer, "outboundIPs", "publicIPs"),
        below(balancer, "outboundIPPrefixes", "publicIPPrefixes"),
    ].flatMap((list) => addressesBehind(resources, list));
    return workload(resource, id, {
        subnet: id.value === undefined ? ownNetwork(resources, resource) : subnetBehind(networks, resources, id),
        addresses: asSubnet ? [] : outbound.length > 0 ? outbound : [{ kind: "unknown" }],
        by: "container-platform",
    });
}

/**
 * Without a subnet of the user the nodes are in a network that the cluster makes for itself: none of the plan's, and with
 * Azure's own names, unless a zone is linked to a network of the cluster's own group.
 */
function ownNetwork(resources: Resources, cluster: PlanResource): SubnetReference {
    const group = text(property(cluster, "nodeResourceGroup"));
    const groups = [
        "/resourcegroups/mc_",
        ...(typeof group === "string" ? [`/resourcegroups/${group.toLowerCase()}/`] : []),
    ];
    const linked = ofType(resources, "privatedns:VirtualNetworkLink").some((link) => {
        const network = text(property(link, "virtualNetwork", "id"));
        return typeof network === "string" && groups.some((part) => network.toLowerCase().includes(part));
    });
    return linked || group === unsure ? { kind: "unknown", candidates: [] } : { kind: "none" };
}

function first(list: Property): Property | undefined {
    const found = items(list);
    return found === unsure ? undefined : found[0];
}

/** The element marked as primary, else the first. */
function primary(list: Property): Property | undefined {
    const found = items(list);
    if (found === unsure) return undefined;
    const marks = found.map((item) => flag(below(item, "primary")));
    // Of several, any that is not told may be the one.
    if (found.length > 1 && !marks.includes(true) && marks.includes(unsure)) return undefined;
    return found[Math.max(marks.indexOf(true), 0)];
}
