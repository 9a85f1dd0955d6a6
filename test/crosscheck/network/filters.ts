import { holds, type Three } from "../three.ts";
import type { Filter, Rule } from "./world.ts";

/**
 * Network security groups in Microsoft's words (virtual-network/network-security-groups-overview,
 * service-tags-overview): rules by priority, the first that matches decides; without one, traffic within the virtual network
 * and to the Internet leaves, and traffic within the virtual network comes in.
 */

/** The other end of a connection to a vault, over TCP to port 443. */
export type End =
    /** The vault's public address, which is Azure's to choose. `routed` are the prefixes of the subnet's own routes. */
    | { readonly kind: "public"; readonly routed: readonly string[] }
    /** An address somewhere in the block, and whether that is in the tag VirtualNetwork. */
    | { readonly kind: "private"; readonly block: string; readonly near: Three }
    /** Any address of a local network behind a gateway. */
    | { readonly kind: "local" };

export function lets(
    filter: Filter | undefined,
    direction: Rule["direction"],
    end: End,
    what: "calls" | "names" = "calls",
): Three {
    if (filter === undefined) return "yes";
    const own = filter.filter((rule) => rule.direction === direction);
    // Names are asked over UDP, on port 53.
    const names = own.filter(({ protocol, ports }) => protocol !== "Tcp" && ports === "*");
    const rules = (what === "names" ? names : concerning(filter, direction)).sort(
        (one, other) => one.priority - other.priority,
    );
    const possible = new Set<Rule["access"]>();
    for (const { access, other } of rules) {
        const match = isOf(other, end);
        if (match !== "no") possible.add(access);
        if (match === "yes") return decided(possible);
    }
    // Azure's own rules.
    const near = end.kind === "private" ? end.near : "yes";
    if (near !== "no") possible.add("Allow");
    if (near !== "yes") possible.add("Deny");
    return decided(possible);
}

/** Rules for TCP to port 443. */
function concerning(filter: Filter, direction: Rule["direction"]): Rule[] {
    return filter.filter((rule) => rule.direction === direction && rule.protocol !== "Udp" && rule.ports !== "80");
}

/** Whether a rule lets something of a block through by its addresses. */
export function admits(filter: Filter | undefined, direction: Rule["direction"], block: string): boolean {
    return concerning(filter ?? [], direction).some(
        ({ access, other }) =>
            access === "Allow" && (other === "*" || (/^\d/.test(other) && holds(other, block) !== "no")),
    );
}

function decided(possible: ReadonlySet<Rule["access"]>): Three {
    if (possible.size > 1) return "cannot tell";
    return possible.has("Allow") ? "yes" : "no";
}

function isOf(word: string, end: End): Three {
    if (word === "*" || word === "0.0.0.0/0") return "yes";
    const isBlock = /^\d/.test(word);
    if (end.kind === "public") {
        if (["Internet", "AzureKeyVault", "AzureCloud"].includes(word)) return "yes";
        // The tag also holds the prefixes of routes of one's own.
        if (word === "VirtualNetwork")
            return end.routed.some((prefix) => !prefix.startsWith("10.")) ? "cannot tell" : "no";
        return isBlock && !word.startsWith("10.") ? "cannot tell" : "no";
    }
    if (end.kind === "local") return word === "VirtualNetwork" ? "yes" : isBlock ? "cannot tell" : "no";
    if (word === "VirtualNetwork") return end.near;
    return isBlock ? holds(word, end.block) : "no";
}
