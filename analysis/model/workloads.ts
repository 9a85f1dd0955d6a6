import { appRoutingSettings, clusterOutboundOfSubnet, orchestrationWithoutOutbound } from "../../azure/paths.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import type { EgressKind } from "../reason.ts";
import { addressBehind, rangeFrom, type Address } from "./addresses.ts";
import { subnetBehind, type Networks, type SubnetReference } from "./networks.ts";
import {
    below,
    evidence,
    flag,
    items,
    output,
    property,
    text,
    texts,
    unsure,
    type Property,
    type Unsure,
} from "./property.ts";
import { mayMean, referenceById, referenceByName, target, type Reference } from "./references.ts";
import { nameOf, ofType, type Resources } from "./resources.ts";

/** Something of the plan that runs code and calls from a place. */
export interface Workload {
    readonly urn: string;
    readonly name: string;
    /** The subnet that it calls from; none for an app without a network. */
    readonly subnet: SubnetReference;
    readonly subnetAt: Evidence;
    /** Only calls to private addresses and over service endpoints take the subnet; others leave as without a network. */
    readonly privateOnly: boolean | Unsure;
    /** Public addresses of its own, which it leaves with where no NAT gateway is. */
    readonly addresses: readonly Address[];
    /** Whose addresses they are. */
    readonly by: EgressKind;
    /** A load balancer may give it an address. */
    readonly balanced: boolean;
    /** It gets no default outbound access, whatever its subnet says. */
    readonly withoutDefault: boolean | Unsure;
    /** A security group of its interface. */
    readonly group: Reference;
    /** Name servers of its own; none means those of its network. */
    readonly dnsServers: readonly string[] | Unsure;
    /** A host that serves people and never calls a vault itself. */
    readonly neverCalls: boolean;
}

const none: Reference = { kind: "none", at: { urn: "", path: "" } };

export function readWorkloads(resources: Resources, networks: Networks): ReadonlyMap<string, Workload> {
    const all = Object.entries(readers).flatMap(([key, reader]) =>
        ofType(resources, key).map((resource) => reader(resources, networks, resource)),
    );
    return new Map(all.map((workload) => [workload.urn, workload]));
}

type Reader = (resources: Resources, networks: Networks, resource: PlanResource) => Workload;

function workload(resource: PlanResource, subnetAt: Property, more: Partial<Workload>): Workload {
    return {
        urn: resource.urn,
        name: nameOf(resource),
        subnet: { kind: "none" },
        subnetAt: evidence(subnetAt),
        privateOnly: false,
        addresses: [],
        by: "instance",
        balanced: false,
        withoutDefault: false,
        group: none,
        dnsServers: [],
        neverCalls: false,
        ...more,
    };
}

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
    const servers = texts(below(nic, "dnsSettings", "dnsServers"));
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
    const pools = items(below(configuration, "loadBalancerBackendAddressPools"));
    return workload(resource, id, {
        subnet: subnetBehind(networks, resources, id),
        addresses: own,
        balanced: pools === unsure || pools.length > 0,
        group,
        dnsServers: servers === unsure || servers.includes(unsure) ? unsure : (servers as readonly string[]),
    });
}

function app(resources: Resources, networks: Networks, resource: PlanResource): Workload {
    const own = property(resource, "virtualNetworkSubnetId");
    const [joined] = ofType(
        resources,
        "web:WebAppSwiftVirtualNetworkConnection",
        "web:WebAppSwiftVirtualNetworkConnectionSlot",
    )
        .map((connection) => ({ connection, site: referenceByName(resources, connection, "name", "web:WebApp") }))
        .filter(({ site }) => mayMean(site, resource.urn))
        .sort((a, b) => Number(b.site.kind === "found") - Number(a.site.kind === "found"));
    const id = own.value === undefined && joined !== undefined ? property(joined.connection, "subnetResourceId") : own;
    // An integration whose app is not told may be this app's, and may not.
    const perhaps = own.value === undefined && joined !== undefined && joined.site.kind !== "found";
    const hosted = property(resource, "hostingEnvironmentProfile").value !== undefined;
    const settings = appSettings(resources, resource);
    const server = settings === unsure ? unsure : settings.get(appRoutingSettings.nameServer);
    return workload(resource, id, {
        subnet: hosted || perhaps ? { kind: "unknown", candidates: [] } : subnetBehind(networks, resources, id),
        privateOnly: hosted ? false : not(routesAll(resource, settings)),
        addresses: reportedAddresses(resource),
        by: "app-service",
        dnsServers: server === unsure ? unsure : server === undefined ? [] : [server],
    });
}

