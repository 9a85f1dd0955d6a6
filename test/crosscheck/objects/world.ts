import fc from "fast-check";

/** One open vault whose objects are in all states; the caller may do everything. */
export interface ObjectsWorld {
    readonly purgeProtection: boolean;
    readonly secrets: readonly [State, State];
    readonly keys: readonly [State, State];
}

/** `untold` is for deployment to tell. Dates are indexes into {@link moments}. */
export interface State {
    readonly enabled: boolean | undefined | "untold";
    readonly notBefore: number | undefined | "untold";
    readonly expires: number | undefined | "untold";
}

/** In order. Objects change at the second and the fourth. */
export const moments = [
    "2026-01-01T00:00:00Z",
    "2026-03-01T00:00:00Z",
    "2026-05-01T12:30:00Z",
    "2026-07-01T00:00:00Z",
    "2026-09-01T00:00:00Z",
] as const;

const one = <T>(from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);
const state: fc.Arbitrary<State> = fc
    .record({
        enabled: one([true, true, undefined, undefined, false, "untold"] as const),
        notBefore: one([undefined, undefined, 1, 3, "untold"] as const),
        expires: one([undefined, undefined, 1, 3, "untold"] as const),
    })
    // Azure refuses an object that ends before it begins.
    .filter(({ notBefore, expires }) => notBefore !== 3 || expires !== 1)
    .filter(({ notBefore, expires }) => notBefore !== expires || typeof notBefore !== "number");

export const objectsWorlds: fc.Arbitrary<ObjectsWorld> = fc.record({
    purgeProtection: fc.boolean(),
    secrets: fc.tuple(state, state),
    keys: fc.tuple(state, state),
});
