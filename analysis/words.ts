import { operationByName, operations } from "../azure/operations.ts";
import { suggestion } from "../input/nearest.ts";
import { readCaller } from "./asked/caller.ts";
import { refuse } from "./asked/names.ts";
import { readObject } from "./asked/object.ts";
import { readOrigin } from "./asked/origin.ts";
import type { Words } from "./asked/words.ts";
import type { Model } from "./model/model.ts";
import type { Operation, Question } from "./question.ts";

export { readCaller, readObject, readOrigin };
export type { Words };

/**
 * Resolves words to a question about a plan.
 * @throws InputError for a name that the plan does not have or has more than once, an unknown operation or service, and
 *   what is no address, GUID or moment.
 */
export function readQuestion(model: Model, words: Words): Question {
    const operation = readOperation(words.do);
    const moment = words.at === undefined ? undefined : readMoment(words.at);
    return {
        origin: readOrigin(model, words.from),
        caller: readCaller(model, words),
        operation,
        object: readObject(model, words.on, operation),
        ...(moment !== undefined && { moment }),
    };
}

export function readOperation(word: string): Operation {
    const data = word.length > longestWord ? undefined : operationByName(word);
    if (data !== undefined) return { plane: "data", name: data.name };
    if (/^microsoft\.\w+(\/[\w.-]+)+$/i.test(word) && word.length <= longestWord)
        return { plane: "control", action: word };
    return refuse({
        what: "the operation (--do)",
        got: word,
        expected:
            "a family and a verb, as secrets/get, or an action of the control plane, as Microsoft.KeyVault/vaults/write",
        fix: suggestion(word, Object.keys(operations)),
    });
}

const longestWord = 500;

/** A moment in words: milliseconds since 1970. */
export function readMoment(word: string): number {
    const moment = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?$/.test(word) ? Date.parse(word) : Number.NaN;
    if (!Number.isNaN(moment)) return moment;
    return refuse({
        what: "the moment (--at)",
        got: word,
        expected: "a date and time with its zone by ISO 8601, or a date (UTC)",
        fix: "write 2026-11-21T12:00:00Z",
    });
}
