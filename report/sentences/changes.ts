import type { What } from "../../analysis/changes.ts";
import { typeWords } from "../words.ts";
import type { Sentences } from "./sentences.ts";

/** Changes to a plan, as one tells somebody what to do. */
export const changeSentences: Sentences<What> = {
    "add-address-rule": ({ vault, address }) => `Add an address rule for ${address} to ${vault}.`,
    "add-subnet-rule": ({ vault, subnet }) => `Add a rule for subnet ${subnet} to ${vault}.`,
    "add-service-endpoint": ({ subnet }) => `Give subnet ${subnet} a service endpoint for Microsoft.KeyVault.`,
    "enable-public-access": ({ vault }) => `Enable public network access of ${vault}.`,
    "disable-public-access": ({ vault }) => `Disable public network access of ${vault}.`,
    "deny-by-default": ({ vault }) => `Let the firewall of ${vault} deny by default.`,
    "allow-by-default": ({ vault }) => `Let the firewall of ${vault} allow by default, and so admit every address.`,
    "let-trusted-services-pass": ({ vault }) => `Let trusted services pass the firewall of ${vault}.`,
    "stop-trusted-services": ({ vault }) => `Let no trusted service pass the firewall of ${vault}.`,
    "link-zone": ({ zone, network }) => `Link private zone ${zone} to ${network}.`,
    "add-zone-group": ({ endpoint, zone }) => `Give private endpoint ${endpoint} a zone group with ${zone}.`,
    "approve-endpoint": ({ endpoint }) => `Approve private endpoint ${endpoint}.`,
    "add-private-endpoint": ({ vault, network }) => `Add a private endpoint to ${vault} in ${network}.`,
    "allow-outbound": ({ subnet }) => `Give subnet ${subnet} a way out.`,
    "allow-before": ({ group, rule, to, port }) =>
        `Allow port ${port} to ${to} by a rule of network security group ${group} that comes before ${rule}.`,
    "remove-security-rule": ({ group, rule }) => `Remove rule ${rule} from network security group ${group}.`,
    "remove-route": ({ table, route }) => `Remove route ${route} from route table ${table}.`,
    "add-peering": ({ network, peer }) => `Peer ${network} with ${peer}, from its side.`,
    "open-peering": ({ network, peer }) => `Let the peering of ${network} with ${peer} allow access.`,
    "redirect-missing-names": ({ zone, network }) =>
        `Let the link of private zone ${zone} to ${network} pass on questions for names that the zone lacks.`,
    "add-perimeter-rule": ({ perimeter, admits }, names) =>
        `Add an inbound rule for ${admits.startsWith("/") ? names.scope(admits) : admits} to network security perimeter ${perimeter}.`,
    "assign-role": ({ role, scope, principal }, names) =>
        `Assign ${role} at ${names.scope(scope)} to ${names.principal(principal)}.`,
    "add-permission": ({ vault, family, permission, principal }, names) =>
        `Add ${family}/${permission} to the access policy of ${names.principal(principal)} on ${vault}.`,
    "drop-application": ({ vault, principal, application }, names) =>
        `Take application ${application} out of the access policy of ${names.principal(principal)} on ${vault}, or call through it.`,
    "activate-role": ({ assignment, role }) => `Activate the eligible role ${role} (${assignment}).`,
    "switch-model": ({ vault, to }) => `Let ${vault} authorise by ${to === "rbac" ? "Azure RBAC" : "access policies"}.`,
    "enable-object": ({ object }) => `Enable ${object}.`,
    "move-date": ({ object, property }) => `Remove or move ${property} of ${object}.`,
    "turn-on-switch": ({ vault, switch: name }) => `Turn on ${name} of ${vault}.`,
    "remove-rule": ({ rule, vault }, names) =>
        `Remove the rule for ${rule.startsWith("urn:") ? names.urn(rule) : rule} from ${vault}.`,
    "remove-policy": ({ vault, principal }, names) =>
        `Remove the access policy of ${names.principal(principal)} from ${vault}.`,
    "remove-resource": ({ name, type }) => `Remove ${typeWords(type)} ${name}.`,
    "remove-permission": ({ vault, permission, principal, entry }, names) =>
        `Remove ${permission} from the access policy ${entry === undefined ? "" : `${entry} `}of ${names.principal(principal)} on ${vault}.`,
};
