import type { Response } from "../../azure/responses.ts";
import type { Gate, Outcome, Resolution, SeenAs, Verdict } from "../answer.ts";
import { toGate } from "../part.ts";
import type { DnsReason, PathReason } from "../reason.ts";
import type { NetworkRuling } from "./ruling.ts";
import type { Approach, Way } from "./places.ts";
import { resolutionOf, seenAs } from "./seen.ts";

/** Everything between a place and a vault's door: three gates over all ways that a request may go. */
export interface Networking {
    readonly verdict: Verdict;
    readonly dns: Gate;
    readonly path: Gate;
    readonly network: Gate;
    readonly response?: Response;
    readonly seenAs: SeenAs;
    readonly resolves: Resolution;
    /** Whether any request arrives at the vault. */
    readonly arrives: boolean;
}

/** A way with what the vault's network rules say at its end. */
interface World extends Way {
    readonly network: NetworkRuling;
}

/**
 * Follows every way to its end. Where all ends agree the plan tells, whichever way is taken; a gate is ruled over the
 * ways that reach it.
 */
export function follow(found: Approach, names: readonly string[], judge: (way: Way) => NetworkRuling): Networking {
    const worlds = found.ways.map((way): World => ({
        ...way,
        network: way.path.outcome === "stopped" ? unreached : judge(way),
    }));
    const verdicts = worlds.map(verdictOf);
    const verdict = verdicts.every((value) => value === verdicts[0]) ? verdicts[0]! : "undetermined";
    const open = verdict === "undetermined";
    const named = worlds.filter(({ name }) => name.address !== "none");
    const arrived = named.filter(({ path }) => path.outcome !== "stopped");
    const ruling = rulingOf(arrived, open);
    return {
        verdict,
        dns: dnsGate(worlds, named.length > 0, open),
        path: pathGate(named.length > 0 ? named : worlds, open),
        network: toGate("network", ruling ?? { ...unreached, outcome: "not applicable" }),
        ...(ruling?.response !== undefined && { response: ruling.response }),
        seenAs: seenAs(worlds),
        resolves: resolutionOf(names, worlds),
        arrives: arrived.length > 0,
    };
}

const unreached: NetworkRuling = { outcome: "stopped", reason: { code: "not-reached" }, at: [] };

function verdictOf({ name, path, network }: World): Verdict {
    if (name.address === "none" || path.outcome === "stopped" || network.outcome === "stopped") return "denied";
    return path.outcome === "unknown" || network.outcome === "unknown" ? "undetermined" : "allowed";
}

function rulingOf(arrived: readonly World[], open: boolean): NetworkRuling | undefined {
    const [first] = arrived;
    if (first === undefined || arrived.every(({ network }) => network.outcome === first.network.outcome))
        return first?.network;
    const unknown = arrived.find(({ network }) => network.outcome === "unknown");
    if (open && unknown !== undefined) return unknown.network;
    return { outcome: "unknown", reason: { code: "depends-on-path" }, at: first.network.at };
}

function dnsGate(worlds: readonly World[], named: boolean, open: boolean): Gate {
    const reasons = distinct(worlds.map(({ name }) => name.reason));
    const answers = new Set(worlds.map(({ name }) => `${name.address} ${name.endpoint?.key ?? name.ip ?? ""}`));
    const reason: DnsReason = reasons.length === 1 ? reasons[0]! : { code: "several-answers", reasons };
    const silent = reasons.every(({ code }) => code === "never-calls");
    const outcome: Outcome = silent
        ? "not applicable"
        : !named
          ? "stopped"
          : open && answers.size > 1
            ? "unknown"
            : "passed";
    return toGate("dns", { outcome, reason, at: worlds.flatMap(({ name }) => name.at) });
}

function pathGate(worlds: readonly World[], open: boolean): Gate {
    const reasons = distinct(worlds.map(({ path }) => path.reason));
    const outcomes = new Set(worlds.map(({ path }) => path.outcome));
    const reason: PathReason = reasons.length === 1 ? reasons[0]! : { code: "several-paths", reasons };
    const outcome: Outcome =
        outcomes.size === 1 ? [...outcomes][0]! : open || outcomes.has("unknown") ? "unknown" : "passed";
    return toGate("path", { outcome, reason, at: worlds.flatMap(({ path }) => path.at) });
}

function distinct<R>(reasons: readonly R[]): readonly R[] {
    if (reasons.length === 1) return reasons;
    return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}
