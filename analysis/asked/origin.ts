import { normalId, parseArmId } from "../../azure/resource-types.ts";
import { neverTrusted, trustedServiceByName, trustedServices } from "../../azure/trusted-services.ts";
import { suggestion } from "../../input/nearest.ts";
import { callersNever } from "../../azure/paths.ts";
import type { AddressRange } from "../../input/ipv4.ts";
import { isUnroutable, rangeFrom, without } from "../model/addresses.ts";
import type { Model } from "../model/model.ts";
import type { Subnet } from "../model/networks.ts";
import { logicalName } from "../model/resources.ts";
import type { Origin, Place } from "../question.ts";
import { called, nameInGroup, refuse, tellingNames, type Candidate } from "./names.ts";

export function readOrigin(model: Model, word: string): Origin {
    const at = /^browser@(.*)$/is.exec(word)?.[1];
    return at === undefined ? readPlace(model, word) : { kind: "browser", at: readPlace(model, at) };
}

function readPlace(model: Model, word: string): Place {
    const lower = word.toLowerCase();
    if (lower === "internet") return { kind: "internet" };
    const local = /^on-premises(?:@(.*))?$/is.exec(word);
    if (local !== null) return { kind: "on-premises", ...(local[1] !== undefined && { range: readPublic(local[1]) }) };
    const service = /^service:(.*)$/is.exec(word)?.[1];
    if (service !== undefined) return { kind: "service", name: readService(service.trim()) };
    if (/^[\d./–-]+$/.test(word)) return { kind: "address", range: readCallers(word) };
    return readNamedPlace(model, word);
}

function readRange(word: string): { first: number; last: number } {
    return (
        rangeFrom(word) ??
        refuse({
            what: "the address (--from)",
            got: word,
            expected: "an IPv4 address or a block in CIDR notation",
            fix: "write 203.0.113.7 or 203.0.113.0/24",
        })
    );
}

/** The addresses that a local network has on the Internet. */
function readPublic(word: string): AddressRange {
    const range = readRange(word);
    if (!isUnroutable(range)) return range;
    return refuse({
        what: "the local network's range (--from on-premises@…)",
        got: word,
        expected: "the public addresses from which its requests reach the Internet",
        fix: `write on-premises@203.0.113.0/24, or ${word} alone for machines that have it`,
    });
}

/** An address, a block, or the range between two addresses as the matrix writes it. */
function readCallers(word: string): AddressRange {
    const [first = "", last, ...more] = word.split(/[–-]/);
    const [from, to] = [readRange(first), readRange(last ?? first)];
    if (more.length > 0 || to.last < from.first) return readRange(word);
    const range = { first: from.first, last: to.last };
    if (
        without(
            [range],
            callersNever.value.map((block) => rangeFrom(block)!),
        ).length > 0
    )
        return range;
    return refuse({
        what: "the address (--from)",
        got: word,
        expected: "an address that a machine calls from: not loopback, link-local, multicast or reserved",
        fix: "write 203.0.113.7 or 203.0.113.0/24",
    });
}

function readService(word: string): string {
    const found =
        trustedServiceByName(word)?.name ??
        Object.keys(neverTrusted).find((name) => name.toLowerCase() === word.toLowerCase());
    if (found !== undefined) return found;
    const known = [...Object.keys(trustedServices), ...Object.keys(neverTrusted)];
    return refuse({
        what: "the service (--from service:…)",
        got: word,
        expected: "a name in Azure's list of trusted services",
        fix: suggestion(word, known),
    });
}

function readNamedPlace(model: Model, word: string): Place {
    refuseOtherAddress(word);
    const places = allPlaces(model);
    const found = called(places, word);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only.value;
    const id = parseArmId(word);
    if (found.length === 0 && id?.type?.toLowerCase() === "microsoft.network/virtualnetworks/subnets") {
        return { kind: "subnet", key: normalId(word), name: id.names.join("/") };
    }
    return refuse({
        what: "the place (--from)",
        got: word,
        expected:
            found.length > 1
                ? "a name that one place has"
                : "a subnet, machine, app or container of the plan, an address, internet, on-premises, browser@ or service:",
        fix:
            found.length > 1
                ? `choose one of: ${found.map((place) => tellingNames(places).get(place)!).join(", ")}`
                : places.length === 0
                  ? "the plan has no subnet, machine or app: write an address, internet or on-premises"
                  : suggestion(
                        word,
                        places.flatMap(({ names }) => names.slice(0, 1)),
                        [...places.flatMap(({ names }) => names.slice(3)), "internet", "on-premises"],
                    ),
    });
}

function refuseOtherAddress(word: string): void {
    if (!/^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*(\/\d+)?$/i.test(word)) return;
    refuse({
        what: "the address (--from)",
        got: word,
        expected: "an IPv4 address or a block in CIDR notation: the rules of a vault know no IPv6",
        fix: "write the IPv4 address from which the vault sees the request, as 203.0.113.7",
    });
}

/** Every place of the plan, by a name that it can be asked for. */
export function placesOfPlan(model: Model): readonly { readonly name: string; readonly place: Place }[] {
    return [...tellingNames(allPlaces(model))].map(([{ value }, name]) => ({ name, place: value }));
}

/** Names of a place, best first: shown name, URN, id, Azure name, name in the program, with its resource group. */
function allPlaces(model: Model): readonly Candidate<Place>[] {
    const { resources } = model;
    const subnets = [...model.networks.subnets.values()].map((subnet): Candidate<Place> => {
        const name = fullName(model, subnet);
        const urn = subnet.key;
        const program = subnet.key.includes("#") ? subnet.name : logicalName(subnet.key);
        return {
            names: [name, urn, subnet.id ?? urn, subnet.name, program, ...nameInGroup(subnet.at?.resource, name)],
            value: { kind: "subnet", key: subnet.key, name },
        };
    });
    const workloads = [...model.workloads.values()].map(({ urn, name }): Candidate<Place> => {
        const id = resources.ids.get(urn) ?? urn;
        return {
            names: [name, urn, id, name, logicalName(urn), ...nameInGroup(resources.byUrn.get(urn), name)],
            value: { kind: "workload", urn, name },
        };
    });
    return [...subnets, ...workloads];
}

function fullName(model: Model, { network, name }: Subnet): string {
    const owner = network === undefined ? undefined : model.networks.networks.get(network);
    return owner === undefined ? name : `${owner.name}/${name}`;
}
