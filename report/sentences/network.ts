import type { NetworkReason, SourceOfRequest } from "../../analysis/reason.ts";
import { counted, listed, withoutMask } from "../words.ts";
import type { Names, Sentences } from "./sentences.ts";

export const networkSentences: Sentences<NetworkReason> = {
    open: ({ acls }) =>
        acls === "absent"
            ? "Public access is on and there is no firewall: every address is admitted."
            : "Public access is on and the firewall allows by default: every address is admitted.",
    "private-link": ({ endpoint }) =>
        `It comes through private endpoint ${endpoint.name}, which network rules do not concern.`,
    "address-rule": ({ rules }, names) =>
        `${rules.length === 1 ? "Address rule" : "Address rules"} ${listed(rules.map((rule) => addressName(rule, names)))} ${rules.length === 1 ? "admits" : "admit"} it.`,
    "subnet-rule": ({ subnet }) => `The rule for subnet ${subnet} admits it.`,
    "trusted-service": ({ service, scenario }) => `${service} passes as a trusted service: ${scenario}.`,
    "perimeter-rule": ({ rule }) => `Rule ${rule} of the vault's network security perimeter admits it.`,
    "no-rule-matches": ({ source, addressRules, subnetRules, subnetRuleWithoutEndpoint, service }) =>
        [
            `No rule admits ${sourceWords[source]}: the vault has ${counted(addressRules, "address rule")} and ${counted(subnetRules, "subnet rule")}, and refuses all else.`,
            ...(subnetRuleWithoutEndpoint
                ? [
                      "There is a rule for its subnet, but without a service endpoint its requests come from a public address.",
                  ]
                : []),
            ...serviceWords(service),
        ].join(" "),
    "public-access-disabled": ({ source, bypass, service }) =>
        [
            `Public access is disabled, and ${sourceWords[source]} does not come over a private endpoint.`,
            ...(bypass === "unknown" && service !== undefined
                ? ["Whether trusted services bypass this, the plan does not tell."]
                : []),
            ...serviceWords(service),
        ].join(" "),
    "perimeter-refuses": ({ source, perimeter }) =>
        perimeter === undefined
            ? `The vault is secured by a perimeter that the plan does not show, and ${sourceWords[source]} is nobody that it is known to admit.`
            : `No rule of network security perimeter ${perimeter.name} admits ${sourceWords[source]}.`,
    "range-partly-in-rules": ({ inside }, names) =>
        `Of the addresses that it may come from, rules admit ${listed(inside.map((address) => addressWords(address, names)))}, and not the others.`,
    "source-unknown": ({ by, addressRules }) =>
        addressRules > 0
            ? `Whether ${addressRules === 1 ? "the address rule" : `one of ${addressRules} address rules`} names its address, the plan does not tell${by === "azure-service" ? ": the service chooses it" : ""}.`
            : "Whether a rule names where it comes from, the plan does not tell.",
    "rule-unknown": ({ rule, property, told }) =>
        told === true
            ? `An entry of ${property} is no IPv4 address, and Azure refuses to deploy that.`
            : `${rule === "address" ? "An address" : "A subnet"} in ${property} is known only after deployment, and may be the one.`,
    "network-unknown": ({ property, value }) => unknownProperty(property, value),
    "perimeter-unknown": ({ perimeter, what }) => perimeterUnknown[what](perimeter?.name ?? "the vault's"),
    "depends-on-path": () => "It depends on the way that the request takes.",
    "not-reached": () => "The request does not reach the vault.",
};

/** A rule for an address that only Azure will choose is called by the resource that gets it. */
function addressName(rule: string, names: Names): string {
    return rule.startsWith("urn:") ? `for ${addressWords(rule, names)}` : rule;
}

function addressWords(address: string, names: Names): string {
    return address.startsWith("urn:") ? `the address of ${names.urn(address)}` : withoutMask(address);
}

const sourceWords: Readonly<Record<SourceOfRequest, string>> = {
    public: "a request from this public address",
    "service-endpoint": "a request over this subnet's service endpoint",
    "azure-service": "a request of this Azure service",
    unknown: "a request from an address that the plan does not tell",
};

type Service = Extract<NetworkReason, { code: "no-rule-matches" }>["service"];

function serviceWords(service: Service): readonly string[] {
    if (service === undefined) return [];
    if (!service.listed) return [`${service.name} is not on Azure's list of trusted services.`];
    return service.bypass
        ? [`${service.name} is trusted for its listed scenario alone, and that does not need this operation.`]
        : [`${service.name} is a trusted service, but the vault does not let those pass.`];
}

function unknownProperty(property: string, value: string | undefined): string {
    if (property === "service")
        return `Whether ${value ?? "the service"} needs this operation in its listed scenario, Azure does not document.`;
    if (property === "bypass") return `Whether ${value ?? "the service"} bypasses the rules, the plan does not tell.`;
    return `${property} decides, and the plan does not tell it${value === undefined ? "" : ` (${value})`}.`;
}

const perimeterUnknown: Readonly<
    Record<Extract<NetworkReason, { code: "perimeter-unknown" }>["what"], (name: string) => string>
> = {
    mode: (name) => `Whether network security perimeter ${name} is enforced, the plan does not tell.`,
    rules: (name) => `The plan does not show all rules of network security perimeter ${name}.`,
    membership: (name) =>
        `Whether the caller is a member of network security perimeter ${name}, the plan does not tell.`,
    subscription: (name) =>
        `Network security perimeter ${name} admits callers by subscription, and the plan does not tell the caller's.`,
};
