import { scheduleRequests } from "../../azure/pim.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { evidence, property, text, unsure, word, type Property, type Unsure } from "./property.ts";

/** When a role is held. Eligible roles are not held until their holder activates them. */
export type Standing =
    | { readonly kind: "active" }
    | { readonly kind: "eligible" }
    | {
          readonly kind: "window";
          /** Milliseconds since 1970. */
          readonly from?: number;
          /** It ends at `until` at the earliest, and by `latest` for certain. */
          readonly until?: number;
          readonly latest?: number;
          /** What of the schedule the plan does not tell. */
          readonly unknown?: Evidence;
      };

/** What a schedule, or a request for one, gives; `undefined` for a request that ends a role. */
export function scheduleOf(resource: PlanResource, eligible: boolean): Standing | undefined {
    const type = resource.type.includes("ScheduleRequest") ? property(resource, "requestType") : undefined;
    const given = type && word(type, [...scheduleRequests.gives, ...scheduleRequests.ends]);
    if (given !== unsure && scheduleRequests.ends.some((name) => name === given)) return undefined;
    if (eligible) return { kind: "eligible" };
    const window = windowOf(resource);
    const asked = type !== undefined && (given === unsure || given === undefined) ? evidence(type) : undefined;
    return { ...window, ...(asked !== undefined && { unknown: asked }) };
}

function windowOf(resource: PlanResource): Extract<Standing, { kind: "window" }> {
    const of = (...keys: string[]): Property => property(resource, "scheduleInfo", ...keys);
    const [start, end, duration] = [of("startDateTime"), of("expiration", "endDateTime"), of("expiration", "duration")];
    const type = word(of("expiration", "type"), ["AfterDateTime", "AfterDuration", "NoExpiration"]);
    const from = instantIn(start);
    const ends = type === "AfterDuration" || type === "NoExpiration" ? undefined : instantIn(end);
    const lasts = type === "AfterDateTime" || type === "NoExpiration" ? undefined : text(duration);
    const after = typeof lasts === "string" && typeof from === "number" ? endsOf(from, lasts) : undefined;
    const [until, latest] = typeof ends === "number" ? [ends, ends] : (after ?? []);
    const unknown =
        from === unsure
            ? start
            : ends === unsure
              ? end
              : lasts !== undefined && after === undefined
                ? duration
                : type === unsure
                  ? of("expiration", "type")
                  : undefined;
    return {
        kind: "window",
        ...(typeof from === "number" && { from }),
        ...(until !== undefined && latest !== undefined && { until, latest }),
        ...(unknown !== undefined && { unknown: evidence(unknown) }),
    };
}

function instantIn(from: Property): number | undefined | Unsure {
    const written = text(from);
    if (typeof written !== "string") return written;
    const instant = Date.parse(written);
    return Number.isNaN(instant) ? unsure : instant;
}

const iso8601 = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * The end of a duration: of a month or year by the calendar, or as 30 or 365 days; which of them Azure takes is not
 * documented.
 */
function endsOf(start: number, duration: string): readonly [earliest: number, latest: number] | undefined {
    const parts = iso8601.exec(duration)?.slice(1);
    if (parts === undefined || parts.every((part) => part === undefined)) return undefined;
    const [years, months, weeks, days, hours, minutes, seconds] = parts.map((part = "0") => Number(part)) as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
    ];
    const exact = ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    const calendar = new Date(start);
    calendar.setUTCFullYear(calendar.getUTCFullYear() + years, calendar.getUTCMonth() + months);
    const readings = [calendar.getTime() + exact, start + exact + (years * 365 + months * 30) * 24 * 60 * 60 * 1000];
    const [earliest, latest] = [Math.min(...readings), Math.max(...readings)];
    return Number.isNaN(earliest + latest) ? undefined : [earliest, latest];
}
