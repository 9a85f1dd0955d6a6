import { every, verdictOf, type NaiveVerdict, type Three } from "../three.ts";
import type { ObjectsWorld, State } from "./world.ts";

/**
 * What an object's state lets be done, straight from Microsoft's prose: secrets/about-secrets and keys/about-keys-details
 * ("Date-time controlled operations"), general/soft-delete-overview.
 */
export interface ObjectsQuestion {
    readonly do: string;
    readonly family: "secrets" | "keys";
    /** Of the world's two, or one that nobody has seen. */
    readonly index: 0 | 1 | "unseen";
    /** An index of the world's moments. */
    readonly at: number | undefined;
}

export function objectsVerdict(world: ObjectsWorld, question: ObjectsQuestion): NaiveVerdict {
    const { do: operation, family, index, at } = question;
    if (operation.endsWith("/purge")) return world.purgeProtection ? "denied" : "allowed";
    if (index === "unseen") return "allowed";
    const state = world[family][index];
    // The dates of a secret are there to be read; only a disabled one is not given out.
    if (operation === "secrets/get") return verdictOf([enabled(state)]);
    // What a key has once done, it undoes and checks at any time.
    if (["keys/decrypt", "keys/unwrapKey", "keys/verify"].includes(operation)) return verdictOf([enabled(state)]);
    if (["keys/encrypt", "keys/wrapKey", "keys/sign"].includes(operation))
        return verdictOf([every([enabled(state), begun(state, at), notOver(state, at)])]);
    return "allowed";
}

function enabled({ enabled: value = true }: State): Three {
    if (value === "untold") return "cannot tell";
    return value ? "yes" : "no";
}

function begun({ notBefore }: State, at: number | undefined): Three {
    if (notBefore === undefined) return "yes";
    if (notBefore === "untold" || at === undefined) return "cannot tell";
    return at >= notBefore ? "yes" : "no";
}

/** On its last date it is over: `exp` is when, or after which, it shall not be used. */
function notOver({ expires }: State, at: number | undefined): Three {
    if (expires === undefined) return "yes";
    if (expires === "untold" || at === undefined) return "cannot tell";
    return at < expires ? "yes" : "no";
}
