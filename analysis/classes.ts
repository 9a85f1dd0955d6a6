import { operations } from "../azure/operations.ts";
import { trustedServices, type TrustedService } from "../azure/trusted-services.ts";
import type { AddressRange } from "../input/ipv4.ts";
import type { Verdict } from "./answer.ts";
import type { Oracle } from "./evaluate.ts";
import { placesOfPlan } from "./asked/origin.ts";
import { rangeText } from "./gates/egress.ts";
import { routableParts } from "./model/addresses.ts";
import type { Model } from "./model/model.ts";
import { objectsInScopes } from "./model/scoped-objects.ts";
import { readVaultRules, type VaultRules } from "./model/vault-rules.ts";
import type { Vault } from "./model/vaults.ts";
import type { ObjectOfQuestion, Place } from "./question.ts";

/** A place with the words that name it. */
export interface NamedPlace {
    readonly name: string;
    readonly place: Place;
}

/** Places that a vault cannot tell apart: every request from one fares as from the others. */
export interface OriginClass {
    /** One of them, asked for all. */
    readonly place: Place;
    readonly members: readonly string[];
    /** What they have in common on their way to the vault. */
    readonly dns: string;
    readonly path: string;
    readonly network: string;
    /** What the way to the vault makes of every request; absent where it depends on who asks, or for what. */
    readonly verdict?: Verdict;
    /** Trusted services are asked about their scenario's operations only. */
    readonly operations?: readonly string[];
}

/**
 * Every place that the plan tells apart for a vault: its subnets and workloads, the blocks of the vault's address rules,
 * the Internet outside them, local networks, and Azure's trusted services. Together they are every origin there is.
 */
export function placesOf(
    model: Model,
    vault: Vault,
    rules: VaultRules = readVaultRules(model.resources, model.networks, vault),
): readonly NamedPlace[] {
    const shown = placesOfPlan(model);
    const outside = rules.subnets
        .filter(({ subnet }) => !model.networks.subnets.has(subnet))
        .map(({ subnet, name }): NamedPlace => ({ name, place: { kind: "subnet", key: subnet, name } }));
    const blocks = atoms(rules.addresses.flatMap(({ range }) => (range === undefined ? [] : routableParts(range)))).map(
        (range): NamedPlace => ({ name: rangeText(range), place: { kind: "address", range } }),
    );
    return [
        ...shown.filter(({ place }) => place.kind === "subnet"),
        ...outside,
        ...shown.filter(({ place }) => place.kind === "workload"),
        ...blocks,
        { name: "internet", place: { kind: "internet" } },
        { name: "on-premises", place: { kind: "on-premises" } },
        ...Object.keys(trustedServices).map((name): NamedPlace => ({
            name: `service:${name}`,
            place: { kind: "service", name },
        })),
    ];
}

/** Cuts overlapping ranges at each other's ends. */
function atoms(ranges: readonly AddressRange[]): readonly AddressRange[] {
    const starts = [...new Set(ranges.flatMap(({ first, last }) => [first, last + 1]))].sort((a, b) => a - b);
    return starts.slice(0, -1).flatMap((first, index) => {
        const last = starts[index + 1]! - 1;
        return ranges.some((range) => range.first <= first && last <= range.last) ? [{ first, last }] : [];
    });
}

/** Groups places by what becomes of a request on its way, whoever sends it. */
export function originClasses(oracle: Oracle, vault: Vault, places: readonly NamedPlace[]): readonly OriginClass[] {
    const classes = new Map<string, OriginClass & { members: string[] }>();
    const services = new Map<string, OriginClass & { members: string[] }>();
    // A perimeter may admit identities of some subscriptions.
    const admitsSome = (oracle.model.associations.get(vault.urn) ?? []).length > 0;
    for (const { name, place } of places) {
        const scenario =
            place.kind === "service"
                ? trustedServices[place.name as keyof typeof trustedServices].operations
                : undefined;
        // Services that do the same are the same to every vault.
        const alike = scenario === undefined ? undefined : services.get(serviceKey(place));
        if (alike !== undefined) {
            alike.members.push(name);
            continue;
        }
        const asked = scenario?.[0] ?? "secrets/list";
        const { dns, path, network, verdict } = oracle.way(vault.urn, place, asked);
        const words = [dns, path, network].map((gate) => `${gate.outcome} ${gate.reason.code}`) as [
            string,
            string,
            string,
        ];
        const key = [...words, verdict, serviceKey(place)].join("|");
        let known = classes.get(key);
        if (known !== undefined) known.members.push(name);
        else {
            const [first, second, third] = words;
            known = {
                place,
                members: [name],
                dns: first,
                path: second,
                network: third,
                ...(scenario !== undefined ? { operations: scenario } : admitsSome ? {} : { verdict }),
            };
            classes.set(key, known);
        }
        if (scenario !== undefined) services.set(serviceKey(place), known);
    }
    return [...classes.values()];
}

function serviceKey(place: Place): string {
    if (place.kind !== "service") return "";
    const {
        operations: own,
        vaultSwitch,
        operationsCertainty,
    }: TrustedService = trustedServices[place.name as keyof typeof trustedServices];
    return [own.join(), vaultSwitch, operationsCertainty].join(" ");
}

/** Objects of a vault that questions can tell apart: those that the plan shows or names in a scope, and all others. */
export function objectsOf(model: Model, vault: Vault): readonly ObjectOfQuestion[] {
    const names = new Map<string, ObjectOfQuestion>();
    for (const objects of model.objects.get(vault.urn)?.values() ?? []) {
        for (const { family, name } of objects)
            if (name !== undefined) names.set(`${family}/${name.toLowerCase()}`, { vault: vault.urn, family, name });
    }
    for (const { family, name } of objectsInScopes(model, model.chains.get(vault.urn)!))
        if (!names.has(`${family}/${name}`)) names.set(`${family}/${name}`, { vault: vault.urn, family, name });
    return [{ vault: vault.urn }, ...names.values()];
}

/** Operations that can be asked of an object: all of a vault, its family's of an object. */
export function operationsOn({ family }: ObjectOfQuestion): readonly string[] {
    const all = Object.keys(operations);
    return family === undefined ? all : all.filter((name) => name.startsWith(`${family}/`));
}
