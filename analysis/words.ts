import { operationByName, operations } from "../azure/operations.ts";
import { neverTrusted, trustedServiceByName, trustedServices } from "../azure/trusted-services.ts";
import { InputError, type Refusal } from "../input/error.ts";
import { isGuid } from "../input/guid.ts";
import { suggestion } from "../input/nearest.ts";
import { normalId, parseArmId } from "../azure/resource-types.ts";
import { rangeFrom } from "./model/addresses.ts";
import type { Model } from "./model/model.ts";
import type { Subnet } from "./model/networks.ts";
import type { PersonaMember } from "./model/personas.ts";
import { findById, logicalName, nameOf } from "./model/resources.ts";
import type { Caller, Family, ObjectOfQuestion, Operation, Origin, Place, Question } from "./question.ts";

/** A question in the words of the command line. */
export interface Words {
    readonly from: string;
    readonly as: string;
    readonly do: string;
    readonly on: string;
    /** GUIDs of groups. */
    readonly groups?: readonly string[];
    /** Client id of the application that acts for the caller. */
    readonly through?: string;
    /** ISO 8601. */
    readonly at?: string;
    /** Personas of a program that shows none itself. */
    readonly personas?: readonly PersonaMember[];
}

/**
 * Resolves words to a question about a plan.
 * @throws InputError for a name that the plan does not have or has more than once, an unknown operation or service, and
 *   what is no address, GUID or moment.
 */
export function readQuestion(model: Model, words: Words): Question {
    const operation = readOperation(words.do);
    const moment = words.at === undefined ? undefined : readMoment(words.at);
    return {
        origin: readOrigin(model, words.from),
        caller: readCaller(model, words),
        operation,
        object: readObject(model, words.on, operation),
        ...(moment !== undefined && { moment }),
    };
}

function refuse(refusal: Refusal): never {
    throw new InputError(refusal);
}

export function readOperation(word: string): Operation {
    const data = word.length > longestWord ? undefined : operationByName(word);
    if (data !== undefined) return { plane: "data", name: data.name };
    if (/^microsoft\.\w+(\/[\w.-]+)+$/i.test(word) && word.length <= longestWord)
        return { plane: "control", action: word };
    return refuse({
        what: "the operation (--do)",
        got: word,
        expected:
            "a family and a verb, as secrets/get, or an action of the control plane, as Microsoft.KeyVault/vaults/write",
        fix: suggestion(word, Object.keys(operations)),
    });
}

const longestWord = 500;

function readMoment(word: string): number {
    const moment = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?$/.test(word) ? Date.parse(word) : Number.NaN;
    if (!Number.isNaN(moment)) return moment;
    return refuse({
        what: "the moment (--at)",
        got: word,
        expected: "a date and time with its zone by ISO 8601, or a date (UTC)",
        fix: "write 2026-11-21T12:00:00Z",
    });
}

export function readOrigin(model: Model, word: string): Origin {
    const at = /^browser@(.*)$/is.exec(word)?.[1];
    return at === undefined ? readPlace(model, word) : { kind: "browser", at: readPlace(model, at) };
}

function readPlace(model: Model, word: string): Place {
    const lower = word.toLowerCase();
    if (lower === "internet") return { kind: "internet" };
    const local = /^on-premises(?:@(.*))?$/is.exec(word);
    if (local !== null) return { kind: "on-premises", ...(local[1] !== undefined && { range: readRange(local[1]) }) };
    const service = /^service:(.*)$/is.exec(word)?.[1];
    if (service !== undefined) return { kind: "service", name: readService(service.trim()) };
    if (/^[\d./]+$/.test(word)) return { kind: "address", range: readRange(word) };
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

interface Candidate<T> {
    /** How it may be called; the first is how it is shown. */
    readonly names: readonly string[];
    readonly value: T;
}

function readNamedPlace(model: Model, word: string): Place {
    const found = placesNamed(model, word);
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
                ? `choose one of: ${found.map(({ names }) => names[0]!).join(", ")}`
                : suggestion(
                      word,
                      allPlaces(model).flatMap(({ names }) => names.slice(0, 1)),
                  ),
    });
}

