import { readCaller } from "./asked/caller.ts";
import { refuse } from "./asked/names.ts";
import { readObject } from "./asked/object.ts";
import { readOperation } from "./asked/operation.ts";
import { readOrigin } from "./asked/origin.ts";
import type { Words } from "./asked/words.ts";
import type { Model } from "./model/model.ts";
import type { Question } from "./question.ts";

export { readCaller, readObject, readOperation, readOrigin };
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

/** A moment in words: milliseconds since 1970. */
export function readMoment(word: string): number {
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(T[\d:.]+(Z|[+-]\d\d:?\d\d))?$/.exec(word) ?? [];
    const moment = hasDay(Number(year), Number(month), Number(day)) ? Date.parse(word) : Number.NaN;
    if (!Number.isNaN(moment)) return moment;
    return refuse({
        what: "the moment (--at)",
        got: word,
        expected: "a date and time with its zone by ISO 8601, or a date (UTC)",
        fix: "write 2026-11-21T12:00:00Z",
    });
}

/** Node takes 31 February for 3 March. */
function hasDay(year: number, month: number, day: number): boolean {
    return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}
