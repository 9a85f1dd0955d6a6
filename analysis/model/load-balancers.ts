import { standardBalancer } from "../../azure/load-balancers.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { addressBehind, type Address } from "./addresses.ts";
import { below, evidence, flag, items, property, text, unsure, word, type Property, type Unsure } from "./property.ts";
import { byDependency } from "./references.ts";
import { findById, ofName, type Resources } from "./resources.ts";

/** What load balancers make of the calls of machines in their pools. */
export interface Translation {
    readonly kind: "addresses" | "none" | "unknown";
    /** Public addresses that the calls come from. */
    readonly addresses: readonly Address[];
    readonly at: Evidence;
}

/** @param list The pools that an interface is in; nothing where it is in none. */
export function translationBehind(resources: Resources, list: Property): Translation | undefined {
    const pools = items(list);
    if (pools === unsure) return { kind: "unknown", addresses: [], at: evidence(list) };
    const found = pools.map((pool) => ofPool(resources, below(pool, "id")));
    const [first] = found;
    const unknown = found.find(({ kind }) => kind === "unknown");
    const translated = found.filter(({ kind }) => kind === "addresses");
    if (unknown !== undefined || translated[0] === undefined) return unknown ?? first;
    return { ...translated[0], addresses: translated.flatMap(({ addresses }) => addresses) };
}

function ofPool(resources: Resources, id: Property): Translation {
    const unknown: Translation = { kind: "unknown", addresses: [], at: evidence(id) };
    const pool = poolBehind(resources, id);
    if (pool === undefined) return unknown;
    const { balancer, name } = pool;
    // Outbound by a balancer of the older tier, which Azure has retired, is not read.
    if (word(property(balancer, "sku", "name"), ["Basic", "Standard", "Gateway"]) !== standardBalancer.tier)
        return unknown;
    const outbound = rulesFor(balancer, "outboundRules", name);
    const balancing = rulesFor(balancer, "loadBalancingRules", name);
    if (outbound === unsure || balancing === unsure) return unknown;
    const rules = (outbound.length > 0 ? outbound : balancing).filter(({ snat }) => snat !== false);
    if (rules.some(({ snat }) => snat === unsure)) return unknown;
    const addresses = rules.flatMap(({ frontends }) => publicAddresses(resources, balancer, frontends));
    if (addresses.includes(unsure)) return unknown;
    const [used] = rules;
    if (used !== undefined && addresses.length > 0)
        return { kind: "addresses", addresses: addresses as readonly Address[], at: used.at };
    // Whether a pool without any rule has default outbound access is not documented.
    const [rule] = [...outbound, ...balancing];
    return rule === undefined ? unknown : { kind: "none", addresses: [], at: rule.at };
}

/** The balancer and the name of the pool that an id is of. */
function poolBehind(
    resources: Resources,
    id: Property,
): { readonly balancer: PlanResource; readonly name: string } | undefined {
    const written = text(id);
    if (typeof written === "string") {
        const [owner = "", name] = written.split(/\/backendAddressPools\//i);
        const balancer = findById(resources, owner);
        return balancer === undefined || name === undefined ? undefined : { balancer, name: name.toLowerCase() };
    }
    const found = byDependency(resources, id, ["network:LoadBalancer", "network:LoadBalancerBackendAddressPool"]);
    const source = found.kind === "found" ? resources.byUrn.get(found.urn) : undefined;
    if (source === undefined) return undefined;
    const pools = items(property(source, "backendAddressPools"));
    const names = [
        text(property(source, "backendAddressPoolName")),
        ...(pools === unsure ? [unsure] : pools.map((pool) => text(below(pool, "name")))),
    ].filter((name) => name !== undefined);
    const [name] = names;
    const owner = text(property(source, "loadBalancerName"));
    const balancer = typeof owner === "string" ? ofName(resources, "network:LoadBalancer", owner)[0] : source;
    return names.length === 1 && typeof name === "string" && balancer !== undefined
        ? { balancer, name: name.toLowerCase() }
        : undefined;
}

interface Rule {
    /** Whether calls over TCP are translated to its frontends. */
    readonly snat: boolean | Unsure;
    readonly frontends: readonly Property[];
    readonly at: Evidence;
}

function rulesFor(
    balancer: PlanResource,
    list: "outboundRules" | "loadBalancingRules",
    pool: string,
): readonly Rule[] | Unsure {
    const rules = items(property(balancer, list));
    if (rules === unsure) return unsure;
    const found: Rule[] = [];
    for (const rule of rules) {
        const several = items(below(rule, "backendAddressPools"));
        if (several === unsure) return unsure;
        const pools = [below(rule, "backendAddressPool", "id"), ...several.map((one) => below(one, "id"))].map(
            lastName,
        );
        if (pools.includes(unsure)) return unsure;
        if (!pools.includes(pool)) continue;
        const frontends = items(below(rule, "frontendIPConfigurations"));
        const protocol = word(below(rule, "protocol"), ["All", "Tcp", "Udp"]);
        const disabled = flag(below(rule, "disableOutboundSnat")) ?? false;
        found.push({
            snat:
                protocol === "Udp" || disabled === true
                    ? false
                    : protocol === unsure || disabled === unsure
                      ? unsure
                      : true,
            frontends:
                list === "loadBalancingRules"
                    ? [below(rule, "frontendIPConfiguration", "id")]
                    : frontends === unsure
                      ? [below(rule, "frontendIPConfigurations")]
                      : frontends.map((one) => below(one, "id")),
            at: evidence(rule),
        });
    }
    return found;
}

/** Public addresses of frontends; one inside a network has none. */
function publicAddresses(
    resources: Resources,
    balancer: PlanResource,
    frontends: readonly Property[],
): readonly (Address | Unsure)[] {
    const all = items(property(balancer, "frontendIPConfigurations"));
    if (all === unsure) return [unsure];
    return frontends.flatMap((frontend): readonly (Address | Unsure)[] => {
        const name = lastName(frontend);
        const found =
            name === unsure && all.length === 1 ? all : all.filter((one) => lastName(below(one, "name")) === name);
        const [own] = found;
        if (own === undefined) return [unsure];
        return ["publicIPAddress", "publicIPPrefix"].flatMap((key) => {
            const reference = below(own, key);
            return reference.value === undefined ? [] : [addressBehind(resources, below(reference, "id"))];
        });
    });
}

function lastName(id: Property): string | undefined | Unsure {
    const written = text(id);
    return typeof written === "string" ? written.split("/").at(-1)!.toLowerCase() : written;
}
