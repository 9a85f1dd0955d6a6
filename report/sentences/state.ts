import type { StateReason } from "../../analysis/reason.ts";
import { listed } from "../words.ts";
import { dateWords, type Sentences } from "./sentences.ts";

interface Dates {
    readonly expires?: number;
    readonly notBefore?: number;
}

export const stateSentences: Sentences<StateReason> = {
    usable: () => "Nothing stands in the way.",
    "not-in-plan": ({ object }) => `The plan does not show ${object}: it is taken to be there and usable.`,
    "no-object": () => "It concerns no single object.",
    "object-unread": ({ object, by }, names) =>
        `${by.urn === undefined ? by.name : names.urn(by.urn)} makes ${object} and is of a provider that is not read: whether it is usable cannot be told.`,
    disabled: ({ object }) => `${object} is disabled.`,
    "disabled-matters-not": ({ object }) => `${object} is disabled, which this operation does not mind.`,
    "dates-informational": ({ object, ...dates }) =>
        `${object} has dates (${datesWords(dates)}), which this operation does not mind.`,
    "within-dates": ({ object, ...dates }) => `${object} is valid at this moment (${datesWords(dates)}).`,
    expired: ({ object, date }) => `${object} expired on ${dateWords(date)}.`,
    "not-yet-valid": ({ object, date }) => `${object} is not valid before ${dateWords(date)}.`,
    "moment-needed": ({ object, ...dates }) => `${object} has dates (${datesWords(dates)}): ask with a moment.`,
    "key-operation-not-permitted": ({ object, permitted }) =>
        `${object} is for ${permitted.length === 0 ? "no operation" : listed(permitted)} only.`,
    "not-exportable": ({ object }) => `${object} is not exportable, so it is never released.`,
    "purge-protected": ({ vault }) =>
        `${vault} has purge protection: nobody can purge before the retention period ends.`,
    "purge-unprotected": ({ vault }) => `${vault} has no purge protection.`,
    "version-unknown": ({ object }) =>
        `Which version of ${object} is meant, and in which state it is, the plan does not tell.`,
    locked: ({ lock, level }) => `Lock ${lock} (${level}) forbids it.`,
    "state-unknown": ({ object, property }) => `${property} of ${object} decides, and the plan does not tell it.`,
};

function datesWords({ expires, notBefore }: Dates): string {
    const words = [
        ...(notBefore === undefined ? [] : [`from ${dateWords(notBefore)}`]),
        ...(expires === undefined ? [] : [`until ${dateWords(expires)}`]),
    ];
    return words.length === 0 ? "known only after deployment" : words.join(" ");
}
