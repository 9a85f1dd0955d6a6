import type { Outcome } from "./outcome.ts";

/**
 * Why a gate has its outcome: a code and the facts, as data. Sentences are made of them in `report/`.
 *
 * Fields named after a resource hold its Azure name; `urn` fields identify. A reason says what decided; the gate's
 * evidence says where it is written.
 */
export type Because =
    DnsReason | PathReason | AuthenticationReason | NetworkReason | AuthorizationReason | StateReason | NotAsked;

/** The gate does not concern this operation: the control plane has its own endpoint and its own authorisation. */
export type NotAsked = { readonly code: "control-plane"; readonly endpoint: string };

/** A resource of the plan, or one outside it that the plan names. */
export interface Thing {
    readonly name: string;
    readonly urn?: string;
    readonly id?: string;
}

export type DnsReason =
    /** The vault has no approved private endpoint: every resolver answers with a public address. */
    | { readonly code: "no-endpoint" }
    /** Resolvers outside the plan's networks know public zones only. */
    | { readonly code: "public-resolver"; readonly endpoints: number }
    /** No private zone for the vault's name is linked to the caller's network. */
    | { readonly code: "zone-not-linked"; readonly network: string; readonly zones: readonly Thing[] }
    /** A linked private zone holds the vault's record. */
    | { readonly code: "private-record"; readonly zone: string; readonly endpoint?: Thing; readonly ip?: string }
    /** A linked private zone answers that the name does not exist. */
    | { readonly code: "record-missing"; readonly zone: string; readonly network: string }
    /** The link sends names that its zone lacks to public resolvers. */
    | { readonly code: "record-missing-redirected"; readonly zone: string; readonly network: string }
    /** A security group does not let the caller's questions for names out to the server. */
    | { readonly code: "questions-blocked"; readonly group: Thing; readonly rule: string; readonly server: string }
    /** The server that the caller asks is in a network that is not joined to its own. */
    | { readonly code: "server-out-of-reach"; readonly server: string; readonly network: string }
    /** The network asks servers of its own, and the plan does not show what they answer. */
    | { readonly code: "custom-servers"; readonly network: string; readonly servers: readonly string[] }
    /** The plan does not show the network, the zone, the record or the link that decides. */
    | {
          readonly code: "outside-plan";
          readonly missing: "network" | "zone" | "record" | "link" | "forwarder";
          readonly what: Thing;
      }
    /** Something in the plan is known only after deployment. */
    | { readonly code: "dns-unknown"; readonly what: Thing; readonly property: string }
    /** Several answers are possible, for different reasons. */
    | { readonly code: "several-answers"; readonly reasons: readonly DnsReason[] }
    /** The host never calls a vault: what looks like its call is the browser's. */
    | { readonly code: "never-calls"; readonly host: string };

export type PathReason =
    | { readonly code: "private-endpoint"; readonly endpoint: Thing; readonly peered: boolean }
    | { readonly code: "service-endpoint"; readonly subnet: string }
    /** Over public addresses; `by` says whose address the vault sees. */
    | { readonly code: "public-address"; readonly by: EgressKind; readonly addresses: readonly string[] }
    /** Over a public address that only Azure, or another network, will choose. */
    | { readonly code: "public-address-unknown"; readonly by: EgressKind }
    | {
          readonly code: "no-outbound";
          readonly subnet: string;
          readonly setting: "defaultOutboundAccess" | "orchestrationMode" | "loadBalancer";
      }
    | { readonly code: "endpoint-out-of-reach"; readonly endpoint: Thing; readonly network: string }
    | {
          /** One direction is missing, or Azure has disconnected the peering. */
          readonly code: "peering-not-connected" | "peering-disconnected";
          readonly endpoint: Thing;
          readonly network: string;
          readonly peer: string;
      }
    | { readonly code: "private-address-of-nothing"; readonly ip: string }
    | { readonly code: "blocked-by-rule"; readonly group: Thing; readonly rule: string }
    | { readonly code: "route-drops"; readonly route: string; readonly prefix: string }
    | {
          readonly code: "route-elsewhere";
          readonly route: string;
          readonly prefix: string;
          readonly hop: string;
          readonly address?: string;
          /** The firewall of the plan that has the address. */
          readonly appliance?: Thing;
      }
    | { readonly code: "path-unknown"; readonly what: Thing; readonly property: string }
    | { readonly code: "several-paths"; readonly reasons: readonly PathReason[] }
    | { readonly code: "no-address" }
    | { readonly code: "never-calls"; readonly host: string };

