import { limits } from "../../azure/limits.ts";
import { azureResolver, dnsPort, platformDnsTag, vaultPort } from "../../azure/paths.ts";
import { overlaps } from "../../input/ipv4.ts";
import type { PlanObject } from "../../plan/plan.ts";
import type { Answer, Evidence, Gate } from "../answer.ts";
import { change, type Change, type What } from "../changes.ts";
import { added } from "../grants.ts";
import type { Model } from "../model/model.ts";
import type { Network } from "../model/networks.ts";
import { unsure } from "../model/property.ts";
import { logicalName, typeKey } from "../model/resources.ts";
import type { SecurityGroup, SecurityRule } from "../model/security-groups.ts";
import type { Question } from "../question.ts";
import type { DnsReason, PathReason } from "../reason.ts";
import { callersSubnet } from "./callers-subnet.ts";
import { removal } from "./removal.ts";

/**
 * Changes that might take away what stops a request before it reaches the vault: each thing that the gate points at, a
 * rule, a route, a peering, a link or a switch, is opened where it is written.
 */
export function pathOpenings(model: Model, question: Question, answer: Answer, stopped: Gate): readonly Change[] {
    const reasons = flattened(stopped.because as DnsReason | PathReason);
    return [
        ...stopped.evidence.flatMap((at) => [
            ...securityRule(model, answer, reasons, at),
            ...route(model, at),
            ...link(model, reasons, at),
            ...wayOut(model, question, reasons, at),
        ]),
        ...reasons.flatMap((reason) => peerings(model, question, reason)),
    ];
}

type Reason = Exclude<DnsReason | PathReason, { readonly reasons: unknown }>;

function flattened(because: DnsReason | PathReason): readonly Reason[] {
    return because.code === "several-answers" || because.code === "several-paths"
        ? because.reasons.flatMap(flattened)
        : [because];
}

/** A rule of a security group: another before it that lets this one connection pass, or the rule taken out. */
function securityRule(model: Model, answer: Answer, reasons: readonly Reason[], at: Evidence): readonly Change[] {
    for (const group of model.groups.values()) {
        const rule = group.rules.find((own) => same(own.at, at));
        if (rule === undefined) continue;
        const asked = reasons.find(({ code }) => code === "questions-blocked") as
            Extract<Reason, { code: "questions-blocked" }> | undefined;
        const to =
            asked === undefined
                ? (answer.resolves.ip ?? (answer.resolves.address === "private" ? "VirtualNetwork" : "AzureKeyVault"))
                : asked.server === azureResolver.value
                  ? platformDnsTag.value
                  : asked.server;
        const port = asked === undefined ? vaultPort.value : dnsPort.value;
        const removed = takenOut(model, at, { code: "remove-security-rule", group: group.name, rule: rule.name });
        return [...allowedBefore(model, group, rule, to, port), removed];
    }
    return [];
}

function allowedBefore(
    model: Model,
    group: SecurityGroup,
    rule: SecurityRule,
    to: string,
    port: number,
): readonly Change[] {
    const taken = new Set(group.rules.filter((own) => own.direction === rule.direction).map((own) => own.priority));
    const { minimum } = limits.securityRulePriority.value;
    const before = Array.from({ length: rule.priority - minimum }, (_, index) => rule.priority - 1 - index);
    const priority = before.find((candidate) => !taken.has(candidate));
    if (priority === undefined) return [];
    const name = `allow-${port}-before-${rule.name}`;
    const properties: PlanObject = {
        priority,
        direction: rule.direction,
        access: "Allow",
        protocol: port === vaultPort.value ? "Tcp" : "*",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: to,
        destinationPortRange: String(port),
    };
    const what: What = { code: "allow-before", group: group.name, rule: rule.name, to, port };
    if (isInList(rule.at)) {
        const list = above(above(rule.at.path));
        return [change(what, { edit: "append", urn: group.urn, path: list, value: { name, ...properties } })];
    }
    const { inputs, propertyDependencies } = model.resources.byUrn.get(rule.at.urn)!;
    const { resourceGroupName = "", networkSecurityGroupName = group.name } = inputs;
    const place = { resourceGroupName, networkSecurityGroupName, securityRuleName: name };
    return [
        change(what, added("network:SecurityRule", name, { ...place, ...properties }, undefined, propertyDependencies)),
    ];
}

