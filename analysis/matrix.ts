import { trustedServices, type TrustedService } from "../azure/trusted-services.ts";
import type { Verdict } from "./answer.ts";
import { callerClasses, readPrincipals, type CallerClass, type Principals } from "./callers.ts";
import { objectsOf, operationsOn, originClasses, placesOf, type OriginClass } from "./classes.ts";
import { oracleOf, type Oracle } from "./evaluate.ts";
import type { Model } from "./model/model.ts";
import type { Vault } from "./model/vaults.ts";
import type { ObjectOfQuestion, Place, Question } from "./question.ts";

/** Every class of origin and caller against every operation, vault by vault: a statement about all of them. */
export interface Matrix {
    readonly vaults: readonly VaultMatrix[];
    readonly covered: Coverage;
}

export interface VaultMatrix {
    readonly vault: { readonly urn: string; readonly name: string };
    readonly origins: readonly OriginClass[];
    readonly callers: readonly CallerClass[];
    /** The first stands for every object that is not listed. */
    readonly objects: readonly ObjectOfQuestion[];
    /** Combinations of which something is allowed or undetermined; whatever is not here is denied. */
    readonly cells: readonly Cell[];
    readonly covered: Coverage;
}

/** Indices into the lists of a vault's matrix, and operations by verdict; those not named are denied. */
export interface Cell {
    readonly origin: number;
    readonly caller: number;
    readonly object: number;
    readonly allowed: readonly string[];
    readonly undetermined: readonly string[];
}

/** What the classes stand for. */
export interface Coverage {
    readonly places: number;
    readonly originClasses: number;
    readonly principals: number;
    readonly callerClasses: number;
    /** Questions that were asked, one for each class. */
    readonly asked: number;
    /** Questions that the plan's places, principals, objects and operations make, all of them answered by these. */
    readonly questions: number;
}

/** @param moment Milliseconds since 1970; without it, operations that a date binds are undetermined. */
export function matrixOf(model: Model, moment?: number): Matrix {
    const principals = readPrincipals(model);
    const vaults = [...model.vaults.values()].map((vault) => vaultMatrix(model, vault, principals, moment));
    return { vaults, covered: vaults.map(({ covered }) => covered).reduce(add, nothing) };
}

function vaultMatrix(model: Model, vault: Vault, known: Principals, moment: number | undefined): VaultMatrix {
    // What is worked out for one vault is of no use to the next, and would fill the memory.
    const oracle = oracleOf(model);
    const places = placesOf(model, vault);
    const origins = originClasses(oracle, vault, places);
    const callers = callerClasses(model, vault, known);
    const objects = objectsOf(model, vault);
    const entrances = entrancesOf(oracle, vault, origins);
    const cells: Cell[] = [];
    let asked = 0;
    let perPlace = 0;
    for (const [object, target] of objects.entries()) {
        const operations = operationsOn(target);
        perPlace += operations.length;
        const served = entrances.map(({ scenario }) =>
            scenario === undefined ? operations : operations.filter((name) => scenario.includes(name)),
        );
        for (const [caller, { caller: who }] of callers.entries()) {
            const ask = (name: string, origin: Place): Question => ({
                origin,
                caller: who,
                operation: { plane: "data", name },
                object: target,
                ...(moment !== undefined && { moment }),
            });
            // What the caller may do, surely or perhaps, once there.
            const standing = new Map<string, Verdict>();
            for (const name of operations) {
                const verdict = oracle.standing(ask(name, anywhere));
                if (verdict !== "denied") standing.set(name, verdict);
            }
            const through = (way: Verdict): Fares =>
                faring(standing.keys(), (name) => weaker(way, standing.get(name)!));
            const alike = {
                allowed: through("allowed"),
                undetermined: through("undetermined"),
                denied: nothingGranted,
            };
            for (const [index, { origin, place, scenario, way }] of entrances.entries()) {
                asked += scenario?.length ?? operations.length;
                const fares =
                    typeof way === "string"
                        ? alike[way]
                        : faring(served[index]!, (name) =>
                              way === undefined
                                  ? oracle.verdict(ask(name, place))
                                  : weaker(way.get(name)!, standing.get(name) ?? "denied"),
                          );
                if (fares.allowed.length + fares.undetermined.length > 0)
                    cells.push({ origin, caller, object, ...fares });
            }
        }
    }
    const principals = callers.reduce((sum, { members }) => sum + members.length, 0);
    return {
        vault: { urn: vault.urn, name: vault.name },
        origins,
        callers,
        objects,
        cells,
        covered: {
            places: places.length,
            originClasses: origins.length,
            principals,
            callerClasses: callers.length,
            asked,
            questions: places.length * principals * perPlace,
        },
    };
}

const anywhere: Place = { kind: "internet" };

/** A class of origins from where something may be possible. */
interface Entrance {
    /** Index of the class. */
    readonly origin: number;
    readonly place: Place;
    /** A trusted service is asked about these operations only. */
    readonly scenario: readonly string[] | undefined;
    /**
     * What the way to the vault makes of requests, of a service's by operation: the caller's standing decides the rest.
     * Absent where the way depends on who asks.
     */
    readonly way: Verdict | ReadonlyMap<string, Verdict> | undefined;
}

function entrancesOf(oracle: Oracle, vault: Vault, origins: readonly OriginClass[]): readonly Entrance[] {
    const perimeter = (oracle.model.associations.get(vault.urn) ?? []).length > 0;
    return origins.flatMap(({ place, operations: scenario, verdict }, origin): readonly Entrance[] => {
        if (verdict === "denied") return [];
        if (scenario === undefined || perimeter || forDeployments(place))
            return [{ origin, place, scenario, way: verdict }];
        const way = new Map(scenario.map((name) => [name, oracle.way(vault.urn, place, name).verdict]));
        return [{ origin, place, scenario, way }];
    });
}

/** Whether a service's standing is the deployer's, whom a switch of the vault admits, and not the caller's own. */
function forDeployments(place: Place): boolean {
    const service: TrustedService | undefined =
        place.kind === "service" ? trustedServices[place.name as keyof typeof trustedServices] : undefined;
    return service?.vaultSwitch !== undefined;
}

type Fares = Pick<Cell, "allowed" | "undetermined">;

const nothingGranted: Fares = { allowed: [], undetermined: [] };

function faring(operations: Iterable<string>, verdictOf: (name: string) => Verdict): Fares {
    const [allowed, undetermined]: [string[], string[]] = [[], []];
    for (const name of operations) {
        const verdict = verdictOf(name);
        if (verdict === "allowed") allowed.push(name);
        else if (verdict === "undetermined") undetermined.push(name);
    }
    return { allowed, undetermined };
}

/** The verdict on a request for which two are given that must both be passed. */
function weaker(a: Verdict, b: Verdict): Verdict {
    if (a === "denied" || b === "denied") return "denied";
    return a === "undetermined" ? a : b;
}

const nothing: Coverage = { places: 0, originClasses: 0, principals: 0, callerClasses: 0, asked: 0, questions: 0 };

function add(a: Coverage, b: Coverage): Coverage {
    return {
        places: a.places + b.places,
        originClasses: a.originClasses + b.originClasses,
        principals: a.principals + b.principals,
        callerClasses: a.callerClasses + b.callerClasses,
        asked: a.asked + b.asked,
        questions: a.questions + b.questions,
    };
}
