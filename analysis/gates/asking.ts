import { azureResolver } from "../../azure/paths.ts";
import type { AddressRange } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import { everywhere, isUnroutable, rangeFrom } from "../model/addresses.ts";
import type { Model } from "../model/model.ts";
import { connection } from "../model/connections.ts";
import { unsure } from "../model/property.ts";
import type { End } from "../model/security-ruling.ts";
import type { DnsReason } from "../reason.ts";
import type { Resolver, View } from "./dns.ts";
import { leaving } from "./guards.ts";
import type { NameAnswer } from "./name-answers.ts";
import type { InNetwork } from "./source.ts";

/** Why a question for a name does not, or perhaps does not, arrive at a server. */
interface Hindrance {
    readonly outcome: "stopped" | "unknown";
    readonly reason: DnsReason;
    readonly at: Evidence;
}

type NetworkView = Extract<View, { kind: "network" }>;

/** What a machine learns of the vault's name: the answers of those servers that its questions arrive at. */
export function heardFrom(model: Model, place: InNetwork, view: View, resolve: Resolver): readonly NameAnswer[] {
    if (view.kind !== "network") return resolve(view);
    if (view.servers === unsure) return [...resolve(view), ...unheard(model, place)];
    const servers = view.servers.length === 0 ? [azureResolver.value] : view.servers;
    const asked = servers.map((server) => ({ server, hindrance: hindranceTo(model, place, view, server) }));
    const heard = asked.filter(({ hindrance }) => hindrance?.outcome !== "stopped");
    const nothing = asked.flatMap(({ hindrance }): readonly NameAnswer[] =>
        hindrance === undefined ? [] : [{ address: "none", reason: hindrance.reason, at: [hindrance.at] }],
    );
    if (nothing.length === 0) return resolve(view);
    if (heard.length === 0) return nothing.slice(0, 1);
    const left =
        heard.length === asked.length
            ? view
            : { ...view, servers: heard.map(({ server }) => server), serversAt: nothing[0]!.at };
    const answers = resolve(left);
    return heard.some(({ hindrance }) => hindrance === undefined) ? answers : [...answers, ...nothing.slice(0, 1)];
}

/** Servers that are not told may be anywhere, Azure's own among them: a rule against questions to some may be for them. */
function unheard(model: Model, place: InNetwork): readonly NameAnswer[] {
    const hindrance =
        blocked(model, place, { ...machine(everywhere), groups: unsure }) ??
        blocked(model, place, { kind: "platform names" });
    return hindrance === undefined ? [] : [{ address: "none", reason: hindrance.reason, at: [hindrance.at] }];
}

function hindranceTo(model: Model, place: InNetwork, { network }: NetworkView, server: string): Hindrance | undefined {
    if (server === azureResolver.value) return blocked(model, place, { kind: "platform names" }, server);
    const resolver = model.hybrid.resolvers.find(({ address }) => address === server);
    const range = rangeFrom(server);
    if (range === undefined || !isUnroutable(range)) return undefined;
    // A server that the plan does not show may be the very machine that asks, whom no rule keeps from itself.
    if (resolver === undefined) return blocked(model, place, { ...machine(range), groups: unsure });
    const joined = connection(model.networks, model.peerings, model.joints, network, resolver.network);
    const name = model.networks.networks.get(network)?.name ?? network;
    const [at = resolver.at] = joined.at;
    if (joined.value === false)
        return { outcome: "stopped", reason: { code: "server-out-of-reach", server, network: name }, at };
    return blocked(model, place, machine(range), server);
}

function machine(range: AddressRange): Extract<End, { kind: "private" }> {
    return { kind: "private", ranges: [range], groups: [] };
}

/**
 * Security groups stop a question for certain where they let it out neither over UDP nor over TCP.
 *
 * @param server The server's address, where the plan shows what it is
 */
function blocked(model: Model, place: InNetwork, to: End, server?: string): Hindrance | undefined {
    const udp = leaving(model, place, "names over UDP", to);
    if (udp === undefined) return undefined;
    const tcp = leaving(model, place, "names over TCP", to);
    const { group, rule = "", at } = udp;
    // How an integrated app asks for names under such a rule is not documented.
    const app = place.workload?.by === "app-service";
    if (app && udp.rule === undefined) return undefined;
    const certain = udp.outcome === "stopped" && tcp?.outcome === "stopped" && !app;
    return certain && server !== undefined
        ? { outcome: "stopped", reason: { code: "questions-blocked", group, rule, server }, at }
        : { outcome: "unknown", reason: { code: "dns-unknown", what: group, property: rule || "securityRules" }, at };
}