export type EgressKind =
    | "asked"
    | "internet"
    | "instance"
    | "nat-gateway"
    | "load-balancer"
    | "default-outbound"
    | "app-service"
    | "container-platform"
    | "on-premises"
    | "azure-service"
    | "appliance"
    | "network-outside";

export type AuthenticationReason =
    /** `members`: the principal is a group, whose members sign in. */
    | { readonly code: "token"; readonly members?: boolean }
    | { readonly code: "no-token" }
    | { readonly code: "other-tenant"; readonly callers: string; readonly vaults: string }
    | { readonly code: "tenant-unknown"; readonly callers: string };

export type NetworkReason =
    /** Public access is on and nothing is refused by default. */
    | { readonly code: "open"; readonly acls: "absent" | "default-allow" }
    | { readonly code: "private-link"; readonly endpoint: Thing }
    | { readonly code: "address-rule"; readonly rules: readonly string[] }
    | { readonly code: "subnet-rule"; readonly subnet: string }
    | { readonly code: "trusted-service"; readonly service: string; readonly scenario: string }
    | { readonly code: "perimeter-rule"; readonly rule: string }
    /** ForbiddenByFirewall. */
    | {
          readonly code: "no-rule-matches";
          readonly source: SourceOfRequest;
          readonly addressRules: number;
          readonly subnetRules: number;
          /** A rule for the caller's subnet exists, but its requests arrive from a public address. */
          readonly subnetRuleWithoutEndpoint: boolean;
          /** The caller is an Azure service that the bypass would admit, or is not. */
          readonly service?: { readonly name: string; readonly listed: boolean; readonly bypass: boolean };
      }
    /** ForbiddenByConnection. */
    | {
          readonly code: "public-access-disabled";
          readonly source: SourceOfRequest;
          readonly bypass: boolean | "unknown";
          readonly service?: { readonly name: string; readonly listed: boolean; readonly bypass: boolean };
      }
    /** ForbiddenByNsp. */
    | { readonly code: "perimeter-refuses"; readonly source: SourceOfRequest; readonly perimeter?: Thing }
    | { readonly code: "range-partly-in-rules"; readonly inside: readonly string[] }
    | { readonly code: "source-unknown"; readonly by: EgressKind; readonly addressRules: number }
    | {
          readonly code: "rule-unknown";
          readonly rule: "address" | "subnet";
          readonly property: string;
          /** Its value is told, and is none that a rule can have. */
          readonly told?: boolean;
      }
    | { readonly code: "network-unknown"; readonly property: string; readonly value?: string }
    | {
          readonly code: "perimeter-unknown";
          readonly perimeter?: Thing;
          readonly what: "mode" | "rules" | "membership" | "subscription";
      }
    | { readonly code: "depends-on-path" }
    | { readonly code: "not-reached" };

/** What the vault sees of a request's source. */
export type SourceOfRequest = "public" | "service-endpoint" | "azure-service" | "unknown";

export type AuthorizationReason =
    | { readonly code: "role"; readonly grants: readonly RoleGrant[]; readonly action: string }
    | { readonly code: "policy"; readonly grants: readonly PolicyGrant[]; readonly permission: string }
    /** ForbiddenByRbac, or AuthorizationFailed on the control plane. */
    | { readonly code: "no-role"; readonly action: string; readonly nearMisses: readonly NearMiss[] }
    /** AccessDenied or ForbiddenByPolicy. */
    | {
          readonly code: "no-policy";
          readonly permission: string;
          readonly entry: boolean;
          readonly nearMisses: readonly NearMiss[];
      }
    | {
          readonly code: "authorization-unknown";
          readonly action: string;
          readonly maybes: readonly Maybe[];
          readonly nearMisses: readonly NearMiss[];
      }
    /** Asked of no object in particular, and some that scopes name fare otherwise than all others. */
    | {
          readonly code: "depends-on-object";
          readonly family: "secrets" | "keys" | "certificates";
          /** What all others meet. */
          readonly otherwise: Outcome;
          readonly objects: readonly string[];
      }
    | { readonly code: "model-unknown"; readonly property: string; readonly apiVersion?: string }
    /** A deny assignment of the plan forbids it, whatever roles grant. */
    | { readonly code: "deny-assignment"; readonly action: string }
    /** An Azure service reads on behalf of a deployment: the vault's switch and the deployer's action decide. */
    | { readonly code: "deployment-switch"; readonly switch: string; readonly on: boolean; readonly action?: string }
    | { readonly code: "no-permission-exists"; readonly operation: string; readonly model: "rbac" | "access-policies" }
    | { readonly code: "no-caller" };

