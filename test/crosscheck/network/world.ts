import fc from "fast-check";

/**
 * Three networks in a chain, hub to spoke to far, two vaults that share a private zone, and what stands between: filters,
 * routes, gateways, name servers. Everybody may read everything: only the network decides.
 */
export interface NetworkWorld {
    readonly vaults: readonly [Vault, Vault];
    readonly networks: Readonly<Record<NetworkName, Network>>;
    readonly peerings: { readonly hubSpoke: Peering; readonly spokeFar: Peering };
    readonly zone: boolean;
    /** The hub has a gateway with a connection to a local network. */
    readonly gateway: boolean;
    readonly machine: Machine;
    readonly app: App;
    /** How it is written down, which must not matter. */
    readonly style: { readonly inlineRules: boolean; readonly inlineRoutes: boolean };
}

export const networkNames = ["hub", "spoke", "far"] as const;
export type NetworkName = (typeof networkNames)[number];

/** The first two octets of a network. Its machines are in `.1.0/24`, its private endpoints in `.9.0/24`. */
export const blockOf: Readonly<Record<NetworkName, string>> = { hub: "10.0", spoke: "10.1", far: "10.2" };

export interface Vault {
    readonly name: "kv-one" | "kv-two";
    readonly publicNetworkAccess: "Enabled" | "Disabled";
    readonly acls:
        | undefined
        | {
              readonly defaultAction: "Allow" | "Deny";
              readonly addresses: readonly string[];
              /** Also a rule for the address of the NAT gateway that nobody knows yet. */
              readonly natRule: boolean;
              /** The subnets of machines in these networks, and that of the app. */
              readonly subnets: readonly (NetworkName | "app")[];
          };
    readonly endpoint:
        | undefined
        | {
              readonly network: NetworkName;
              readonly approval: "automatic" | "manual";
              /** By a zone group, by hand with the endpoint's fixed address, by hand with an address that nothing has. */
              readonly record: "group" | "by hand" | "stale" | "none";
          };
}

export interface Network {
    /** Name servers: Azure's by default, Azure's by its address, or one of the network's own. */
    readonly dns: "default" | "by address" | "own";
    /** Its link to the private zone; `redirect` asks public DNS for what the zone does not have. */
    readonly link: "none" | "plain" | "redirect";
    readonly subnet: Subnet;
    /** The subnet of private endpoints. */
    readonly endpoints: { readonly policies: Policies; readonly filter: Filter | undefined };
}

export type Policies = "Disabled" | "Enabled" | "NetworkSecurityGroupEnabled" | "RouteTableEnabled" | undefined;

export interface Subnet {
    readonly serviceEndpoint: boolean;
    readonly nat: "none" | "unknown" | "known";
    readonly defaultOutbound: boolean;
    readonly filter: Filter | undefined;
    readonly routes: readonly Route[] | undefined;
}

export interface Route {
    readonly prefix: string;
    readonly hop: "None" | "Internet" | "VirtualAppliance" | "VirtualNetworkGateway";
}

export type Filter = readonly Rule[];

/** `other` is the far end: where an outbound rule leads, where an inbound rule comes from. */
export interface Rule {
    readonly direction: "Outbound" | "Inbound";
    readonly access: "Allow" | "Deny";
    readonly priority: number;
    readonly protocol: "Tcp" | "Udp" | "*";
    readonly ports: string;
    readonly other: string;
}

/** Each of the two sides may be missing, or keep the other's machines out. */
export interface Peering {
    readonly near: "open" | "closed" | "missing";
    readonly back: "open" | "closed" | "missing";
    /** The second network uses the gateway of the first. */
    readonly transit: boolean;
}

/** In the hub's subnet. */
export interface Machine {
    readonly publicAddress: "none" | "unknown" | "known";
    readonly filter: Filter | undefined;
}

/** A web app; its subnet is in the hub, beside the machines'. */
export interface App {
    readonly integrated: boolean;
    readonly allTraffic: boolean;
    readonly subnet: Subnet;
}

export const natAddress = "52.10.0.200";
export const machineAddress = "20.50.1.7";

const one = <T>(from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);
const perhaps = <T>(value: fc.Arbitrary<T>, freq = 2): fc.Arbitrary<T | undefined> =>
    fc.option(value, { nil: undefined, freq });

/** Of networks and of their endpoints' subnets, and the lower halves of those. */
const whole = networkNames.flatMap((name) => [`${blockOf[name]}.0.0/16`, `${blockOf[name]}.9.0/24`]);
const blocks = [...whole, ...networkNames.map((name) => `${blockOf[name]}.9.0/25`)];
const outbound = ["*", "Internet", "AzureKeyVault", "AzureCloud", "Storage", "20.0.0.0/8"];
const inbound = [
    "*",
    "Internet",
    "VirtualNetwork",
    "AzureLoadBalancer",
    ...networkNames.flatMap((name) => [`${blockOf[name]}.1.0/24`, `${blockOf[name]}.1.128/25`]),
];