/** By URN or id first, then by Azure name, then by the program's name: a better name is not made ambiguous by a worse. */
function placesNamed(model: Model, word: string): readonly Candidate<Place>[] {
    const places = allPlaces(model);
    for (const rank of [0, 1, 2, 3, 4]) {
        const found = places.filter(({ names }) => sameName(names[rank], word));
        if (found.length > 0) return found;
    }
    return [];
}

/** Names of a place, best first: shown name, URN, id, Azure name, name in the program. */
function allPlaces(model: Model): readonly Candidate<Place>[] {
    const { resources } = model;
    const subnets = [...model.networks.subnets.values()].map((subnet): Candidate<Place> => {
        const name = fullName(model, subnet);
        const urn = subnet.key;
        const program = subnet.key.includes("#") ? subnet.name : logicalName(subnet.key);
        return {
            names: [name, urn, subnet.id ?? urn, subnet.name, program],
            value: { kind: "subnet", key: subnet.key, name },
        };
    });
    const workloads = [...model.workloads.values()].map(({ urn, name }): Candidate<Place> => {
        return {
            names: [name, urn, resources.ids.get(urn) ?? urn, name, logicalName(urn)],
            value: { kind: "workload", urn, name },
        };
    });
    return [...subnets, ...workloads];
}

function fullName(model: Model, { network, name }: Subnet): string {
    const owner = network === undefined ? undefined : model.networks.networks.get(network);
    return owner === undefined ? name : `${owner.name}/${name}`;
}

function sameName(name: string | undefined, word: string): boolean {
    return name !== undefined && name.toLowerCase() === word.toLowerCase().replace(/\/+$/, "");
}

export function readCaller(model: Model, words: Pick<Words, "as" | "groups" | "through" | "personas">): Caller {
    const word = words.as;
    if (word.toLowerCase() === "anonymous") return { kind: "anonymous" };
    const groups = (words.groups ?? []).map((group) => readGuid("the groups (--groups)", group));
    const through =
        words.through === undefined ? {} : { through: readGuid("the application (--through)", words.through) };
    const found = isGuid(word)
        ? { name: word.toLowerCase(), principals: [word.toLowerCase()], ...tenantOf(model, word.toLowerCase()) }
        : readNamed(model, word, words.personas ?? []);
    return { kind: "principal", ...found, groups, ...through };
}

function readGuid(what: string, word: string): string {
    if (isGuid(word)) return word.toLowerCase();
    return refuse({
        what,
        got: word,
        expected: "a GUID",
        fix: "write the object id of a group, the client id of an application",
    });
}

/** The tenant of a principal, where the plan tells it: its identity's, or that of the policies that name it. */
function tenantOf(model: Model, principal: string): { readonly tenant?: string } {
    const own = model.identities.byPrincipal.get(principal)?.tenant;
    if (typeof own === "string") return { tenant: own };
    const named = [...model.policies.values()].flatMap(({ policies }) =>
        policies
            .filter((policy) => policy.principal.kind === "principal" && policy.principal.principal === principal)
            .map(({ tenant }) => tenant),
    );
    const tenants = new Set(named);
    const [tenant] = tenants;
    return tenants.size === 1 && typeof tenant === "string" ? { tenant } : {};
}

interface Named {
    readonly name: string;
    readonly principals: readonly string[];
    readonly tenant?: string;
}

function readNamed(model: Model, word: string, more: readonly PersonaMember[]): Named {
    const candidates = [...resourcesWithIdentity(model), ...personasOf([...model.personas, ...more])];
    for (const rank of [0, 1, 2, 3]) {
        const found = candidates.filter(({ names }) => sameName(names[rank], word));
        const [only] = found;
        if (only !== undefined && found.length === 1) return only.value();
        if (found.length > 1) {
            return refuse({
                what: "the identity (--as)",
                got: word,
                expected: "a name that one identity has",
                fix: `choose one of: ${found.map(({ names }) => names[0]!).join(", ")}`,
            });
        }
    }
    const resource =
        model.resources.byUrn.get(word) ??
        findById(model.resources, word) ??
        model.resources.all.find((other) => sameName(nameOf(other), word));
    if (resource !== undefined) {
        return refuse({
            what: "the identity (--as)",
            got: word,
            expected: "a resource that has a managed identity",
            fix: "give it one, or ask as anonymous or as a principal's GUID",
        });
    }
    return refuse({
        what: "the identity (--as)",
        got: word,
        expected: "anonymous, a principal's GUID, a resource of the plan that has an identity, or a persona",
        fix: suggestion(
            word,
            candidates.map(({ names }) => names[0]!),
        ),
    });
}