export interface RoleGrant {
    readonly role: string;
    readonly scope: string;
    readonly principal: string;
    readonly assignment: string;
    readonly viaGroup: boolean;
}

export interface PolicyGrant {
    readonly vault: string;
    readonly principal: string;
    readonly viaGroup: boolean;
    readonly application?: string;
}

/** Something that names the caller and grants nothing for this question, with the reason. */
export type NearMiss =
    | { readonly code: "role-lacks-action"; readonly role: string; readonly urn: string }
    | { readonly code: "role-excludes-action"; readonly role: string; readonly urn: string }
    | { readonly code: "scope-elsewhere"; readonly role: string; readonly scope: string; readonly urn: string }
    | { readonly code: "condition-false"; readonly role: string; readonly urn: string }
    | { readonly code: "eligible-not-active"; readonly role: string; readonly urn: string }
    | { readonly code: "not-in-force"; readonly role: string; readonly urn: string }
    /** Roles for data are ignored while the vault uses access policies, and the reverse. */
    | { readonly code: "role-inactive"; readonly role: string; readonly urn: string }
    | { readonly code: "policy-inactive"; readonly urn: string; readonly path: string }
    | { readonly code: "policy-lacks-permission"; readonly urn: string; readonly path: string }
    | {
          readonly code: "policy-needs-application";
          readonly application: string;
          readonly urn: string;
          readonly path: string;
      }
    | { readonly code: "policy-of-other-tenant"; readonly urn: string; readonly path: string };

/** Something that may grant, if what is unknown in it turns out so. */
export interface Maybe {
    readonly code:
        | "principal-unknown"
        | "identity-outside"
        | "scope-unknown"
        | "role-unknown"
        | "condition-unknown"
        | "some-roles-only"
        | "pattern-unsettled"
        | "permissions-unknown"
        | "application-unknown"
        | "tenant-unknown"
        | "policy-reported"
        | "schedule-needs-moment"
        | "schedule-unknown"
        | "role-not-assignable"
        | "object-scope-unsettled"
        | "other-provider"
        | "deny-assignment"
        | "policy"
        | "deployment-stack";
    readonly urn: string;
    readonly path: string;
    readonly detail?: string;
}

export type StateReason =
    | { readonly code: "usable" }
    | { readonly code: "not-in-plan"; readonly object: string }
    | { readonly code: "no-object" }
    /** Another provider's resource makes it, and says in what state. */
    | { readonly code: "object-unread"; readonly object: string; readonly by: Thing }
    | { readonly code: "disabled"; readonly object: string }
    | { readonly code: "disabled-matters-not"; readonly object: string }
    | {
          readonly code: "dates-informational";
          readonly object: string;
          readonly expires?: number;
          readonly notBefore?: number;
      }
    | { readonly code: "within-dates"; readonly object: string; readonly expires?: number; readonly notBefore?: number }
    | { readonly code: "expired" | "not-yet-valid"; readonly object: string; readonly date: number }
    | {
          readonly code: "moment-needed";
          readonly object: string;
          readonly expires?: number;
          readonly notBefore?: number;
      }
    | { readonly code: "key-operation-not-permitted"; readonly object: string; readonly permitted: readonly string[] }
    | { readonly code: "not-exportable"; readonly object: string }
    | { readonly code: "purge-protected"; readonly vault: string }
    | { readonly code: "purge-unprotected"; readonly vault: string }
    | { readonly code: "version-unknown"; readonly object: string }
    | { readonly code: "locked"; readonly lock: string; readonly level: string }
    | { readonly code: "state-unknown"; readonly object: string; readonly property: string };
