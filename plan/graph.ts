import type { Reader } from "./json.ts";
import type { Plan, PlanResource } from "./plan.ts";

/** Puts resources together to a plan; refuses what no program could register: one URN twice, or a circle. */
export function assemble(reader: Reader, resources: readonly PlanResource[]): Plan {
    const byUrn = new Map<string, PlanResource>();
    for (const resource of resources) {
        if (byUrn.has(resource.urn)) reader.refuse("", resource.urn, "each URN once: two resources cannot share one");
        byUrn.set(resource.urn, resource);
    }
    refuseCircle(reader, byUrn, ({ parent }) => (parent === undefined ? [] : [parent]), "parents without a circle");
    refuseCircle(reader, byUrn, ({ dependencies }) => dependencies, "dependencies without a circle");
    return { version: 3, deployment: { resources } };
}

/** Walks depth first, with a stack of its own: chains can be as long as the plan. */
function refuseCircle(
    reader: Reader,
    byUrn: ReadonlyMap<string, PlanResource>,
    edges: (resource: PlanResource) => readonly string[],
    expected: string,
): void {
    const finished = new Set<string>();
    for (const start of byUrn.keys()) {
        const path = [{ urn: start, rest: iterate(start) }];
        const open = new Set([start]);
        while (path.length > 0) {
            const { urn, rest } = path.at(-1)!;
            const next = rest.next();
            if (next.done === true) {
                path.pop();
                open.delete(urn);
                finished.add(urn);
            } else if (open.has(next.value)) {
                const circle = path.map((step) => step.urn);
                reader.refuse("", [...circle.slice(circle.indexOf(next.value)), next.value].join(" → "), expected);
            } else if (!finished.has(next.value) && byUrn.has(next.value)) {
                path.push({ urn: next.value, rest: iterate(next.value) });
                open.add(next.value);
            }
        }
    }

    function iterate(urn: string): Iterator<string> {
        return finished.has(urn) ? [].values() : edges(byUrn.get(urn)!).values();
    }
}
