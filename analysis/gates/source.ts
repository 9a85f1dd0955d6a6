import type { AddressRange } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import type { Address } from "../model/addresses.ts";
import type { Endpoint } from "../model/endpoints.ts";
import type { Subnet } from "../model/networks.ts";
import type { Unsure } from "../model/property.ts";
import type { Workload } from "../model/workload.ts";
import type { EgressKind, PathReason } from "../reason.ts";

/** A caller's place as the path gate needs it: a subnet with, perhaps, the machine or app in it. */
export interface InNetwork {
    readonly subnet: Subnet;
    readonly workload?: Workload;
    /** The caller's own addresses, where they are known closer than by the subnet's. */
    readonly addresses?: readonly AddressRange[];
}

export function addressesOf({ subnet, workload, addresses }: InNetwork): readonly AddressRange[] | Unsure {
    return addresses ?? (workload?.ownAddress === undefined ? subnet.prefixes : [workload.ownAddress]);
}

/** What a vault sees of where a request comes from. */
export type Source =
    | { readonly kind: "endpoint"; readonly endpoint: Endpoint; readonly from: readonly AddressRange[] }
    | { readonly kind: "subnet"; readonly subnet: Subnet; readonly from: readonly AddressRange[] }
    /** Any of the addresses may be used. */
    | { readonly kind: "public"; readonly by: EgressKind; readonly addresses: readonly Address[] }
    /** An address of the Internet that no rule names. */
    | { readonly kind: "unnamed" }
    | { readonly kind: "service"; readonly service: string }
    /** Public, or over the service endpoint of a subnet that the plan does not tell. */
    | { readonly kind: "unknown"; readonly by: EgressKind }
    | { readonly kind: "none" };

/** One way that a request may take. */
export interface Path {
    readonly outcome: "passed" | "stopped" | "unknown";
    readonly source: Source;
    readonly reason: PathReason;
    readonly at: readonly Evidence[];
}
