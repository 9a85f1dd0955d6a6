/** What differs between two sets of inputs, property by property, as azure-native reports it (`diff.go`). */
import type { PlanObject, PlanValue } from "../../../plan/plan.ts";
import type { Difference } from "./provider.ts";

/**
 * @param replaces whether a change at a path forces a replacement; list positions are left out of the path
 */
export function differences(
    olds: PlanObject,
    news: PlanObject,
    replaces: (path: string) => boolean,
): readonly Difference[] {
    return ofObjects(olds, news, "").map((difference) => ({
        ...difference,
        replaces: replaces(difference.path.replaceAll(/\[\d+\]/g, "")),
    }));
}

type Found = Omit<Difference, "replaces">;

function ofObjects(olds: PlanObject, news: PlanObject, base: string): Found[] {
    const keys = new Set([...Object.keys(olds), ...Object.keys(news)].filter((key) => !key.startsWith("__")));
    return [...keys].flatMap((key) => ofValues(olds[key], news[key], `${base}${key}`));
}

function ofValues(old: PlanValue | undefined, next: PlanValue | undefined, path: string): Found[] {
    if (old === next) return [];
    if (old === undefined) return [{ path, kind: "add" }];
    if (next === undefined) return [{ path, kind: "delete" }];
    if (isList(old) && isList(next)) {
        const length = Math.max(old.length, next.length);
        return Array.from({ length }, (_, index) => ofValues(old[index], next[index], `${path}[${index}]`)).flat();
    }
    if (isObject(old) && isObject(next)) return ofObjects(old, next, `${path}.`);
    return [{ path, kind: "update" }];
}

function isList(value: PlanValue): value is readonly PlanValue[] {
    return Array.isArray(value);
}

function isObject(value: PlanValue): value is PlanObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
