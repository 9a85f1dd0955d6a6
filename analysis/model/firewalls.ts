import type { PlanResource } from "../../plan/plan.ts";
import { addressBehind, type Address } from "./addresses.ts";
import { subnetBehind, type Networks } from "./networks.ts";
import { below, items, output, property, text, unsure, type Property } from "./property.ts";
import { referenceById, target } from "./references.ts";
import { nameOf, ofType, type Resources } from "./resources.ts";

/** An Azure Firewall of the plan that lets out what it lets out by addresses which the plan shows. */
export interface Firewall {
    readonly urn: string;
    readonly name: string;
    /** Public addresses of calls that it passes on to the Internet. */
    readonly addresses: readonly Address[];
}

/**
 * Firewalls by their private address, to which routes lead. A firewall translates what goes to public addresses, unless it
 * is told not to; a NAT gateway, a route or a service endpoint of its own subnet make it leave otherwise.
 * Source: learn.microsoft.com/azure/firewall/snat-private-range; learn.microsoft.com/azure/firewall/integrate-with-nat-gateway.
 */
export function readFirewalls(resources: Resources, networks: Networks): ReadonlyMap<string, Firewall> {
    const found = new Map<string, Firewall>();
    for (const resource of ofType(resources, "network:AzureFirewall")) {
        const written = items(property(resource, "ipConfigurations"));
        const reported = items(output(resource, "ipConfigurations"));
        if (written === unsure || reported === unsure || !translates(resources, resource)) continue;
        const address = [...reported, ...written].map((one) => text(below(one, "privateIPAddress"))).find(isText);
        if (address === undefined || !written.every((one) => leavesByItself(resources, networks, one))) continue;
        const addresses = written
            .map((one) => below(one, "publicIPAddress", "id"))
            .filter(({ value }) => value !== undefined)
            .map((id) => addressBehind(resources, id));
        if (addresses.length > 0) found.set(address, { urn: resource.urn, name: nameOf(resource), addresses });
    }
    return found;
}

function isText(value: unknown): value is string {
    return typeof value === "string";
}

/** Neither the firewall nor its policy says which addresses it leaves untranslated. */
function translates(resources: Resources, firewall: PlanResource): boolean {
    if (property(firewall, "additionalProperties").value !== undefined) return false;
    const id = property(firewall, "firewallPolicy", "id");
    if (id.value === undefined) return true;
    const policy = target(resources, referenceById(resources, id, ["network:FirewallPolicy"]));
    return policy !== undefined && property(policy, "snat").value === undefined;
}

function leavesByItself(resources: Resources, networks: Networks, configuration: Property): boolean {
    const id = below(configuration, "subnet", "id");
    // Further addresses of the firewall name no subnet.
    if (id.value === undefined) return true;
    const found = subnetBehind(networks, resources, id);
    if (found.kind !== "subnet" || found.subnet.at === undefined) return false;
    const { attached, vaultEndpoint } = found.subnet;
    return (
        attached.natGateway.reference.kind === "none" &&
        attached.routeTable.reference.kind === "none" &&
        vaultEndpoint.value === false
    );
}
