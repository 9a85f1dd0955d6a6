import type { AddressRange } from "../../input/ipv4.ts";
import { contains, formatAddress } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import type { Endpoint } from "../model/endpoints.ts";
import { viewsOf } from "../model/hybrid.ts";
import type { Model } from "../model/model.ts";
import { isUnroutable } from "../model/addresses.ts";
import { unsure, type Unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { Zone, ZoneLink, ZoneRecord } from "../model/zones.ts";
import type { DnsReason, Thing } from "../reason.ts";

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

/** One answer that a resolver may give. */
export interface NameAnswer {
    readonly address: "public" | "private" | "none";
    /** The endpoint that the private address is of. */
    readonly endpoint?: Endpoint;
    readonly ip?: string;
    readonly reason: DnsReason;
    readonly at: readonly Evidence[];
}

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

function publicly(model: Model, vault: Vault, alias: boolean | Unsure): NameAnswer {
    const endpoints = (model.endpoints.get(vault.urn) ?? []).filter(({ state }) => state === "approved").length;
    return {
        address: "public",
        reason: alias === false ? { code: "no-endpoint" } : { code: "public-resolver", endpoints },
        at: [],
    };
}

/** Without an alias no resolver has a reason to answer otherwise than the public ones. */
function anything(
    model: Model,
    vault: Vault,
    alias: boolean | Unsure,
    reason: DnsReason,
    at: readonly Evidence[],
): readonly NameAnswer[] {
    if (alias === false) return [publicly(model, vault, alias)];
    return [
        { address: "public", reason, at },
        { address: "none", reason, at },
        ...endpointAnswers(model, vault, reason, at),
    ];
}

function endpointAnswers(
    model: Model,
    vault: Vault,
    reason: DnsReason,
    at: readonly Evidence[],
): readonly NameAnswer[] {
    const usable = (model.endpoints.get(vault.urn) ?? []).filter(
        ({ state }) => state === "approved" || state === unsure,
    );
    return usable.map((endpoint) => ({ address: "private", endpoint, ...ipOf(endpoint), reason, at }));
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
    const ruled = model.hybrid.ruled.get(view.network) ?? model.hybrid.ruled.get("");
    if (ruled !== undefined)
        return anything(model, vault, alias, { code: "dns-unknown", what: thing, property: "dnsForwardingRuleset" }, [
            ruled,
        ]);
    const foreign = (model.foreign.get(vault.urn) ?? []).find(({ effect }) => effect === "network");
    if (foreign !== undefined)
        return anything(model, vault, unsure, { code: "dns-unknown", what: foreign, property: foreign.type }, [
            { urn: foreign.urn, path: "" },
        ]);
    const views = view.servers.length === 0 ? [view.network] : viewsOf(model.hybrid, view.servers, view.network);
    if (views === undefined) {
        const reason: DnsReason = { code: "custom-servers", network: thing.name, servers: view.servers };
        return anything(model, vault, alias, reason, view.serversAt);
    }
    return distinct(views.flatMap((key) => azureAnswers(model, vault, alias, key)));
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

interface Linked {
    readonly zone: Zone;
    readonly link: ZoneLink;
    /** The name within the zone. */
    readonly name: string;
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

/** What a zone answers; `own` is the vault's name where the zone may hold a record of its endpoints. */
function zoneAnswers(
    model: Model,
    vault: Vault,
    network: string,
    { zone, link, name }: Linked,
    own: string | undefined,
): readonly NameAnswer[] {
    const label = zone.name as string;
    const grouped = own !== undefined && label === vault.cloud.privateZones.vault;
    const kept = grouped ? zone.records.filter((record) => keptFor(model, vault, record)) : [];
    const exact = zone.records.filter((record) =>
        record.kept === "zone group"
            ? record.perhaps !== true && kept.includes(record)
            : vault.named && record.name === name,
    );
    const found = exact.length > 0 ? exact : zone.records.filter((record) => record.name === "*");
    const answers = found.flatMap((record) => recordAnswers(model, vault, zone, record));
    const perhaps = [
        ...zone.records.filter((record) => record.kept === "record" && (record.name === unsure || !vault.named)),
        ...kept.filter((record) => record.perhaps === true),
        ...model.zones.loose.records.filter((record) => record.endpoint === undefined || keptFor(model, vault, record)),
    ];
    if (found.length > 0) return distinct(answers);
    const missing = missingAnswers(model, network, label, link);
    if (perhaps.length > 0) {
        return anything(
            model,
            vault,
            true,
            { code: "outside-plan", missing: "record", what: { name: `${name}.${label}` } },
            perhaps.map(({ at }) => at),
        );
    }
    if (zone.urn !== undefined) return missing;
    // Of a zone outside the plan only what the plan adds to it is shown.
    const reason: DnsReason = { code: "outside-plan", missing: "zone", what: { name: label, id: zone.key } };
    return [...endpointAnswers(model, vault, reason, [link.at]), ...missing.map((answer) => ({ ...answer, reason }))];
}

function missingAnswers(model: Model, network: string, zone: string, link: ZoneLink): readonly NameAnswer[] {
    const facts = { zone, network: networkName(model, network) };
    const none: NameAnswer = { address: "none", reason: { code: "record-missing", ...facts }, at: [link.at] };
    const redirected: NameAnswer = {
        address: "public",
        reason: { code: "record-missing-redirected", ...facts },
        at: [link.at],
    };
    return link.redirects === unsure ? [none, redirected] : link.redirects ? [redirected] : [none];
}

/** Whether a zone group's record is of an endpoint of the vault. */
function keptFor(model: Model, vault: Vault, record: ZoneRecord): boolean {
    return (model.endpoints.get(vault.urn) ?? []).some(({ urn }) => urn !== undefined && urn === record.endpoint);
}

function recordAnswers(model: Model, vault: Vault, zone: Zone, record: ZoneRecord): readonly NameAnswer[] {
    const endpoints = model.endpoints.get(vault.urn) ?? [];
    const label = zone.name as string;
    const of = (endpoint: Endpoint | undefined, ip?: string): NameAnswer => ({
        address: "private",
        ...(endpoint !== undefined && { endpoint }),
        ...(ip !== undefined ? { ip } : endpoint === undefined ? {} : ipOf(endpoint)),
        reason: {
            code: "private-record",
            zone: label,
            ...(endpoint !== undefined && {
                endpoint: { name: endpoint.name, ...(endpoint.urn !== undefined && { urn: endpoint.urn }) },
            }),
            ...(ip !== undefined && { ip }),
        },
        at: [record.at],
    });
    const named = endpoints.find(({ urn }) => urn !== undefined && urn === record.endpoint);
    if (named !== undefined) {
        // Whether an endpoint that was never approved keeps a record is not documented.
        const certain = named.state === "approved";
        return certain
            ? [of(named)]
            : [
                  of(named),
                  {
                      address: "none",
                      reason: {
                          code: "dns-unknown",
                          what: { name: named.name },
                          property: "privateLinkServiceConnectionState",
                      },
                      at: [record.at],
                  },
              ];
    }
    if (record.addresses === unsure)
        return anything(
            model,
            vault,
            true,
            { code: "dns-unknown", what: { name: `${vault.name.toLowerCase()}.${label}` }, property: "aRecords" },
            [record.at],
        );
    return record.addresses.flatMap((address) => addressAnswers(endpoints, address, of));
}

/** Which endpoint an address written in a record is of. */
function addressAnswers(
    endpoints: readonly Endpoint[],
    address: AddressRange,
    of: (endpoint: Endpoint | undefined, ip: string) => NameAnswer,
): readonly NameAnswer[] {
    const ip = formatAddress(address.first);
    const exact = endpoints.find(
        ({ addresses }) => addresses !== unsure && addresses.some((own) => own.first === address.first),
    );
    if (exact !== undefined) return [of(exact, ip)];
    if (!isUnroutable(address)) return [{ ...of(undefined, ip), address: "public" }, of(undefined, ip)];
    // An endpoint's address that only Azure will choose may become this one.
    const perhaps = endpoints.filter(({ addresses, subnet }) => addresses === unsure && mayHold(subnet, address));
    return [...perhaps.map((endpoint) => of(endpoint, ip)), of(undefined, ip)];
}

function mayHold(subnet: Endpoint["subnet"], address: AddressRange): boolean {
    if (subnet.kind !== "subnet" || subnet.subnet.prefixes === unsure) return true;
    return subnet.subnet.prefixes.some((prefix) => contains(prefix, address));
}

function ipOf({ addresses }: Endpoint): { readonly ip?: string } {
    return addresses === unsure || addresses.length !== 1 ? {} : { ip: formatAddress(addresses[0]!.first) };
}

function networkName(model: Model, key: string): string {
    return model.networks.networks.get(key)?.name ?? key.split("/").at(-1) ?? key;
}

/** Answers that lead to the same place are one. */
function distinct(answers: readonly NameAnswer[]): readonly NameAnswer[] {
    const seen = new Set<string>();
    return answers.filter(({ address, endpoint, ip }) => {
        const key = `${address} ${endpoint?.key ?? ""} ${endpoint === undefined ? (ip ?? "") : ""}`;
        return !seen.has(key) && seen.add(key);
    });
}