function route(model: Model, at: Evidence): readonly Change[] {
    for (const table of model.routeTables.values()) {
        const found = table.routes.find((own) => same(own.at, at));
        if (found !== undefined)
            return [takenOut(model, at, { code: "remove-route", table: table.name, route: found.name })];
    }
    return [];
}

/** Something taken out of the list that it is written in, or the plan rid of it where it is a resource of its own. */
function takenOut(model: Model, at: Evidence, what: What): Change {
    return isInList(at) ? change(what, { edit: "remove", urn: at.urn, path: above(at.path) }) : removal(model, at.urn);
}

function isInList({ path }: Evidence): boolean {
    return path.split("/").length > 3;
}

function above(path: string): string {
    return path.slice(0, path.lastIndexOf("/"));
}

/** A link to a zone that lacks the name: passes the question on where Azure lets it, or goes. */
function link(model: Model, reasons: readonly Reason[], { urn }: Evidence): readonly Change[] {
    const missing = reasons.find(({ code }) => code === "record-missing") as
        Extract<Reason, { code: "record-missing" }> | undefined;
    const type = typeKey(model.resources.byUrn.get(urn)?.type ?? "");
    if (missing === undefined || type?.endsWith(":VirtualNetworkLink") !== true) return [];
    const { zone, network } = missing;
    if (!zone.startsWith("privatelink.")) return [removal(model, urn)];
    const edit = { edit: "set", urn, path: "/inputs/resolutionPolicy", value: "NxDomainRedirect" } as const;
    return [change({ code: "redirect-missing-names", zone, network }, edit)];
}

function wayOut(model: Model, question: Question, reasons: readonly Reason[], at: Evidence): readonly Change[] {
    const off = reasons.some((reason) => reason.code === "no-outbound" && reason.setting === "defaultOutboundAccess");
    const subnet = callersSubnet(model, question);
    if (!off || subnet === undefined || !same(subnet.defaultOutbound.at, at)) return [];
    return [change({ code: "allow-outbound", subnet: subnet.name }, { edit: "set", ...at, value: true })];
}

/** The halves of a peering that are missing, or that keep the networks apart. Networks that overlap cannot be peered. */
function peerings(model: Model, question: Question, reason: Reason): readonly Change[] {
    const apart = reason.code === "endpoint-out-of-reach" || reason.code === "peering-not-connected";
    const endpoint = apart
        ? (model.endpoints.get(question.object.vault) ?? []).find(({ key }) => key === reason.endpoint.urn)
        : undefined;
    const near = networkOf(model, callersSubnet(model, question)?.network);
    const far = networkOf(model, endpoint?.subnet.kind === "subnet" ? endpoint.subnet.subnet.network : undefined);
    if (near === undefined || far === undefined || near === far || overlap(near, far)) return [];
    return [half(model, near, far), half(model, far, near)].flatMap((found) => found ?? []);
}

function half(model: Model, from: Network, to: Network): Change | undefined {
    const names = { network: from.name, peer: to.name };
    const known = model.peerings.find((peering) => peering.from === from.key && peering.to === to.key);
    if (known !== undefined) {
        if (known.allows !== false) return undefined;
        const path = `${above(known.at.path)}/allowVirtualNetworkAccess`;
        return change({ code: "open-peering", ...names }, { edit: "set", urn: known.at.urn, path, value: true });
    }
    const id = model.resources.ids.get(to.key);
    const { resourceGroupName, virtualNetworkName } = from.resource?.inputs ?? {};
    if (id === undefined || resourceGroupName === undefined) return undefined;
    const name = `${logicalName(from.key)}-to-${logicalName(to.key)}`;
    const inputs = {
        resourceGroupName,
        virtualNetworkName: virtualNetworkName ?? from.name,
        virtualNetworkPeeringName: name,
        remoteVirtualNetwork: { id },
        allowVirtualNetworkAccess: true,
    };
    return change({ code: "add-peering", ...names }, added("network:VirtualNetworkPeering", name, inputs));
}

/** A network that the plan has, and not one that it only points at. */
function networkOf(model: Model, key: string | undefined): Network | undefined {
    const network = key === undefined ? undefined : model.networks.networks.get(key);
    return network?.resource === undefined ? undefined : network;
}

function overlap({ prefixes: own }: Network, { prefixes: other }: Network): boolean {
    return own !== unsure && other !== unsure && own.some((block) => other.some((range) => overlaps(block, range)));
}

function same(a: Evidence, b: Evidence): boolean {
    return a.urn === b.urn && a.path === b.path;
}
