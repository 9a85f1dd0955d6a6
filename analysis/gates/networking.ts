import type { Gate, Outcome, Resolution, SeenAs, Verdict } from "../answer.ts";
import { toGate, type Ruling } from "../part.ts";
import type { DnsReason, PathReason } from "../reason.ts";
import type { NetworkRuling } from "./ruling.ts";
import type { Approach, Way } from "./places.ts";
import { resolutionOf, seenAs } from "./seen.ts";

/** Everything between a place and a vault's door: three gates over all ways that a request may go. */
export interface Networking {
    readonly verdict: Verdict;
    readonly dns: Ruling;
    readonly path: Ruling;
    readonly network: Ruling;
    readonly ways: readonly Way[];
    /** Whether any request arrives at the vault. */
    readonly arrives: boolean;
}

/** What answers say of it: put together when one is asked for, because verdicts need none of it. */
export interface NetworkingShown {
    readonly gates: readonly [dns: Gate, path: Gate, network: Gate];
    readonly seenAs: SeenAs;
    readonly resolves: Resolution;
}

export function show({ dns, path, network, ways }: Networking, names: readonly string[]): NetworkingShown {
    return {
        gates: [toGate("dns", dns), toGate("path", path), toGate("network", network)],
        seenAs: seenAs(ways),
        resolves: resolutionOf(names, ways),
    };
}

/** A way with what the vault's network rules say at its end. */
interface World extends Way {
    readonly network: NetworkRuling;
}

/**
 * Follows every way to its end. Where all ends agree the plan tells, whichever way is taken; a gate is ruled over the
 * ways that reach it.
 */
export function follow(found: Approach, judge: (way: Way) => NetworkRuling): Networking {
    const worlds = found.ways.map((way): World => ({
        ...way,
        network: way.path.outcome === "stopped" ? unreached : judge(way),
    }));
    const verdicts = worlds.map(verdictOf);
    const verdict = verdicts.every((value) => value === verdicts[0]) ? verdicts[0]! : "undetermined";
    const open = verdict === "undetermined";
    const named = worlds.filter(({ name }) => name.address !== "none");
    const arrived = named.filter(({ path }) => path.outcome !== "stopped");
    return {
        verdict,
        dns: dnsRuling(worlds, named.length > 0, open),
        path: pathRuling(named.length > 0 ? named : worlds, open),
        network: networkRuling(arrived, open) ?? { ...unreached, outcome: "not applicable" },
        ways: worlds,
        arrives: arrived.length > 0,
    };
}

const unreached: NetworkRuling = { outcome: "stopped", reason: { code: "not-reached" }, at: [] };

function verdictOf({ name, path, network }: World): Verdict {
    if (name.address === "none" || path.outcome === "stopped" || network.outcome === "stopped") return "denied";
    return path.outcome === "unknown" || network.outcome === "unknown" ? "undetermined" : "allowed";
}

function networkRuling(arrived: readonly World[], open: boolean): NetworkRuling | undefined {
    const [first] = arrived;
    if (first === undefined || arrived.every(({ network }) => network.outcome === first.network.outcome))
        return first?.network;
    const unknown = arrived.find(({ network }) => network.outcome === "unknown");
    if (open && unknown !== undefined) return unknown.network;
    return { outcome: "unknown", reason: { code: "depends-on-path" }, at: first.network.at };
}

function dnsRuling(worlds: readonly World[], named: boolean, open: boolean): Ruling {
    const reasons = distinct(worlds.map(({ name }) => name.reason));
    const reason: DnsReason = reasons.length === 1 ? reasons[0]! : { code: "several-answers", reasons };
    const silent = reasons.every(({ code }) => code === "never-calls");
    const outcome: Outcome = silent
        ? "not applicable"
        : !named
          ? "stopped"
          : open && haveSeveralAnswers(worlds)
            ? "unknown"
            : "passed";
    return { outcome, reason, at: worlds.length === 1 ? worlds[0]!.name.at : worlds.flatMap(({ name }) => name.at) };
}

function haveSeveralAnswers(worlds: readonly World[]): boolean {
    return new Set(worlds.map(({ name }) => `${name.address} ${name.endpoint?.key ?? name.ip ?? ""}`)).size > 1;
}

function pathRuling(worlds: readonly World[], open: boolean): Ruling {
    if (worlds.length === 1) return worlds[0]!.path;
    const reasons = distinct(worlds.map(({ path }) => path.reason));
    const outcomes = new Set(worlds.map(({ path }) => path.outcome));
    const reason: PathReason = reasons.length === 1 ? reasons[0]! : { code: "several-paths", reasons };
    const outcome: Outcome =
        outcomes.size === 1 ? [...outcomes][0]! : open || outcomes.has("unknown") ? "unknown" : "passed";
    return { outcome, reason, at: worlds.flatMap(({ path }) => path.at) };
}

function distinct<R>(reasons: readonly R[]): readonly R[] {
    if (reasons.length === 1) return reasons;
    return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}
