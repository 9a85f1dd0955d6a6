import type { Assignment, Chain } from "./assignments.ts";
import { withoutSubscription } from "./resources.ts";

/** Assignments by where they are held and by whom: what concerns one principal at one vault is found at once. */
export interface AssignmentIndex {
    readonly all: readonly Assignment[];
    /** By the id of the vault or container that the scope is, or is in; `""` holds those that may reach anything. */
    readonly byContainer: ReadonlyMap<string, Held>;
}

interface Held {
    readonly all: readonly Assignment[];
    /** Those whose principal is told; the others may concern anybody. */
    readonly byPrincipal: ReadonlyMap<string, readonly Assignment[]>;
    readonly byUnknown: readonly Assignment[];
}

export function indexAssignments(all: readonly Assignment[]): AssignmentIndex {
    return { all, byContainer: new Map([...Map.groupBy(all, containerOf)].map(([key, list]) => [key, held(list)])) };
}

function held(all: readonly Assignment[]): Held {
    const byPrincipal = Map.groupBy(all, ({ principal }) =>
        principal.kind === "principal" ? principal.principal : "",
    );
    const byUnknown = byPrincipal.get("") ?? [];
    byPrincipal.delete("");
    return { all, byPrincipal, byUnknown };
}

function containerOf({ scope }: Assignment): string {
    if (scope.kind !== "id" || scope.id.startsWith("/providers/") || scope.id === "/") return "";
    return withoutSubscription(/^.*?\/providers\/microsoft\.keyvault\/vaults\/[^/]+/.exec(scope.id)?.[0] ?? scope.id);
}

/** The assignments that may reach a resource or something in it. */
export function assignmentsFor(index: AssignmentIndex, chain: Chain): readonly Assignment[] {
    if (chain.id === undefined) return index.all;
    return chain.containers.flatMap((key) => index.byContainer.get(key)?.all ?? []);
}

/** Those of them that may be for one of some principals. */
export function assignmentsOf(
    index: AssignmentIndex,
    chain: Chain,
    principals: readonly string[],
): readonly Assignment[] {
    if (chain.id === undefined) return index.all;
    const different = principals.length > 1 ? new Set(principals) : principals;
    let found: readonly Assignment[] = none;
    // Most hold something in one place alone: its list is not copied.
    const add = (more: readonly Assignment[]): void => {
        found = found.length === 0 ? more : [...found, ...more];
    };
    for (const key of chain.containers) {
        const here = index.byContainer.get(key);
        if (here === undefined) continue;
        for (const principal of different) {
            const own = here.byPrincipal.get(principal);
            if (own !== undefined) add(own);
        }
        if (here.byUnknown.length > 0) add(here.byUnknown);
    }
    return found;
}

const none: readonly Assignment[] = [];

/** The keys under which assignments at a resource, and at what it is in, are found. */
export function containersOf(id: string, groupId: string | undefined): readonly string[] {
    const own = withoutSubscription(id);
    const group =
        groupId === undefined
            ? `/subscriptions/?/resourcegroups/${own.split("/")[4] ?? ""}`
            : withoutSubscription(groupId);
    return [...new Set([own, group, "/subscriptions/?", ""])];
}
