import { tagsWithVaults } from "../../azure/paths.ts";
import type { AddressRange } from "../../input/ipv4.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { coverInternet, everywhere, isUnroutable, rangeFrom } from "./addresses.ts";
import { below, evidence, items, property, text, unsure, word, type Property, type Unsure } from "./property.ts";
import { mayMean, referenceByName } from "./references.ts";
import { nameOf, ofType, type Resources } from "./resources.ts";

export interface RouteTable {
    readonly urn: string;
    readonly name: string;
    readonly routes: readonly Route[];
    /** The list of routes is not known. */
    readonly unknown?: Evidence;
}

export interface Route {
    readonly name: string;
    /** A block or a service tag. */
    readonly prefix: string | Unsure;
    readonly range?: AddressRange;
    readonly hop: Hop | Unsure;
    readonly hopAddress?: string;
    readonly at: Evidence;
}

const hops = ["VirtualAppliance", "VirtualNetworkGateway", "Internet", "None", "VnetLocal"] as const;
export type Hop = (typeof hops)[number];

export function readRouteTables(resources: Resources): ReadonlyMap<string, RouteTable> {
    const routes = ofType(resources, "network:Route").map((route) => ({
        route,
        table: referenceByName(resources, route, "routeTableName", "network:RouteTable"),
    }));
    const standalone = Map.groupBy(routes, ({ table }) => (table.kind === "found" ? table.urn : ""));
    // A route whose table is not told may be any table's.
    const adrift = (urn: string): Evidence | undefined => {
        const other = routes.find(({ table }) => table.kind === "unknown" && mayMean(table, urn));
        return other?.table.at;
    };
    return new Map(
        ofType(resources, "network:RouteTable").map((resource) => [
            resource.urn,
            readTable(
                resource,
                (standalone.get(resource.urn) ?? []).map(({ route }) => route),
                adrift(resource.urn),
            ),
        ]),
    );
}

function readTable(
    resource: PlanResource,
    standalone: readonly PlanResource[],
    adrift: Evidence | undefined,
): RouteTable {
    const written = property(resource, "routes");
    const inline = items(written);
    const own = standalone.map((route) => readRoute((...keys) => property(route, ...keys), nameOf(route)));
    const known = inline === unsure ? [] : inline.map((at) => readRoute((...keys) => below(at, ...keys)));
    return {
        urn: resource.urn,
        name: nameOf(resource),
        routes: [...own, ...known],
        ...(inline === unsure ? { unknown: evidence(written) } : adrift !== undefined && { unknown: adrift }),
    };
}

function readRoute(of: (...keys: string[]) => Property, known?: string): Route {
    const prefix = text(of("addressPrefix")) ?? unsure;
    const range = prefix === unsure ? undefined : rangeFrom(prefix);
    const name = text(of("name"));
    const address = text(of("nextHopIpAddress"));
    return {
        name: known ?? (typeof name === "string" ? name : "?"),
        prefix,
        ...(range !== undefined && { range }),
        hop: word(of("nextHopType"), hops) ?? unsure,
        ...(typeof address === "string" && { hopAddress: address }),
        at: evidence(of("nextHopType")),
    };
}

/** Whether a route of the table is, or may be, for a vault's public address. */
export function mayHoldVaults({ routes }: RouteTable): boolean {
    return routes.some(({ range, prefix }) =>
        range === undefined ? tagNames(prefix, unsure) !== false : !isUnroutable(range),
    );
}

/**
 * The user's routes that a packet to a vault's public address may follow. The address is Azure's to choose, so a route
 * for a public block may be the one, and the longest prefix wins; none means the system's way out.
 */
export function routesToVaults(table: RouteTable, region: string | Unsure): readonly Route[] {
    const tagged = closest(
        table.routes.filter(({ prefix, range }) => range === undefined && tagNames(prefix, region) === true),
    );
    const perhaps = table.routes.filter(({ prefix, range }) =>
        range === undefined ? tagNames(prefix, region) === unsure : !isAll(range) && !isUnroutable(range),
    );
    const covered = coverInternet(perhaps.flatMap(({ range }) => range ?? []));
    const otherwise =
        tagged.length > 0 ? tagged : table.routes.filter(({ range }) => range !== undefined && isAll(range));
    return covered ? perhaps : [...perhaps, ...otherwise];
}

/**
 * Of routes for several tags with an address, those for the closest: a service's of a region, the service's, the cloud's
 * of a region, the cloud's. Source: learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview.
 */
function closest(routes: readonly Route[]): readonly Route[] {
    const rankOf = ({ prefix }: Route): number => {
        const [tag = "", region] = prefix === unsure ? [] : prefix.toLowerCase().split(".");
        const order = tagsWithVaults.value.findIndex((name) => name.toLowerCase() === tag);
        return 2 * order + (region === undefined ? 1 : 0);
    };
    const best = Math.min(...routes.map(rankOf));
    return routes.filter((route) => rankOf(route) === best);
}

/** Whether the routes leave a packet that follows none of them. */
export function mayFollowNone(table: RouteTable, region: string | Unsure): boolean {
    const found = routesToVaults(table, region);
    const sure = found.some(({ prefix, range }) =>
        range === undefined ? tagNames(prefix, region) === true : isAll(range),
    );
    const covered = coverInternet(found.flatMap(({ range }) => range ?? []));
    return !sure && !covered;
}

/** The routes of a table, those with the longest prefix first; one that is not told may be the longest. */
export function byLength({ routes }: RouteTable): readonly Route[] {
    const size = ({ range }: Route): number => (range === undefined ? 0 : range.last - range.first);
    return [...routes].sort((a, b) => size(a) - size(b));
}

export function isAll(range: AddressRange): boolean {
    return range.first === everywhere.first && range.last === everywhere.last;
}

function tagNames(prefix: string | Unsure, region: string | Unsure): boolean | Unsure {
    if (prefix === unsure) return unsure;
    const [tag = "", named] = prefix.toLowerCase().split(".");
    if (!tagsWithVaults.value.some((name) => name.toLowerCase() === tag)) return false;
    if (named === undefined) return true;
    return region === unsure ? unsure : named === region;
}
