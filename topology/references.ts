import { bastionSubnetName } from "../azure/bastion.ts";
import { reservedSubnets } from "../azure/subnets.ts";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import type { SubnetArgs } from "./subnets.ts";

/** The network of a topology as its settings say it: what the other settings may refer to. */
export interface ReferencedNetwork {
    readonly subnets: Readonly<Record<string, Pick<SubnetArgs, "serviceEndpoints" | "delegation">>>;
    readonly existingVirtualNetworkId?: string;
}

/** @throws InputError when a setting names a subnet that the network does not have */
export function checkSubnetReference(network: ReferencedNetwork, subnet: string, what: string): void {
    const known = Object.keys(network.subnets);
    if (known.includes(subnet)) return;
    throw new InputError({
        what,
        got: subnet,
        expected: `a subnet of the network: ${known.join(", ")}`,
        fix: suggestion(subnet, known),
    });
}

/** @throws InputError when a machine or a private endpoint would stand in a subnet that belongs to a service, or in none */
export function checkPlaceFor(network: ReferencedNetwork, subnet: string, what: string): void {
    checkSubnetReference(network, subnet, what);
    const free = Object.keys(network.subnets).filter(
        (name) => !Object.hasOwn(reservedSubnets, name) && network.subnets[name]?.delegation === undefined,
    );
    if (free.includes(subnet)) return;
    throw new InputError({
        what,
        got: subnet,
        expected: `a subnet that belongs to no service, by its name or a delegation: ${free.join(", ")}`,
        fix: free.length > 0 ? "choose one of these" : "add a subnet",
    });
}

/** @throws InputError when a service admits a subnet whose calls would not carry the subnet's identity */
export function checkServiceEndpoints(
    network: ReferencedNetwork,
    allowedSubnets: readonly string[],
    what: string,
    endpoint = "Microsoft.KeyVault",
): void {
    for (const [index, subnet] of allowedSubnets.entries()) {
        checkSubnetReference(network, subnet, `${what}[${index}]`);
        const endpoints = network.subnets[subnet]?.serviceEndpoints ?? [];
        if (endpoints.some((service) => service.toLowerCase() === endpoint.toLowerCase())) continue;
        throw new InputError({
            what: `${what}[${index}]`,
            got: `${subnet}, a subnet without the service endpoint`,
            expected: `a subnet with the service endpoint ${endpoint}: without it the rule never matches, and Azure refuses it`,
            fix: `add ${endpoint} to network.subnets.${subnet}.serviceEndpoints`,
        });
    }
}

/** @throws InputError when a Bastion host's SKU needs a subnet that the network does not have by its one possible name */
export function checkBastionSubnet(network: ReferencedNetwork, needed: boolean, what = "network.subnets"): void {
    const known = Object.keys(network.subnets);
    if (!needed || known.includes(bastionSubnetName) || network.existingVirtualNetworkId !== undefined) return;
    const similar = known.find((name) => name.toLowerCase().includes("bastion"));
    throw new InputError({
        what,
        got: similar ?? known.join(", "),
        expected: `a subnet named ${bastionSubnetName}, /26 or larger: Azure recognises it by the name`,
        fix:
            similar === undefined
                ? `add ${bastionSubnetName}, or choose SKU Developer`
                : `rename ${similar} to ${bastionSubnetName}`,
    });
}
