import { placeOf } from "./gates/places.ts";
import type { Caller, ObjectOfQuestion, Operation, Origin } from "./question.ts";

/**
 * Small numbers for the parts of questions, so that what was worked out before is found without building keys. Equal
 * parts have equal numbers, whoever made them.
 */
export interface Interner {
    place(origin: Origin): number;
    caller(caller: Caller): number;
    operation(operation: Operation): number;
    object(object: ObjectOfQuestion): number;
}

export function internerOf(): Interner {
    const places = table();
    const callers = table();
    const singles = new Map<string, number>();
    const operations = new Map<string, number>();
    const objects = new Map<string | undefined, Map<string | undefined, Map<string | undefined, number>>>();
    let nextObject = 0;
    return {
        place: (origin) => {
            const place = placeOf(origin);
            switch (place.kind) {
                case "subnet":
                    return places(place.key);
                case "workload":
                    return places(place.urn);
                case "service":
                    return places(place.name);
                case "internet":
                    return places("internet");
                case "address":
                    return places(`${place.range.first}-${place.range.last}`);
                case "on-premises":
                    return places(
                        place.range === undefined
                            ? "on-premises"
                            : `on-premises ${place.range.first}-${place.range.last}`,
                    );
            }
        },
        caller: (caller) => {
            if (caller.kind === "anonymous") return callers("");
            const { principals, groups, through, tenant } = caller;
            if (principals.length !== 1 || groups.length > 0 || through !== undefined || tenant !== undefined) {
                return callers([principals.join(","), groups.join(","), through ?? "", tenant ?? ""].join(" "));
            }
            // Most callers are one principal and nothing else.
            const known = singles.get(principals[0]!);
            if (known !== undefined) return known;
            const id = callers(`${principals[0]!}   `);
            singles.set(principals[0]!, id);
            return id;
        },
        operation: (operation) => {
            const name = operation.plane === "data" ? operation.name : operation.action;
            const known = operations.get(name);
            if (known !== undefined) return known;
            operations.set(name, operations.size);
            return operations.size - 1;
        },
        object: ({ family, name, version }) => {
            const ofFamily = inner(objects, family);
            const ofName = inner(ofFamily, name);
            const known = ofName.get(version);
            if (known !== undefined) return known;
            ofName.set(version, nextObject);
            return nextObject++;
        },
    };
}

function table(): (key: string) => number {
    const ids = new Map<string, number>();
    return (key) => {
        const known = ids.get(key);
        if (known !== undefined) return known;
        ids.set(key, ids.size);
        return ids.size - 1;
    };
}

function inner<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
    let found = map.get(key);
    if (found === undefined) {
        found = new Map();
        map.set(key, found);
    }
    return found;
}
