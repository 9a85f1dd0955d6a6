import type { PlanResource } from "../../plan/plan.ts";
import type { AddressRange } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import type { EgressKind } from "../reason.ts";
import type { Address } from "./addresses.ts";
import type { Translation } from "./load-balancers.ts";
import type { SubnetReference } from "./networks.ts";
import { evidence, type Property, type Unsure } from "./property.ts";
import type { Reference } from "./references.ts";
import { nameOf } from "./resources.ts";

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
    /** What load balancers make of its calls, where it is in a pool of one. */
    readonly translation?: Translation;
    /** It gets no default outbound access, whatever its subnet says. */
    readonly withoutDefault: boolean | Unsure;
    /** A security group of its interface. */
    readonly group: Reference;
    /** Name servers of its own; none means those of its network. */
    readonly dnsServers: readonly string[] | Unsure;
    readonly dnsServersAt: Evidence;
    /** Application security groups that its interface is in. */
    readonly applicationGroups: readonly string[] | Unsure;
    /** Its address in the subnet, where the plan fixes it. */
    readonly ownAddress?: AddressRange;
    /** A host that serves people and never calls a vault itself. */
    readonly neverCalls: boolean;
}

const none: Reference = { kind: "none", at: { urn: "", path: "" } };

/** A workload with nothing about it but what is given. */
export function workload(resource: PlanResource, subnetAt: Property, more: Partial<Workload>): Workload {
    return {
        urn: resource.urn,
        name: nameOf(resource),
        subnet: { kind: "none" },
        subnetAt: evidence(subnetAt),
        privateOnly: false,
        addresses: [],
        by: "instance",
        withoutDefault: false,
        group: none,
        dnsServers: [],
        dnsServersAt: evidence(subnetAt),
        applicationGroups: [],
        neverCalls: false,
        ...more,
    };
}
