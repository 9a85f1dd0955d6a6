import type { AddressRange } from "../input/ipv4.ts";

/**
 * A resolved question: from where, as whom, doing what, on which object, at which moment. Words of the command line
 * become one in `words.ts`; plain data, so that it can be written down and asked again.
 */
export interface Question {
    readonly origin: Origin;
    readonly caller: Caller;
    readonly operation: Operation;
    readonly object: ObjectOfQuestion;
    /** Milliseconds since 1970 (UTC). Without it, a date that could matter makes the state gate unknown. */
    readonly moment?: number;
}

/**
 * A place that a request starts from. `name` is for the reader; `key` and `urn` identify.
 *
 * - `subnet`: a machine in that subnet which has no public address of its own. `key` is the key of the subnet in the
 *   model: the URN of a `Subnet`, `<URN of the network>#/inputs/subnets/0` for one written inside its network, or the
 *   lower-case resource id of a subnet that the plan only points at.
 * - `workload`: a machine, scale set, web app, function or container of the plan, with its own addresses and routes.
 * - `address`: one or several IPv4 addresses outside the plan's networks.
 * - `internet`: an address on the Internet that no rule of the vault names.
 * - `on-premises`: a network behind a VPN or ExpressRoute gateway, with its public addresses where they are known.
 * - `service`: an Azure service in the scenario that Azure lists it for as a trusted service.
 */
export type Place =
    | { readonly kind: "subnet"; readonly key: string; readonly name: string }
    | { readonly kind: "workload"; readonly urn: string; readonly name: string }
    | { readonly kind: "address"; readonly range: AddressRange }
    | { readonly kind: "internet" }
    | { readonly kind: "on-premises"; readonly range?: AddressRange }
    | { readonly kind: "service"; readonly name: string };

/** A person's browser is the machine that it runs on, also when the page is the Azure portal's or Bastion's. */
export type Origin = Place | { readonly kind: "browser"; readonly at: Place };

/**
 * Who asks.
 *
 * `principals` are alternatives: code on a machine with two identities may use either. Each is a GUID in lower case or,
 * for an identity whose GUID only deployment will tell, its key in the model (see `model/identities.ts`).
 */
export type Caller =
    | { readonly kind: "anonymous" }
    | {
          readonly kind: "principal";
          readonly name: string;
          readonly principals: readonly string[];
          /** GUIDs of the groups that the caller is a member of, directly or not. */
          readonly groups: readonly string[];
          /** Client id of the application that acts on behalf of the caller (compound identity). */
          readonly through?: string;
          /** The plan says that the principal is a group: one of its members is meant. */
          readonly isGroup?: true;
          /** The tenant that issues the caller's tokens, where it is known; otherwise the vault's is taken. */
          readonly tenant?: string;
      };

/** A data operation, `secrets/get`, or an action of the control plane, `Microsoft.KeyVault/vaults/write`. */
export type Operation =
    { readonly plane: "data"; readonly name: string } | { readonly plane: "control"; readonly action: string };

export type Family = "keys" | "secrets" | "certificates";

/**
 * A vault or an object in it. Without `name` an operation on objects is asked for an object that the plan does not tell
 * from others; with `family` alone, for whichever object of that family.
 */
export interface ObjectOfQuestion {
    /** URN of the vault. */
    readonly vault: string;
    readonly family?: Family;
    readonly name?: string;
    readonly version?: string;
}
