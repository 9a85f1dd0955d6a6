import { InputError } from "../input/error.ts";

const instant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Unix seconds of an ISO 8601 date (midnight UTC) or date and time with its offset, as Key Vault stores them.
 * @throws InputError for anything else; a time without an offset would mean another moment on another machine
 */
export function unixSeconds(text: string, what: string): number {
    const milliseconds = instant.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(milliseconds)) return Math.floor(milliseconds / 1000);
    throw new InputError({
        what,
        got: text,
        expected: "an ISO 8601 date, or date and time with offset, as 2027-03-01 or 2027-03-01T08:00:00Z",
        fix: "write the date out: dates of secrets are settings, never computed from now",
    });
}

/** JavaScript takes 2027-02-30 for 2 March. */
function isDay(text: string): boolean {
    const midnight = Date.parse(text);
    return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}

/** Dates between which an object is meant to be used. For secrets they are informational: Key Vault still answers. */
export interface Validity {
    notBefore?: string;
    expires?: string;
}

/**
 * The two dates as Key Vault's attributes.
 * @throws InputError for an unreadable date or an end before the start
 */
export function validity({ notBefore, expires }: Validity, what: string): { notBefore?: number; expires?: number } {
    const start = notBefore === undefined ? undefined : unixSeconds(notBefore, `${what}.notBefore`);
    const end = expires === undefined ? undefined : unixSeconds(expires, `${what}.expires`);
    if (start !== undefined && end !== undefined && end <= start) {
        throw new InputError({
            what: `${what}.expires`,
            got: expires,
            expected: `a moment after notBefore, ${notBefore}`,
            fix: "swap the two dates or move one",
        });
    }
    return { ...(start !== undefined && { notBefore: start }), ...(end !== undefined && { expires: end }) };
}

const durationPattern = /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?$/;

/**
 * An ISO 8601 duration of days or longer, as Key Vault's rotation policies take them (`P90D`, `P1Y`).
 * @returns its length in days, a month as 30 and a year as 365
 * @throws InputError for anything else
 */
export function durationInDays(text: string, what: string): number {
    const match = durationPattern.exec(text);
    if (match === null) {
        throw new InputError({
            what,
            got: text,
            expected: "an ISO 8601 duration of whole days, months or years, as P90D, P18M or P2Y",
            fix: "write the duration out",
        });
    }
    const [years, months, days] = match.slice(1).map((part) => (part === undefined ? 0 : Number.parseInt(part, 10)));
    return (years ?? 0) * 365 + (months ?? 0) * 30 + (days ?? 0);
}
