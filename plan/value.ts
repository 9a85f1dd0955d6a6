import { isSecret, isUnknown } from "./plan.ts";
import type { PlanObject, PlanValue } from "./plan.ts";

/**
 * What a plan tells about a value. A value of another type than the one asked for counts as unknown: nothing is to be
 * concluded from it. `null` counts as absent, as Azure takes it.
 */
export type Reading<T> = { readonly is: "known"; readonly value: T } | { readonly is: "unknown" | "secret" | "absent" };

/**
 * The value at a JSON pointer (RFC 6901): `/properties/networkAcls/ipRules/0`. Below something unknown everything is
 * {@link unknown}, below a secret everything is {@link secret}; `undefined` where there is nothing.
 */
export function at(value: PlanValue | undefined, pointer: string): PlanValue | undefined {
    let current = value;
    for (const segment of pointer.split("/").slice(1)) {
        if (current === undefined || isUnknown(current) || isSecret(current)) return current;
        const key = segment.replaceAll("~1", "/").replaceAll("~0", "~");
        current = child(current, key);
    }
    return current;
}

/** One segment of a JSON pointer. */
export function segment(key: string | number): string {
    return `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function child(value: PlanValue, key: string): PlanValue | undefined {
    if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(key) ? (value as readonly PlanValue[])[Number(key)] : undefined;
    return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function text(value: PlanValue | undefined): Reading<string> {
    return read(value, (known) => typeof known === "string");
}

export function flag(value: PlanValue | undefined): Reading<boolean> {
    return read(value, (known) => typeof known === "boolean");
}

export function number(value: PlanValue | undefined): Reading<number> {
    return read(value, (known) => typeof known === "number");
}

export function list(value: PlanValue | undefined): Reading<readonly PlanValue[]> {
    return read(value, (known): known is readonly PlanValue[] => Array.isArray(known));
}

export function object(value: PlanValue | undefined): Reading<PlanObject> {
    return read(value, isObject);
}

/** The value itself where it is known, else `undefined`: for callers that treat all other cases alike. */
export function known<T>(reading: Reading<T>): T | undefined {
    return reading.is === "known" ? reading.value : undefined;
}

/** Whether a value is unknown or holds something unknown, at any depth. */
export function holdsUnknown(value: PlanValue | undefined): boolean {
    if (value === undefined || typeof value !== "object" || value === null) return isUnknown(value);
    return Object.values(value).some(holdsUnknown);
}

function read<T extends PlanValue>(value: PlanValue | undefined, fits: (known: PlanValue) => known is T): Reading<T> {
    if (value === undefined || value === null) return { is: "absent" };
    if (isSecret(value)) return { is: "secret" };
    if (isUnknown(value) || !fits(value)) return { is: "unknown" };
    return { is: "known", value };
}

function isObject(value: PlanValue): value is PlanObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
