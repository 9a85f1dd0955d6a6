import { contains, overlaps, type AddressRange } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import type { Endpoint } from "../model/endpoints.ts";
import type { Model } from "../model/model.ts";
import type { Subnet } from "../model/networks.ts";
import { unsure, type Unsure } from "../model/property.ts";
import { byLength, isAll, type Route } from "../model/routes.ts";
import type { PathReason } from "../reason.ts";
import { urnOf } from "./egress.ts";
import type { Path } from "./source.ts";

/** What a packet to an endpoint may follow: a route of the user's that drops it or leads on, or the system's. */
type Followed = { readonly kind: "drops" | "elsewhere"; readonly route: Route } | { readonly kind: "system" };

/** What routes of the user's make of a path to an endpoint; `undefined` where the system's alone decide. */
export function underRoutes(
    model: Model,
    subnet: Subnet,
    endpoint: Endpoint,
    target: Subnet,
    open: Path,
    joined: boolean | Unsure,
): Path | undefined {
    const { reference, at } = subnet.attached.routeTable;
    if (reference.kind === "none") return undefined;
    const table = reference.kind === "found" ? model.routeTables.get(reference.urn) : undefined;
    const unknown = (reason: PathReason, where: Evidence): Path => ({
        ...open,
        outcome: "unknown",
        reason,
        at: [where],
    });
    if (table === undefined || table.unknown !== undefined) {
        const what = { name: subnet.name, ...urnOf(subnet) };
        return unknown({ code: "path-unknown", what, property: "routeTable" }, at);
    }
    const followed = follow(model, byLength(table), endpoint, target, joined);
    const [first] = followed.filter((one) => one.kind !== "system").sort((a, b) => weight(a) - weight(b));
    const elsewhere = followed.some(({ kind }) => kind === "elsewhere");
    const system = followed.some(({ kind }) => kind === "system");
    // Where the networks are not joined, what no route takes is lost as well.
    if (first === undefined || (!elsewhere && system && joined === false)) return undefined;
    const { name, prefix: written, hop, hopAddress, at: where } = first.route;
    const prefix = written === unsure ? "unknown" : written;
    if (!elsewhere && !system)
        return {
            outcome: "stopped",
            source: { kind: "none" },
            reason: { code: "route-drops", route: name, prefix },
            at: [where],
        };
    const address = hopAddress === undefined ? {} : { address: hopAddress };
    const next = hop === unsure ? "unknown" : hop;
    return unknown({ code: "route-elsewhere", route: name, prefix, hop: next, ...address }, where);
}

/** What leads on decides before what drops. */
function weight({ kind }: Followed): number {
    return kind === "elsewhere" ? 0 : 1;
}

/**
 * The longest prefix wins, whatever the order. To a joined network the system has a route for the endpoint's one address,
 * which only one for that address outranks, or, where its subnet heeds routes, one inside the network's block.
 */
function follow(
    model: Model,
    routes: readonly Route[],
    { addresses }: Endpoint,
    target: Subnet,
    joined: boolean | Unsure,
): readonly Followed[] {
    const ends = addresses === unsure ? target.prefixes : addresses;
    const network = target.network === undefined ? undefined : model.networks.networks.get(target.network);
    const space = network?.prefixes ?? unsure;
    const heeded = target.endpointsHeed.routes;
    const followed: Followed[] = [];
    for (const route of routes) {
        const { range, prefix, hop } = route;
        // A tag holds no private address.
        if (range === undefined && prefix !== unsure) continue;
        if (range !== undefined && ends !== unsure && !ends.some((end) => overlaps(range, end))) continue;
        const single = range !== undefined && range.first === range.last;
        const inside = range === undefined || space === unsure || space.some((block) => contains(block, range));
        if (joined === true && !single && (heeded === false || !inside)) continue;
        // To a private address nothing leads over the Internet.
        const drops = hop === "None" || hop === "Internet";
        followed.push(hop === "VnetLocal" ? { kind: "system" } : { kind: drops ? "drops" : "elsewhere", route });
        // Were they joined, the endpoint's own route might win.
        const sure = joined === false || single || (heeded === true && inside && space !== unsure);
        if (sure && covers(range, ends)) return followed;
    }
    return [...followed, { kind: "system" }];
}

function covers(range: AddressRange | undefined, ends: readonly AddressRange[] | Unsure): boolean {
    if (range === undefined) return false;
    return ends === unsure ? isAll(range) : ends.length > 0 && ends.every((end) => contains(range, end));
}
