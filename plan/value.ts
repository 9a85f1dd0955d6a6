import { isSecret, isUnknown } from "./plan.ts";
import type { PlanObject, PlanValue } from "./plan.ts";

/**
 * The value at a JSON pointer (RFC 6901): `/properties/networkAcls/ipRules/0`. Below something unknown everything is
 * `unknown`, below a secret everything is `secret`; `undefined` where there is nothing.
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
    if (Array.isArray(value))
        return /^(0|[1-9]\d*)$/.test(key) ? (value as readonly PlanValue[])[Number(key)] : undefined;
    if (typeof value !== "object" || value === null) return undefined;
    return Object.hasOwn(value, key) ? (value as PlanObject)[key] : undefined;
}