interface Identified {
    readonly names: readonly string[];
    readonly value: () => Named;
}

function resourcesWithIdentity(model: Model): readonly Identified[] {
    return [...model.identities.principalsOf].map(([urn, identities]) => {
        const name = nameOf(model.resources.byUrn.get(urn)!);
        const tenants = new Set(identities.map(({ tenant }) => tenant));
        const [tenant] = tenants;
        return {
            names: [name, urn, model.resources.ids.get(urn) ?? urn, logicalName(urn)],
            value: () => ({
                name,
                principals: identities.map(({ principal }) => principal),
                ...(tenants.size === 1 && typeof tenant === "string" && { tenant }),
            }),
        };
    });
}

/** A persona with one member goes by its name; one with several by `persona/label`. */
function personasOf(members: readonly PersonaMember[]): readonly Identified[] {
    return members.map((member) => {
        const full = `${member.persona}/${member.label}`;
        return {
            names: [full, member.persona, member.persona.replaceAll(" ", "-"), member.persona.replaceAll(" ", "")],
            value: () => {
                if (member.principal === undefined) {
                    return refuse({
                        what: "the identity (--as)",
                        got: full,
                        expected: "a persona whose principal the plan tells",
                        fix: "show its identityId in the output personas, or ask with the principal's GUID",
                    });
                }
                return {
                    name: full,
                    principals: [member.principal],
                    ...(member.tenant !== undefined && { tenant: member.tenant }),
                };
            },
        };
    });
}

const families: readonly Family[] = ["secrets", "keys", "certificates"];

export function readObject(model: Model, word: string, operation: Operation): ObjectOfQuestion {
    const vaults = [...model.vaults.values()].map((vault): Candidate<string> => ({
        names: [vault.name, vault.urn, vault.id ?? vault.urn, logicalName(vault.urn)],
        value: vault.urn,
    }));
    const { vault, rest } = splitObject(vaults, word);
    const [family, name, version, ...more] = rest;
    if (family === undefined) return { vault };
    const known = families.find((candidate) => candidate === family.toLowerCase());
    if (known === undefined || name === undefined || name === "" || more.length > 0 || version === "") {
        return refuse({
            what: "the object (--on)",
            got: word,
            expected:
                "VAULT, or VAULT/secrets/NAME, VAULT/keys/NAME or VAULT/certificates/NAME, with /VERSION where one is meant",
            fix: `write ${vaults[0]?.names[0] ?? "VAULT"}/secrets/NAME`,
        });
    }
    if (operation.plane === "data" && !operation.name.startsWith(`${known}/`)) {
        return refuse({
            what: "the object (--on)",
            got: word,
            expected: `an object of the family that ${operation.name} is about`,
            fix: `ask about ${operation.name.split("/")[0]!}, or do another operation`,
        });
    }
    return { vault, family: known, name, ...(version !== undefined && { version }) };
}

/** Ids and URNs have slashes of their own: the longest name of a vault that the word starts with is meant. */
function splitObject(
    vaults: readonly Candidate<string>[],
    word: string,
): { readonly vault: string; readonly rest: readonly string[] } {
    const lower = word.toLowerCase();
    const matches = vaults.flatMap(({ names, value }) =>
        names.flatMap((name, rank) => {
            const start = name.toLowerCase();
            return lower === start || lower.startsWith(`${start}/`) ? [{ value, rank, length: name.length }] : [];
        }),
    );
    const best = matches.sort((a, b) => b.length - a.length || a.rank - b.rank)[0];
    const equal = matches.filter(({ length, rank }) => length === best?.length && rank === best.rank);
    const owners = new Set(equal.map(({ value }) => value));
    if (best === undefined || owners.size > 1) {
        return refuse({
            what: "the vault (--on)",
            got: word,
            expected: best === undefined ? "a vault of the plan" : "a name that one vault has",
            fix:
                best === undefined
                    ? suggestion(
                          word.split("/")[0]!,
                          vaults.map(({ names }) => names[0]!),
                      )
                    : `choose one of: ${[...owners].join(", ")}`,
        });
    }
    const rest = word.slice(best.length + 1);
    return { vault: best.value, rest: rest === "" ? [] : rest.split("/") };
}