const ruleOf = (direction: Rule["direction"], others: readonly string[]): fc.Arbitrary<Rule> =>
    fc.record({
        direction: fc.constant(direction),
        access: one(["Deny", "Deny", "Allow"] as const),
        priority: fc.integer({ min: 100, max: 4096 }),
        protocol: one(["Tcp", "*", "*", "Udp"] as const),
        ports: one(["*", "443", "400-500", "80"]),
        other: one(others),
    });

const filterOf = (rule: fc.Arbitrary<Rule>): fc.Arbitrary<Filter | undefined> =>
    perhaps(
        fc.uniqueArray(rule, {
            maxLength: 3,
            selector: ({ direction, priority }) => `${direction} ${priority}`,
        }),
    );
const outwardTo = (others: readonly string[]): fc.Arbitrary<Filter | undefined> =>
    filterOf(
        fc.oneof(
            { weight: 5, arbitrary: ruleOf("Outbound", [...others, "0.0.0.0/0", "10.0.0.0/8", ...blocks]) },
            { weight: 1, arbitrary: ruleOf("Inbound", inbound) },
        ),
    );
const inward = filterOf(
    fc.oneof(
        { weight: 5, arbitrary: ruleOf("Inbound", inbound) },
        { weight: 1, arbitrary: ruleOf("Outbound", outbound) },
    ),
);

const routes: fc.Arbitrary<readonly Route[] | undefined> = perhaps(
    fc.uniqueArray(
        fc.record({
            prefix: one(["0.0.0.0/0", "0.0.0.0/0", "AzureKeyVault", "20.0.0.0/8", "10.0.0.0/8", ...whole]),
            hop: one(["None", "None", "Internet", "VirtualAppliance", "VirtualNetworkGateway"] as const),
        }),
        { maxLength: 3, selector: ({ prefix }) => prefix },
    ),
    2,
);

/** Whether a route for everything puts everything into the tag VirtualNetwork is not documented. */
const subnet: fc.Arbitrary<Subnet> = fc
    .record({
        serviceEndpoint: fc.boolean(),
        nat: one(["none", "none", "none", "unknown", "unknown", "known"] as const),
        defaultOutbound: fc.boolean(),
        filter: outwardTo([...outbound, "VirtualNetwork"]),
        routes,
    })
    .map(({ routes: all, ...rest }) => ({
        ...rest,
        routes: rest.filter?.some(({ other }) => other === "VirtualNetwork")
            ? all?.filter(({ prefix }) => prefix !== "0.0.0.0/0")
            : all,
    }));

const network: fc.Arbitrary<Network> = fc.record({
    dns: one(["default", "default", "default", "by address", "own"] as const),
    link: one(["none", "plain", "plain", "plain", "redirect", "redirect"] as const),
    subnet,
    endpoints: fc.record({
        policies: one(["Disabled", undefined, "Enabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"] as const),
        filter: inward,
    }),
});

const vaultOf = (name: Vault["name"]): fc.Arbitrary<Vault> =>
    fc.record({
        name: fc.constant(name),
        publicNetworkAccess: one(["Enabled", "Enabled", "Enabled", "Disabled"] as const),
        acls: perhaps(
            fc.record({
                defaultAction: one(["Deny", "Deny", "Deny", "Allow"] as const),
                addresses: fc.subarray(["20.50.1.0/24", "20.50.1.7/32", "52.10.0.200/32", "13.70.2.0/24"]),
                natRule: fc.boolean(),
                subnets: fc.subarray([...networkNames, "app"] as const),
            }),
            4,
        ),
        endpoint: perhaps(
            fc.record({
                network: one(networkNames),
                approval: one(["automatic", "automatic", "automatic", "automatic", "manual"] as const),
                record: one(["group", "group", "group", "by hand", "stale", "none", "none"] as const),
            }),
            3,
        ),
    });

const side = one(["open", "open", "open", "open", "missing"] as const);
const peering: fc.Arbitrary<Peering> = fc.record({ near: side, back: side, transit: fc.boolean() });

export const networkWorlds: fc.Arbitrary<NetworkWorld> = fc.record({
    vaults: fc.tuple(vaultOf("kv-one"), vaultOf("kv-two")),
    networks: fc.record({ hub: network, spoke: network, far: network }),
    peerings: fc.record({ hubSpoke: peering, spokeFar: peering }),
    zone: one([true, true, true, false]),
    gateway: fc.boolean(),
    machine: fc.record({
        publicAddress: one(["none", "none", "unknown", "unknown", "known"] as const),
        filter: outwardTo(outbound),
    }),
    app: fc.record({ integrated: fc.boolean(), allTraffic: fc.boolean(), subnet }),
    style: fc.record({ inlineRules: fc.boolean(), inlineRoutes: fc.boolean() }),
});
