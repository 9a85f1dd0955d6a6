import type { DnsReason } from "../../analysis/reason.ts";
import { listed } from "../words.ts";
import type { Sentences } from "./sentences.ts";

const publicly = "the name resolves to a public address";

export const dnsSentences: Sentences<DnsReason> = {
    "no-endpoint": () => `The vault has no approved private endpoint, so ${publicly} everywhere.`,
    "public-resolver": () => `A resolver outside the plan's networks knows public zones only, so ${publicly}.`,
    "zone-not-linked": ({ network, zones }) =>
        zones.length === 0
            ? `No private zone for the vault's name is linked to ${network}, so ${publicly}.`
            : `Private zone ${zones[0]!.name} is not linked to ${network}, so ${publicly}.`,
    "private-record": ({ zone, endpoint, ip }) =>
        `Private zone ${zone} resolves the name to ${ip ?? "the private address"}${endpoint === undefined ? "" : ` of private endpoint ${endpoint.name}`}.`,
    "record-missing": ({ zone, network }) =>
        `Private zone ${zone} is linked to ${network} and has no record of the vault, so the name does not exist there.`,
    "record-missing-redirected": ({ zone, network }) =>
        `Private zone ${zone}, linked to ${network}, has no record of the vault and passes the question on, so ${publicly}.`,
    "questions-blocked": ({ group, rule, server }) =>
        `${rule === "" ? "A default rule" : `Rule ${rule}`} of network security group ${group.name} forbids to ask ${server} for names, so the name resolves to nothing.`,
    "server-out-of-reach": ({ server, network }) =>
        `${network} asks name server ${server}, which it cannot reach: nothing joins the networks. So the name resolves to nothing.`,
    "custom-servers": ({ network, servers }) =>
        `${network} asks name servers of its own (${listed(servers)}), and the plan does not show what they answer.`,
    "outside-plan": ({ missing, what }) => outside[missing](what.name),
    "dns-unknown": ({ what, property }) =>
        `${property} of ${what.name} decides what the name resolves to, and the plan does not tell it.`,
    "several-answers": () => "The plan leaves open what the name resolves to:",
    "never-calls": ({ host }) =>
        `${host} never calls a vault: what looks like its call comes from the person's browser.`,
};

const outside: Readonly<Record<Extract<DnsReason, { code: "outside-plan" }>["missing"], (name: string) => string>> = {
    network: (name) => `The plan does not show network ${name}, nor whom it asks for names.`,
    zone: (name) => `The plan does not show private zone ${name}.`,
    record: (name) => `The plan does not show the records of private zone ${name}.`,
    link: (name) => `The plan does not show all links between ${name} and private zones.`,
    forwarder: (name) => `The plan does not show where ${name} forwards the name.`,
};
