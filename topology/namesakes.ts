import { InputError } from "../input/error.ts";

/** @throws InputError for two names that differ in the case of letters alone: Azure takes them for one */
export function refuseNamesakes(names: readonly string[], what: string): void {
    const seen = new Set<string>();
    for (const name of names) {
        if (seen.has(name.toLowerCase())) {
            throw new InputError({
                what: `${what}.${name}`,
                got: name,
                expected: "a name of its own: Azure does not tell letters of two cases apart",
                fix: "rename it",
            });
        }
        seen.add(name.toLowerCase());
    }
}
