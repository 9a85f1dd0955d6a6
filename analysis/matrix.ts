import type { Verdict } from "./answer.ts";
import {
    callerClasses,
    objectsOf,
    operationsOn,
    originClasses,
    placesOf,
    type CallerClass,
    type OriginClass,
} from "./classes.ts";
import { oracleOf } from "./evaluate.ts";
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
    const vaults = [...model.vaults.values()].map((vault) => vaultMatrix(model, vault, moment));
    return { vaults, covered: vaults.map(({ covered }) => covered).reduce(add, nothing) };
}

function vaultMatrix(model: Model, vault: Vault, moment: number | undefined): VaultMatrix {
    // What is worked out for one vault is of no use to the next, and would fill the memory.
    const oracle = oracleOf(model);
    const places = placesOf(model, vault);
    const origins = originClasses(oracle, vault, places);
    const callers = callerClasses(model, vault);
    const objects = objectsOf(model, vault);
    const cells: Cell[] = [];
    let asked = 0;
    let perPlace = 0;
    for (const [object, target] of objects.entries()) {
        const operations = operationsOn(target);
        perPlace += operations.length;
        for (const [caller, { caller: who }] of callers.entries()) {
            const question = (name: string, place: Place): Question => ({
                origin: place,
                caller: who,
                operation: { plane: "data", name },
                object: target,
                ...(moment !== undefined && { moment }),
            });
            // From a place that the network rules treat alike whoever asks for what, the caller's standing decides.
            const standing = operations.map((name) => oracle.standing(question(name, anywhere)));
            for (const [origin, { place, operations: own, verdict }] of origins.entries()) {
                if (verdict === "denied") continue;
                asked += own?.length ?? operations.length;
                const verdicts = operations.map((name, index): Verdict => {
                    if (own !== undefined) return own.includes(name) ? oracle.verdict(question(name, place)) : "denied";
                    if (verdict === undefined) return oracle.verdict(question(name, place));
                    return verdict === "allowed" || standing[index] === "denied" ? standing[index]! : "undetermined";
                });
                const of = (wanted: Verdict): readonly string[] =>
                    operations.filter((_, index) => verdicts[index] === wanted);
                const [allowed, undetermined] = [of("allowed"), of("undetermined")];
                if (allowed.length + undetermined.length > 0)
                    cells.push({ origin, caller, object, allowed, undetermined });
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
