import { contains, formatAddress, type AddressRange } from "../../input/ipv4.ts";
import { isUnroutable } from "../model/addresses.ts";
import type { Endpoint } from "../model/endpoints.ts";
import type { Model } from "../model/model.ts";
import { unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { Zone, ZoneLink, ZoneRecord } from "../model/zones.ts";
import type { DnsReason } from "../reason.ts";
import { anything, distinct, endpointAnswers, ipOf, networkName, type NameAnswer } from "./name-answers.ts";

export interface Linked {
    readonly zone: Zone;
    readonly link: ZoneLink;
    /** The name within the zone. */
    readonly name: string;
}

/** What a zone answers; `own` is the vault's name where the zone may hold a record of its endpoints. */
export function zoneAnswers(
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
    const missing = missingAnswers(model, network, label, existsWithout(zone, name, link));
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

/** A name that exists with other records only is not missing, and a link that redirects missing names leaves it alone. */
function existsWithout({ otherNames }: Zone, name: string, link: ZoneLink): ZoneLink {
    if (otherNames.includes(name) || otherNames.includes("*")) return { ...link, redirects: false };
    return otherNames.includes(unsure) && link.redirects !== false ? { ...link, redirects: unsure } : link;
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
export function keptFor(model: Model, vault: Vault, record: ZoneRecord): boolean {
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
