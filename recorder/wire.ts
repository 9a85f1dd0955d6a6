import { secret, secretSignature, signatureKey, unknown } from "../plan/plan.ts";
import type { PlanObject, PlanValue } from "../plan/plan.ts";

/**
 * Values as they travel between a program and the engine: JSON in which a secret still holds its value,
 * `{[signatureKey]: secretSignature, value}`, and {@link unknown} stands for what is not known.
 */
export type WireObject = Readonly<Record<string, unknown>>;

/** A value for the plan: a secret loses its value. */
function toPlan(value: unknown): PlanValue {
    if (Array.isArray(value)) return value.map(toPlan);
    if (typeof value === "object" && value !== null)
        return isWireSecret(value) ? secret : objectToPlan(value as WireObject);
    return value as PlanValue;
}

/** The SDK's own marks on files, which the engine does not keep. */
const fileMarks: readonly string[] = ["__pulumiAsset", "__pulumiArchive"];

export function objectToPlan(object: WireObject): PlanObject {
    const kept = Object.entries(object).filter(([key]) => !fileMarks.includes(key));
    return Object.fromEntries(kept.map(([key, value]) => [key, toPlan(value)]));
}

/** Marks a value as a secret, once. */
export function asSecret(value: unknown): unknown {
    return isWireSecret(value) ? value : { [signatureKey]: secretSignature, value };
}

/** A text that is known now; `undefined` where it is absent, unknown or no text. A secret text counts: it is known. */
export function knownText(value: unknown): string | undefined {
    const plain = isWireSecret(value) ? value.value : value;
    return typeof plain === "string" && plain !== unknown ? plain : undefined;
}

/** An object whose fields can be looked at; `undefined` where it is absent, unknown or no object. */
export function knownObject(value: unknown): WireObject | undefined {
    const plain = isWireSecret(value) ? value.value : value;
    return typeof plain === "object" && plain !== null && !Array.isArray(plain) ? (plain as WireObject) : undefined;
}

/** Whether a value is a secret, which here still holds its value. */
export function isWireSecret(value: unknown): value is { readonly value: unknown } {
    return typeof value === "object" && value !== null && (value as WireObject)[signatureKey] === secretSignature;
}
