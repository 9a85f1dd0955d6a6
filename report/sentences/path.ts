import type { AuthenticationReason, EgressKind, PathReason } from "../../analysis/reason.ts";
import { listed, withoutMask } from "../words.ts";
import { dnsSentences } from "./dns.ts";
import type { Sentences } from "./sentences.ts";

export const pathSentences: Sentences<PathReason> = {
    "private-endpoint": ({ endpoint, peered }) =>
        `It goes to private endpoint ${endpoint.name}${peered ? " in another network that is joined to its own" : ""}.`,
    "service-endpoint": ({ subnet }) =>
        `It goes over the service endpoint of subnet ${subnet}: the vault sees the private address and the subnet.`,
    "public-address": ({ by, addresses }) =>
        `The vault sees the public address ${listed(addresses.map(withoutMask), "or")}: ${egressWords[by]}.`,
    "public-address-unknown": ({ by }) =>
        by === "internet"
            ? `The vault sees ${egressWords[by]}.`
            : `The vault sees a public address that the plan does not tell: ${egressWords[by]}.`,
    "no-outbound": ({ subnet, setting }) =>
        `Nothing leads out of subnet ${subnet}: it has no NAT gateway and no public address, and ${noWayOut[setting]}.`,
    "endpoint-out-of-reach": ({ endpoint, network }) =>
        `Private endpoint ${endpoint.name} cannot be reached from ${network}: nothing joins the networks.`,
    "peering-not-connected": ({ endpoint, network, peer }) =>
        `Private endpoint ${endpoint.name} cannot be reached: ${network} and ${peer} are peered in one direction only.`,
    "peering-disconnected": ({ endpoint, network, peer }) =>
        `Private endpoint ${endpoint.name} cannot be reached: the peering of ${network} and ${peer} is disconnected, until both directions are made anew.`,
    "private-address-of-nothing": ({ ip }) =>
        `The name resolves to ${ip === "" ? "a private address" : ip}, where the plan shows no endpoint of the vault.`,
    "blocked-by-rule": ({ group, rule }) =>
        `${rule === "" ? "A default rule" : `Rule ${rule}`} of network security group ${group.name} forbids it.`,
    "route-drops": ({ route, prefix }) => `Route ${route} for ${prefix} drops it.`,
    "route-elsewhere": ({ route, prefix, hop, address, appliance }) =>
        `Route ${route} sends ${prefix} to ${hop}${address === undefined ? "" : ` ${address}`}` +
        (appliance === undefined
            ? ", and what becomes of it there the plan does not tell."
            : `, which is firewall ${appliance.name}: whether its rules let it pass is not read.`),
    "path-unknown": ({ what, property }) =>
        `${property} of ${what.name} decides which way it takes, and the plan does not tell it.`,
    "several-paths": () => "The plan leaves open which way it takes:",
    "no-address": () => "There is no address to go to.",
    "never-calls": dnsSentences["never-calls"],
};

const noWayOut: Readonly<Record<Extract<PathReason, { readonly code: "no-outbound" }>["setting"], string>> = {
    defaultOutboundAccess: "default outbound access is off",
    orchestrationMode: "machines of a flexible scale set get no default outbound access",
    loadBalancer:
        "machines behind a Standard load balancer get no default outbound access, and none of its rules translates",
};

/** Whose public address a vault sees. */
const egressWords: Readonly<Record<EgressKind, string>> = {
    asked: "the address that was asked about",
    internet: "an address on the Internet that no rule names",
    instance: "its own public address",
    "nat-gateway": "its subnet's NAT gateway",
    "load-balancer": "its load balancer",
    "default-outbound": "Azure's default outbound access",
    "app-service": "its outbound addresses, which App Service chooses",
    "container-platform": "its platform's outbound addresses",
    "on-premises": "the local network's way to the Internet",
    "azure-service": "the Azure service's own addresses",
    appliance: "the appliance that a route sends it to",
    "network-outside": "a network that the plan does not show",
};

export const authenticationSentences: Sentences<AuthenticationReason> = {
    token: ({ members }) =>
        members === true
            ? "A member of the group brings a token from Microsoft Entra ID; a group itself cannot sign in."
            : "It brings a token from Microsoft Entra ID.",
    "no-token": () => "It brings no token.",
    "other-tenant": ({ callers, vaults }) =>
        `Its token is from tenant ${callers}, and the vault takes those of tenant ${vaults} alone.`,
    "tenant-unknown": ({ callers }) => `Its token is from tenant ${callers}, and the plan does not tell the vault's.`,
};
