import { bastionRules, bastionSubnetName } from "../azure/bastion.ts";
import { delegations, reservedSubnets, type Delegation, type ReservedSubnet } from "../azure/subnets.ts";
import { InputError } from "../input/error.ts";
import { parseCidr } from "../input/ipv4.ts";
import { allocate, type SubnetRequest } from "./addresses.ts";
import { checkExisting } from "./existing.ts";
import { refuseNamesakes } from "./namesakes.ts";
import { checkSecurityRules, type SecurityRuleArgs } from "./security-rules.ts";
import { checkWord } from "./vault.ts";

/** How machines of a subnet reach the Internet. */
export const Outbound = {
    /** Not at all, unless a route or a load balancer gives a way; service and private endpoints still work. */
    None: "none",
    /** Through the network's NAT gateway, with its static address. */
    NatGateway: "nat-gateway",
    /** Through an address that Azure picks and may change (Azure's old default). */
    Default: "default",
} as const;
export type Outbound = (typeof Outbound)[keyof typeof Outbound];

export interface SubnetArgs extends SubnetRequest {
    /** CIDR block. @default placed automatically */
    prefix?: string;
    /** Prefix length of an automatic block. @default 24; 26 for AzureBastionSubnet */
    size?: number;
    /** Service endpoints, as `Microsoft.KeyVault`. @default none */
    serviceEndpoints?: string[];
    /** The service to which the subnet is delegated, as `Microsoft.Web/serverFarms`. @default none */
    delegation?: string;
    /**
     * Rules of the subnet's own network security group, beside Azure's default rules. AzureBastionSubnet always gets the
     * complete set that Bastion demands. @default none
     */
    securityRules?: SecurityRuleArgs[];
    /** Use this existing network security group instead of an own one. */
    networkSecurityGroupId?: string;
    /** `none`, `nat-gateway` or `default`. @default "none"; "default" for delegated and service-managed subnets */
    outbound?: Outbound;
    /**
     * Whether network security groups and routes hold for private endpoints in this subnet: `Enabled`, `Disabled`,
     * `NetworkSecurityGroupEnabled` or `RouteTableEnabled`. @default "Enabled"
     */
    privateEndpointNetworkPolicies?: string;
    /** An existing subnet to be used as it is; nothing else may be said then but its service endpoints. */
    existingSubnetId?: string;
}

/** A subnet as it will be registered. */
export interface PlannedSubnet {
    readonly name: string;
    readonly prefix: string;
    readonly serviceEndpoints: readonly string[];
    readonly delegation: string | undefined;
    /** Rules of an own group; `undefined` for an existing group, or none where Azure forbids one. */
    readonly securityRules: readonly SecurityRuleArgs[] | undefined;
    readonly networkSecurityGroupId: string | undefined;
    readonly natGateway: boolean;
    /** Azure's create-only property; left out where Azure manages the subnet. */
    readonly defaultOutboundAccess: boolean | undefined;
    readonly privateEndpointNetworkPolicies: string;
}

export const PrivateEndpointPolicies = {
    Enabled: "Enabled",
    Disabled: "Disabled",
    NetworkSecurityGroupEnabled: "NetworkSecurityGroupEnabled",
    RouteTableEnabled: "RouteTableEnabled",
} as const;

/**
 * The subnets of a network with every property decided.
 *
 * @param natGateway whether the network has one
 * @throws InputError for prefixes, reserved names, rules and combinations that Azure would refuse
 */
export function planSubnets(
    addressSpace: readonly string[],
    subnets: Readonly<Record<string, SubnetArgs>>,
    natGateway: boolean,
    what = "subnets",
): PlannedSubnet[] {
    refuseNamesakes(Object.keys(subnets), what);
    const own = Object.entries(subnets).filter(([name, subnet]) => !isExisting(name, subnet, what));
    const requests = Object.fromEntries(own.map(([name, subnet]) => [name, withReservedSize(name, subnet)]));
    const prefixes = allocate(addressSpace, requests, what);
    return own.map(([name, subnet]) => planSubnet(name, subnet, prefixes[name] ?? "", natGateway, what));
}

function planSubnet(
    name: string,
    subnet: SubnetArgs,
    prefix: string,
    natGateway: boolean,
    what: string,
): PlannedSubnet {
    const reserved = reservedSubnet(name);
    checkReserved(name, prefix, reserved, subnet, what);
    const managed = reserved !== undefined || subnet.delegation !== undefined;
    const outbound = subnet.outbound ?? (managed ? Outbound.Default : Outbound.None);
    checkOutbound(outbound, { managed, natGateway, reserved }, `${what}.${name}.outbound`);
    const policies = subnet.privateEndpointNetworkPolicies ?? PrivateEndpointPolicies.Enabled;
    checkWord(PrivateEndpointPolicies, policies, `${what}.${name}.privateEndpointNetworkPolicies`);
    checkSecurityGroup(subnet, reserved, `${what}.${name}`);
    return {
        name,
        prefix,
        serviceEndpoints: subnet.serviceEndpoints ?? [],
        delegation: subnet.delegation,
        securityRules: securityRules(name, subnet, reserved),
        networkSecurityGroupId: subnet.networkSecurityGroupId,
        natGateway: outbound === Outbound.NatGateway,
        defaultOutboundAccess: managed ? undefined : outbound === Outbound.Default,
        privateEndpointNetworkPolicies: policies,
    };
}

interface WayOut {
    /** Azure decides on the way out: the subnet is reserved or delegated. */
    readonly managed: boolean;
    /** Whether the network has a NAT gateway. */
    readonly natGateway: boolean;
    readonly reserved: ReservedSubnet | undefined;
}