function routesAll(resource: PlanResource, settings: ReadonlyMap<string, string | Unsure> | Unsure): boolean | Unsure {
    const flags = [
        flag(property(resource, "outboundVnetRouting", "allTraffic")),
        flag(property(resource, "outboundVnetRouting", "applicationTraffic")),
        flag(property(resource, "siteConfig", "vnetRouteAllEnabled")),
        flag(property(resource, "vnetRouteAllEnabled")),
    ];
    const setting = settings === unsure ? unsure : settings.get(appRoutingSettings.routeAll);
    if (flags.includes(true) || setting === "1") return true;
    // Flex Consumption has no flag to send only part of its traffic into the network; how it does is not documented.
    const flexible = property(resource, "functionAppConfig").value !== undefined;
    return flags.includes(unsure) || setting === unsure || flexible ? unsure : false;
}

function appSettings(resources: Resources, resource: PlanResource): ReadonlyMap<string, string | Unsure> | Unsure {
    const inline = items(property(resource, "siteConfig", "appSettings"));
    if (inline === unsure) return unsure;
    const found = new Map<string, string | Unsure>();
    for (const item of inline) {
        const name = text(below(item, "name"));
        if (name === unsure) return unsure;
        if (name !== undefined) found.set(name, text(below(item, "value")) ?? "");
    }
    for (const standalone of ofType(resources, "web:WebAppApplicationSettings", "web:WebAppApplicationSettingsSlot")) {
        const site = referenceByName(resources, standalone, "name", "web:WebApp");
        if (!mayMean(site, resource.urn)) continue;
        const whole = property(standalone, "properties");
        if (whole.value === unsure || site.kind !== "found") return unsure;
        for (const name of Object.keys((whole.value ?? {}) as object)) found.set(name, text(below(whole, name)) ?? "");
    }
    return found;
}

/** The addresses that an app may leave with, which Azure reports once it exists. */
function reportedAddresses(resource: PlanResource): readonly Address[] {
    const possible = text(output(resource, "possibleOutboundIpAddresses"));
    const current = text(output(resource, "outboundIpAddresses"));
    const reported = typeof possible === "string" ? possible : current;
    if (typeof reported !== "string") return [{ kind: "unknown" }];
    const ranges = reported.split(",").flatMap((address) => rangeFrom(address) ?? []);
    return ranges.length === 0 ? [{ kind: "unknown" }] : ranges.map((range) => ({ kind: "range", range }));
}

function containerGroup(resources: Resources, networks: Networks, resource: PlanResource): Workload {
    const chosen = first(property(resource, "subnetIds"));
    const id = chosen === undefined ? property(resource, "subnetIds") : below(chosen, "id");
    const servers = texts(property(resource, "dnsConfig", "nameServers"));
    return workload(resource, id, {
        subnet: id.value === undefined ? { kind: "none" } : subnetBehind(networks, resources, id),
        addresses: id.value === undefined ? [{ kind: "unknown" }] : [],
        by: "container-platform",
        dnsServers: servers === unsure || servers.includes(unsure) ? unsure : (servers as readonly string[]),
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
    const outbound = text(property(resource, "networkProfile", "outboundType"));
    const asSubnet =
        typeof outbound === "string" &&
        clusterOutboundOfSubnet.value.some((type) => type.toLowerCase() === outbound.toLowerCase());
    return workload(resource, id, {
        // Without a subnet of the user the nodes are in a network that the cluster makes for itself.
        subnet: id.value === undefined ? { kind: "unknown", candidates: [] } : subnetBehind(networks, resources, id),
        addresses: asSubnet ? [] : [{ kind: "unknown" }],
        by: "container-platform",
    });
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

function not(value: boolean | Unsure): boolean | Unsure {
    return value === unsure ? unsure : !value;
}
