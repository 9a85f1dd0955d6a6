import type { AddressRange } from "../../input/ipv4.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { rangeFrom } from "./addresses.ts";
import { below, evidence, items, property, text, unsure, word, type Property, type Unsure } from "./property.ts";
import { dependenciesOf, mayMean, referenceById, referenceByName, type Reference } from "./references.ts";
import { ofType, ownName, typeKey, type Resources } from "./resources.ts";

/** A private DNS zone, of the plan or one that the plan only points at. */
export interface Zone {
    /** The URN, or the id of a zone outside the plan. */
    readonly key: string;
    /** Without a trailing dot, in lower case. */
    readonly name: string | Unsure;
    readonly urn?: string;
    readonly links: readonly ZoneLink[];
    readonly records: readonly ZoneRecord[];
    /** Names with records that are no addresses: they exist, and have none. */
    readonly otherNames: readonly (string | Unsure)[];
}

export interface ZoneLink {
    /** Key of the network; unsure where the plan does not tell which. */
    readonly network: string | Unsure;
    /** Whether names that the zone lacks are asked from public resolvers. */
    readonly redirects: boolean | Unsure;
    readonly at: Evidence;
}

export interface ZoneRecord {
    /** Relative to the zone, in lower case; `@` is the zone itself. Of an endpoint's record: its vault's name. */
    readonly name: string | Unsure;
    /** The endpoint whose zone group keeps the record, or whose address it takes. */
    readonly endpoint?: string;
    /** What it answers, where it is written. */
    readonly addresses: readonly AddressRange[] | Unsure;
    readonly kept: "zone group" | "record";
    /** The endpoint is one of several that may be meant. */
    readonly perhaps?: true;
    readonly at: Evidence;
}

export interface Zones {
    readonly zones: readonly Zone[];
    /** Links and records of zones that the plan does not tell: they may be the vault's zone's. */
    readonly loose: { readonly links: readonly ZoneLink[]; readonly records: readonly ZoneRecord[] };
}

export function readZones(resources: Resources): Zones {
    const links = Map.groupBy(
        ofType(resources, "privatedns:VirtualNetworkLink").map((link) => readLink(resources, link)),
        ([zone]) => zone,
    );
    const sets = Map.groupBy(
        ofType(resources, "privatedns:PrivateRecordSet").flatMap((set) => readRecords(resources, set)),
        ([zone]) => zone,
    );
    const groups = Map.groupBy(
        ofType(resources, "network:PrivateDnsZoneGroup").flatMap((group) => readGroup(resources, group)),
        ([zone]) => zone,
    );
    const others = Map.groupBy(
        ofType(resources, "privatedns:PrivateRecordSet").filter((set) => !isOfAddresses(set)),
        (set) => zoneOfChild(resources, set),
    );
    const shown = ofType(resources, "privatedns:PrivateZone");
    const keys = new Set([...shown.map(({ urn }) => urn), ...links.keys(), ...sets.keys(), ...groups.keys()]);
    keys.delete("");
    const zones = [...keys].map((key): Zone => {
        const resource = resources.byUrn.get(key);
        const name = resource === undefined ? zoneNameIn(key) : ownName(resource);
        return {
            key,
            name: name?.toLowerCase().replace(/\.$/, "") ?? unsure,
            ...(resource !== undefined && { urn: key }),
            links: (links.get(key) ?? []).map(([, link]) => link),
            records: [...(groups.get(key) ?? []), ...(sets.get(key) ?? [])].map(([, record]) => record),
            otherNames: (others.get(key) ?? []).map((set) => relativeName(resources, set)),
        };
    });
    const loose = {
        links: (links.get("") ?? []).map(([, link]) => link),
        records: [...(groups.get("") ?? []), ...(sets.get("") ?? [])].map(([, record]) => record),
    };
    return { zones, loose };
}

/** The key of the zone that a child resource names, together with its resource group. */
function zoneOfChild(resources: Resources, child: PlanResource): string {
    const zone = referenceByName(resources, child, "privateZoneName", "privatedns:PrivateZone");
    if (zone.kind === "found") return zone.urn;
    if (zone.kind !== "outside") return "";
    const id = resources.ids.get(child.urn);
    const end = id?.indexOf(`/privatednszones/${zone.id}/`) ?? -1;
    return id === undefined || end === -1 ? zone.id : id.slice(0, end + `/privatednszones/${zone.id}`.length);
}

