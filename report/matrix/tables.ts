import { operationsOn } from "../../analysis/classes.ts";
import type { Cell, Matrix, VaultMatrix } from "../../analysis/matrix.ts";
import type { Family, ObjectOfQuestion } from "../../analysis/question.ts";

/** A vault's matrix in few tables: origins from where everybody fares alike share one, callers who fare alike a row. */
export interface VaultTables {
    readonly vault: string;
    readonly tables: readonly AccessTable[];
    /** What each service may do in its listed scenario, which a table of all operations would hide. */
    readonly services: readonly ServiceTable[];
    /** From where, and through which services, nobody may do anything. */
    readonly closed: readonly string[];
    readonly closedServices: readonly string[];
    readonly covered: VaultMatrix["covered"];
}

export interface AccessTable {
    readonly from: readonly string[];
    readonly rows: readonly AccessRow[];
    /** Callers to whom nothing is allowed from there. */
    readonly nothing: readonly string[];
}

export interface AccessRow {
    readonly who: readonly string[];
    /** `keys/storage-encryption` where it fares otherwise than what is not listed; absent for the vault and all other objects. */
    readonly object?: string;
    readonly families: Readonly<Record<Family, Verbs>>;
}

/** Verbs of a family by verdict; those not named are denied. */
export interface Verbs {
    readonly allowed: readonly string[];
    readonly undetermined: readonly string[];
    /** Verbs of the family that are denied. */
    readonly denied: readonly string[];
}

/** Services whose requests fare alike, and what each caller's identity may do through them. */
export interface ServiceTable {
    readonly services: readonly string[];
    readonly rows: readonly ServiceRow[];
}

export interface ServiceRow {
    readonly who: readonly string[];
    readonly allowed: readonly string[];
    readonly undetermined: readonly string[];
}

export const families = ["secrets", "keys", "certificates"] as const satisfies readonly Family[];

export function tablesOf(matrix: Matrix): readonly VaultTables[] {
    return matrix.vaults.map(vaultTables);
}

function vaultTables(matrix: VaultMatrix): VaultTables {
    const byOrigin = Map.groupBy(matrix.cells, ({ origin }) => origin);
    const groups = [
        ...Map.groupBy(
            matrix.origins.keys(),
            (origin) => `${isService(matrix, origin)} ${signature(byOrigin.get(origin) ?? [])}`,
        ).values(),
    ];
    const members = (origins: readonly number[]): readonly string[] =>
        origins.flatMap((origin) => matrix.origins[origin]!.members);
    const open = groups.filter(([origin]) => byOrigin.has(origin!));
    return {
        vault: matrix.vault.name,
        tables: open
            .filter(([origin]) => !isService(matrix, origin!))
            .map((origins) => ({ from: members(origins), ...rowsOf(matrix, byOrigin.get(origins[0]!)!) })),
        services: open
            .filter(([origin]) => isService(matrix, origin!))
            .map((origins) => ({
                services: members(origins).map(withoutPrefix),
                rows: serviceRows(matrix, byOrigin.get(origins[0]!)!),
            })),
        closed: groups.filter(([origin]) => !byOrigin.has(origin!) && !isService(matrix, origin!)).flatMap(members),
        closedServices: groups
            .filter(([origin]) => !byOrigin.has(origin!) && isService(matrix, origin!))
            .flatMap(members)
            .map(withoutPrefix),
        covered: matrix.covered,
    };
}

function isService({ origins }: VaultMatrix, origin: number): boolean {
    return origins[origin]!.place.kind === "service";
}

function withoutPrefix(name: string): string {
    return name.replace(/^service:/, "");
}

/** Equal for origins whose cells say the same. */
function signature(cells: readonly Cell[]): string {
    return JSON.stringify(
        cells.map(({ caller, object, allowed, undetermined }) => [caller, object, allowed, undetermined]),
    );
}

function rowsOf({ callers, objects }: VaultMatrix, cells: readonly Cell[]): Pick<AccessTable, "rows" | "nothing"> {
    const byCaller = Map.groupBy(cells, ({ caller }) => caller);
    const alike = Map.groupBy(byCaller.keys(), (caller) =>
        JSON.stringify(
            byCaller.get(caller)!.map(({ object, allowed, undetermined }) => [object, allowed, undetermined]),
        ),
    );
    const rows = [...alike.values()].flatMap((group): readonly AccessRow[] => {
        const who = group.flatMap((caller) => callers[caller]!.members);
        const byObject = new Map(byCaller.get(group[0]!)!.map((cell) => [cell.object, cell]));
        const general = verbsByFamily(byObject.get(0), objects[0]!);
        const special = objects.flatMap((object, index): readonly AccessRow[] => {
            if (index === 0) return [];
            const own = verbsByFamily(byObject.get(index), object);
            return families.every((family) => object.family !== family || sameVerbs(own[family], general[family]))
                ? []
                : [{ who, object: `${object.family ?? ""}/${object.name ?? ""}`, families: own }];
        });
        return [{ who, families: general }, ...special];
    });
    return { rows, nothing: callers.flatMap(({ members }, caller) => (byCaller.has(caller) ? [] : members)) };
}

const none: Verbs = { allowed: [], undetermined: [], denied: [] };

function verbsByFamily(cell: Cell | undefined, object: ObjectOfQuestion): AccessRow["families"] {
    const all = operationsOn(object);
    const verbsOf = (family: Family): Verbs => {
        const named = (operations: readonly string[]): readonly string[] =>
            operations.filter((name) => name.startsWith(`${family}/`)).map((name) => name.slice(family.length + 1));
        const [allowed, undetermined] = [named(cell?.allowed ?? []), named(cell?.undetermined ?? [])];
        return {
            allowed,
            undetermined,
            denied: named(all).filter((verb) => !allowed.includes(verb) && !undetermined.includes(verb)),
        };
    };
    return Object.fromEntries(
        families.map((family) => [
            family,
            object.family === undefined || object.family === family ? verbsOf(family) : none,
        ]),
    ) as Record<Family, Verbs>;
}

function sameVerbs(a: Verbs, b: Verbs): boolean {
    return a.allowed.join() === b.allowed.join() && a.undetermined.join() === b.undetermined.join();
}

/** Services are asked about the vault as a whole: which object a scenario needs is its configuration's. */
function serviceRows({ callers }: VaultMatrix, cells: readonly Cell[]): readonly ServiceRow[] {
    const whole = cells.filter(({ object }) => object === 0);
    const alike = Map.groupBy(whole, ({ allowed, undetermined }) => `${allowed.join()}|${undetermined.join()}`);
    return [...alike.values()].map((same) => ({
        who: same.flatMap(({ caller }) => callers[caller]!.members),
        allowed: same[0]!.allowed,
        undetermined: same[0]!.undetermined,
    }));
}