function checkOutbound(outbound: string, { managed, natGateway, reserved }: WayOut, what: string): void {
    checkWord(Outbound, outbound, what);
    if (outbound === Outbound.None && managed) {
        throw new InputError({
            what,
            got: outbound,
            expected: "nothing: the service to which the subnet belongs decides on its way out",
            fix: "remove it",
        });
    }
    if (outbound !== Outbound.NatGateway) return;
    if (reserved?.natGateway === "forbidden") {
        throw new InputError({
            what,
            got: outbound,
            expected: `nothing: a subnet of ${reserved.service} takes no NAT gateway`,
            fix: "remove it",
        });
    }
    if (natGateway) return;
    throw new InputError({
        what,
        got: outbound,
        expected: "a network with a NAT gateway",
        fix: "give the network a natGateway, or choose another way out",
    });
}

function checkSecurityGroup(
    { networkSecurityGroupId, securityRules }: SubnetArgs,
    reserved: ReservedSubnet | undefined,
    what: string,
): void {
    checkSecurityRules(securityRules ?? [], `${what}.securityRules`);
    if (networkSecurityGroupId === undefined) return;
    if (securityRules !== undefined) {
        throw new InputError({
            what: `${what}.securityRules`,
            got: "securityRules together with networkSecurityGroupId",
            expected: "one of the two: an existing group keeps its own rules",
            fix: "remove one",
        });
    }
    if (reserved?.networkSecurityGroup !== "forbidden") {
        checkExisting("network:NetworkSecurityGroup", networkSecurityGroupId, `${what}.networkSecurityGroupId`);
        return;
    }
    throw new InputError({
        what: `${what}.networkSecurityGroupId`,
        got: networkSecurityGroupId,
        expected: `nothing: a subnet of ${reserved.service} takes no network security group`,
        fix: "remove it",
    });
}

function securityRules(
    name: string,
    subnet: SubnetArgs,
    reserved: ReservedSubnet | undefined,
): SecurityRuleArgs[] | undefined {
    if (subnet.networkSecurityGroupId !== undefined || reserved?.networkSecurityGroup === "forbidden") return undefined;
    if (name !== bastionSubnetName) return subnet.securityRules ?? [];
    return bastionRules.map((rule) => ({
        name: rule.name,
        priority: rule.priority,
        direction: rule.direction,
        access: "Allow",
        protocol: rule.protocol,
        source: rule.sourceAddressPrefix,
        destination: rule.destinationAddressPrefix,
        destinationPorts: [...rule.destinationPortRanges],
        description: rule.purpose,
    }));
}

function isExisting(name: string, subnet: SubnetArgs, what: string): boolean {
    if (subnet.existingSubnetId === undefined) return false;
    const { existingSubnetId: _id, serviceEndpoints: _endpoints, ...others } = subnet;
    const said = Object.keys(others);
    if (said.length === 0) {
        checkExisting("network:Subnet", subnet.existingSubnetId, `${what}.${name}.existingSubnetId`);
        return true;
    }
    throw new InputError({
        what: `${what}.${name}`,
        got: `existingSubnetId together with ${said.join(", ")}`,
        expected: "an existing subnet as it is: only existingSubnetId and serviceEndpoints",
        fix: "remove the other settings, or remove existingSubnetId to have the subnet created",
    });
}

/** A reserved subnet without size or prefix gets its smallest allowed size. */
function withReservedSize(name: string, subnet: SubnetArgs): SubnetRequest {
    const reserved = reservedSubnet(name);
    if (reserved === undefined || subnet.prefix !== undefined || subnet.size !== undefined) return subnet;
    return { size: reserved.smallestPrefix };
}

function reservedSubnet(name: string): ReservedSubnet | undefined {
    return Object.hasOwn(reservedSubnets, name) ? reservedSubnets[name as keyof typeof reservedSubnets] : undefined;
}

function delegationOf(service: string | undefined): Delegation | undefined {
    return service !== undefined && Object.hasOwn(delegations, service)
        ? delegations[service as keyof typeof delegations]
        : undefined;
}

function checkReserved(
    name: string,
    prefix: string,
    reserved: ReservedSubnet | undefined,
    subnet: SubnetArgs,
    what: string,
): void {
    const misspelt = Object.keys(reservedSubnets).find(
        (known) => known.toLowerCase() === name.toLowerCase() && known !== name,
    );
    if (misspelt !== undefined) {
        throw new InputError({
            what: `${what}.${name}`,
            got: name,
            expected: `the name ${misspelt}, exactly: Azure recognises the subnet by it`,
            fix: `rename it to ${misspelt}`,
        });
    }
    const rule = reserved ?? delegationOf(subnet.delegation);
    if (rule === undefined) return;
    const length = parseCidr(prefix)?.length ?? 0;
    if (length > rule.smallestPrefix) {
        throw new InputError({
            what: `${what}.${name}`,
            got: prefix,
            expected: `a /${rule.smallestPrefix} or larger (${rule.source})`,
            fix: `give it a /${rule.smallestPrefix}`,
        });
    }
    if (reserved === undefined) return;
    if (subnet.securityRules !== undefined || subnet.delegation !== undefined) {
        throw new InputError({
            what: `${what}.${name}`,
            got: subnet.securityRules !== undefined ? "securityRules" : "delegation",
            expected: `nothing of the kind: Azure reserves ${name} and its rules are given`,
            fix: "put machines and delegations into subnets of their own",
        });
    }
}