function zoneNameIn(key: string): string {
    return key.split("/").at(-1) ?? key;
}

function readLink(resources: Resources, link: PlanResource): readonly [string, ZoneLink] {
    const id = property(link, "virtualNetwork", "id");
    const policy = word(property(link, "resolutionPolicy"), ["Default", "NxDomainRedirect"]);
    return [
        zoneOfChild(resources, link),
        {
            network: keyOf(referenceById(resources, id, ["network:VirtualNetwork"])),
            redirects: policy === unsure ? unsure : policy === "NxDomainRedirect",
            at: evidence(id),
        },
    ];
}

function keyOf(reference: Reference): string | Unsure {
    return reference.kind === "found" ? reference.urn : reference.kind === "outside" ? reference.id : unsure;
}

function readRecords(resources: Resources, set: PlanResource): readonly (readonly [string, ZoneRecord])[] {
    if (!isOfAddresses(set)) return [];
    const list = property(set, "aRecords");
    const endpoints = dependenciesOf(list).filter(
        (urn) => typeKey(resources.byUrn.get(urn)?.type ?? "") === "network:PrivateEndpoint",
    );
    const addresses = addressesIn(list);
    const from = addresses === unsure && endpoints.length === 1 ? endpoints[0] : undefined;
    return [
        [
            zoneOfChild(resources, set),
            {
                name: relativeName(resources, set),
                addresses,
                kept: "record",
                ...(from !== undefined && { endpoint: from }),
                at: evidence(list),
            },
        ],
    ];
}

function isOfAddresses(set: PlanResource): boolean {
    const type = text(property(set, "recordType"));
    return typeof type !== "string" || ["a", "cname"].includes(type.toLowerCase());
}

/** A name that is not known yet and comes from one vault alone is that vault's. */
function relativeName(resources: Resources, set: PlanResource): string | Unsure {
    const written = property(set, "relativeRecordSetName");
    const name = text(written);
    if (typeof name === "string") return name.toLowerCase();
    const [only, ...others] = dependenciesOf(written).flatMap((urn) => resources.byUrn.get(urn) ?? []);
    if (name === undefined || only === undefined || others.length > 0) return unsure;
    return typeKey(only.type) === "keyvault:Vault" ? (ownName(only)?.toLowerCase() ?? unsure) : unsure;
}

function addressesIn(list: Property): readonly AddressRange[] | Unsure {
    const found = items(list);
    if (found === unsure || found.length === 0) return unsure;
    const ranges = found
        .map((item) => text(below(item, "ipv4Address")))
        .map((value) => (typeof value === "string" ? rangeFrom(value) : undefined));
    return ranges.every((range) => range !== undefined) ? ranges : unsure;
}

/** A zone group keeps a record for its endpoint in each of its zones. */
function readGroup(resources: Resources, group: PlanResource): readonly (readonly [string, ZoneRecord])[] {
    const endpoint = referenceByName(resources, group, "privateEndpointName", "network:PrivateEndpoint");
    const list = property(group, "privateDnsZoneConfigs");
    const configs = items(list);
    const meant = ofType(resources, "network:PrivateEndpoint").filter(({ urn }) => mayMean(endpoint, urn));
    const records = meant.map(({ urn }): Omit<ZoneRecord, "at"> => ({
        name: unsure,
        endpoint: urn,
        addresses: unsure,
        kept: "zone group",
        ...(endpoint.kind !== "found" && { perhaps: true }),
    }));
    if (configs === unsure) return records.map((record) => ["", { ...record, at: evidence(list) }]);
    const ids = configs.map((config) => below(config, "privateDnsZoneId"));
    const zones = ids.map((id) => referenceById(resources, id, ["privatedns:PrivateZone"]));
    // As many unknown ids as zones that they come from: each zone is one of them, whichever comes first.
    const unknown = zones.filter(({ kind }) => kind === "unknown");
    const candidates = unknown[0]?.kind === "unknown" ? unknown[0].candidates : [];
    const spread = candidates.length === unknown.length ? candidates.values() : undefined;
    return zones.flatMap((zone, index) => {
        const key = zone.kind === "unknown" ? spread?.next().value : keyOf(zone);
        return records.map(
            (record) => [typeof key === "string" ? key : "", { ...record, at: evidence(ids[index]!) }] as const,
        );
    });
}
