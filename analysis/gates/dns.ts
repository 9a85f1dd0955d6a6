import type { Evidence } from "../answer.ts";
import { viewsOf } from "../model/hybrid.ts";
import type { Model } from "../model/model.ts";
import { unsure, type Unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { Zone, ZoneLink } from "../model/zones.ts";
import type { DnsReason, Thing } from "../reason.ts";
import { anything, distinct, networkName, publicly, type NameAnswer } from "./name-answers.ts";
import { unreadOn } from "./foreign.ts";
import { keptFor, zoneAnswers, type Linked } from "./zone-answers.ts";

/** Where a name is asked: a public resolver, a network's, or one that the plan does not show. */
export type View =
    | { readonly kind: "public" }
    | {
          readonly kind: "network";
          readonly network: string;
          readonly servers: readonly string[] | Unsure;
          readonly serversAt: readonly Evidence[];
      }
    | { readonly kind: "unknown"; readonly reason: DnsReason; readonly at: readonly Evidence[] };

/** All answers that a vault's name may get; more than one where the plan leaves it open. */
export type Resolver = (view: View) => readonly NameAnswer[];

/** Asks for one vault's name. What the servers of a network answer is worked out once for all places in it. */
export function resolverOf(model: Model, vault: Vault): Resolver {
    const alias = hasAlias(model, vault);
    const known = new Map<string, readonly NameAnswer[]>();
    return (view) => {
        switch (view.kind) {
            case "public":
                return [publicly(model, vault, alias)];
            case "unknown":
                return anything(model, vault, alias, view.reason, view.at);
            case "network": {
                const [at] = view.serversAt;
                const own = at !== undefined && at === model.networks.networks.get(view.network)?.dnsServers.at;
                const answers = (own ? known.get(view.network) : undefined) ?? inNetwork(model, vault, alias, view);
                if (own) known.set(view.network, answers);
                return answers;
            }
        }
    };
}

/** The names that an answer goes through. */
export function namesOf(model: Model, vault: Vault): readonly string[] {
    const own = `${vault.name.toLowerCase()}.${vault.cloud.vaultSuffix}`;
    return hasAlias(model, vault) === true
        ? [own, `${vault.name.toLowerCase()}.${vault.cloud.privateZones.vault}`]
        : [own];
}

/** Only an approved endpoint puts the `privatelink` alias into the public zone. */
function hasAlias(model: Model, vault: Vault): boolean | Unsure {
    const states = (model.endpoints.get(vault.urn) ?? []).map(({ state }) => state);
    if (states.includes("approved")) return true;
    return states.includes(unsure) ? unsure : false;
}

function inNetwork(
    model: Model,
    vault: Vault,
    alias: boolean | Unsure,
    view: Extract<View, { kind: "network" }>,
): readonly NameAnswer[] {
    const network = model.networks.networks.get(view.network);
    const thing: Thing = {
        name: network?.name ?? view.network,
        ...(network?.resource === undefined ? { id: view.network } : { urn: view.network }),
    };
    if (view.servers === unsure) {
        const reason: DnsReason =
            network?.resource === undefined
                ? { code: "outside-plan", missing: "network", what: thing }
                : { code: "dns-unknown", what: thing, property: "dnsServers" };
        return anything(model, vault, alias, reason, view.serversAt);
    }
    const unread = unreadOn(model, vault, "names");
    if (unread !== undefined) {
        const { type, name, urn } = unread;
        const reason: DnsReason = { code: "dns-unknown", what: { name, urn }, property: type };
        return anything(model, vault, unsure, reason, [{ urn, path: "" }]);
    }
    const views = view.servers.length === 0 ? [view.network] : viewsOf(model.hybrid, view.servers, view.network);
    if (views === undefined) {
        const reason: DnsReason = { code: "custom-servers", network: thing.name, servers: view.servers };
        return anything(model, vault, alias, reason, view.serversAt);
    }
    return distinct(
        views.flatMap((key) => {
            const sent = forwarded(model, vault, key);
            if (sent.kind === "elsewhere") {
                const reason: DnsReason = { code: "dns-unknown", what: thing, property: "dnsForwardingRuleset" };
                return anything(model, vault, alias, reason, [sent.at]);
            }
            const asked = sent.kind === "answered" ? sent.views : [key];
            return asked.flatMap((network) => azureAnswers(model, vault, alias, network));
        }),
    );
}

type Forwarded =
    | { readonly kind: "not" }
    | { readonly kind: "answered"; readonly views: readonly string[] }
    | { readonly kind: "elsewhere"; readonly at: Evidence };

/** Where rules that are linked to a network send questions for a vault's name: the longest domain decides. */
function forwarded(model: Model, vault: Vault, network: string): Forwarded {
    const { ruled } = model.hybrid;
    const hosts = [vault.cloud.vaultSuffix, vault.cloud.privateZones.vault].map(
        (suffix) => `${vault.name.toLowerCase()}.${suffix}`,
    );
    for (const { at, rules } of [...(ruled.get(network) ?? []), ...(ruled.get("") ?? [])]) {
        if (rules === unsure) return { kind: "elsewhere", at };
        const concerned = rules.filter(
            ({ domain }) =>
                domain === unsure ||
                domain === "" ||
                hosts.some((host) => host === domain || host.endsWith(`.${domain}`)),
        );
        const [first] = concerned.sort((a, b) => lengthOf(b.domain) - lengthOf(a.domain));
        if (first === undefined) continue;
        const views =
            first.domain === unsure || first.servers === unsure || ruled.has("")
                ? undefined
                : viewsOf(model.hybrid, first.servers, network);
        return views === undefined ? { kind: "elsewhere", at: first.at } : { kind: "answered", views };
    }
    return { kind: "not" };
}

function lengthOf(domain: string | Unsure): number {
    return domain === unsure ? Number.POSITIVE_INFINITY : domain.length;
}

/** What Azure's own resolver answers in a network: of the zones that it sees, the one with the longest name decides. */
function azureAnswers(model: Model, vault: Vault, alias: boolean | Unsure, network: string): readonly NameAnswer[] {
    const { zones, loose } = model.zones;
    const own = vault.name.toLowerCase();
    const coreSuffix = vault.cloud.privateZones.vault.replace(/^privatelink\./, "");
    const open = untoldLink(zones, network, [`${own}.${vault.cloud.vaultSuffix}`, `data.${coreSuffix}`], vault);
    if (open !== undefined) {
        const what = { name: open.zone.name === unsure ? open.zone.key : open.zone.name };
        return anything(model, vault, unsure, { code: "outside-plan", missing: "link", what }, [open.link.at]);
    }
    const direct = longest(zones, network, `${own}.${vault.cloud.vaultSuffix}`);
    if (direct !== undefined) return zoneAnswers(model, vault, network, direct, own);
    const without = longest(zones, network, `data.${coreSuffix}`);
    const unaliased: readonly NameAnswer[] =
        without === undefined
            ? [publicly(model, vault, alias)]
            : zoneAnswers(model, vault, network, without, undefined);
    if (alias === false) return unaliased;

    const linked = longest(zones, network, `${own}.${vault.cloud.privateZones.vault}`);
    const aliased =
        linked === undefined ? unlinked(model, vault, network) : zoneAnswers(model, vault, network, linked, own);
    const unknownLinks = loose.links.filter((link) => link.network === network || link.network === unsure);
    const loosely: readonly NameAnswer[] =
        linked === undefined && unknownLinks.length > 0
            ? anything(
                  model,
                  vault,
                  alias,
                  { code: "outside-plan", missing: "link", what: { name: networkName(model, network) } },
                  unknownLinks.map(({ at }) => at),
              )
            : [];
    return distinct([...(alias === unsure ? unaliased : []), ...aliased, ...loosely]);
}

/** A link that may put the network under a zone for one of the names: which network, or which zone, is not told. */
function untoldLink(
    zones: readonly Zone[],
    network: string,
    names: readonly string[],
    vault: Vault,
): { readonly zone: Zone; readonly link: ZoneLink } | undefined {
    for (const zone of zones) {
        const { name } = zone;
        if (name === vault.cloud.privateZones.vault) continue;
        if (name !== unsure && !names.some((asked) => asked === name || asked.endsWith(`.${name}`))) continue;
        const link = zone.links.find((candidate) =>
            name === unsure
                ? candidate.network === network || candidate.network === unsure
                : candidate.network === unsure,
        );
        if (link !== undefined) return { zone, link };
    }
    return undefined;
}

function longest(zones: readonly Zone[], network: string, name: string): Linked | undefined {
    let best: Linked | undefined;
    for (const zone of zones) {
        if (zone.name === unsure || (name !== zone.name && !name.endsWith(`.${zone.name}`))) continue;
        const link = zone.links.find((candidate) => candidate.network === network);
        if (link === undefined || (best !== undefined && (best.zone.name as string).length >= zone.name.length))
            continue;
        best = { zone, link, name: name === zone.name ? "@" : name.slice(0, -zone.name.length - 1) };
    }
    return best;
}

/** No link of the plan joins the network to the vault's zone; a zone outside may have one. */
function unlinked(model: Model, vault: Vault, network: string): readonly NameAnswer[] {
    const zoneName = vault.cloud.privateZones.vault;
    const zones = model.zones.zones.filter(({ name }) => name === zoneName);
    const things = zones.map((zone): Thing => ({
        name: zoneName,
        ...(zone.urn === undefined ? { id: zone.key } : { urn: zone.urn }),
    }));
    const plain: NameAnswer = {
        address: "public",
        reason: { code: "zone-not-linked", network: networkName(model, network), zones: things },
        at: zones.flatMap(({ links }) => links.map(({ at }) => at)),
    };
    const hidden = zones.find(
        (zone) => zone.urn === undefined && zone.records.some((record) => keptFor(model, vault, record)),
    );
    const unread = zones.flatMap((zone) =>
        zone.links.filter((link) => link.network === unsure).map((link) => ({ zone, link })),
    )[0];
    const open = hidden ?? unread?.zone;
    if (open === undefined) return [plain];
    const what: Thing = { name: zoneName, ...(open.urn === undefined ? { id: open.key } : { urn: open.urn }) };
    const reason: DnsReason = { code: "outside-plan", missing: "link", what };
    const at = unread === undefined ? open.records.map((record) => record.at) : [unread.link.at];
    const linked = zoneAnswers(
        model,
        vault,
        network,
        { zone: open, link: { network, redirects: false, at: at[0]! }, name: vault.name.toLowerCase() },
        vault.name.toLowerCase(),
    );
    return [{ address: "public", reason, at }, ...linked.map((answer) => ({ ...answer, reason, at }))];
}
