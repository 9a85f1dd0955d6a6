import type { Model } from "../../../analysis/model/model.ts";
import type { Question } from "../../../analysis/question.ts";
import { readQuestion } from "../../../analysis/words.ts";
import { told } from "../told.ts";
import type { ObjectsQuestion } from "./naive.ts";
import { administrator } from "./plan-of.ts";
import { moments } from "./world.ts";

/** Every question that each world of objects is asked: what, on which object, when. */

const verbs = {
    secrets: ["get", "set", "delete", "recover", "purge"],
    keys: ["encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify", "delete", "recover", "purge"],
} as const;

export const objectsAsked: readonly ObjectsQuestion[] = (["secrets", "keys"] as const).flatMap((family) =>
    verbs[family].flatMap((verb) =>
        ([0, 1, "unseen"] as const).flatMap((index) =>
            [undefined, 0, 1, 2, 3, 4].map((at) => ({ do: `${family}/${verb}`, family, index, at })),
        ),
    ),
);

export function objectsAskedOf(model: Model): readonly (Question | undefined)[] {
    return objectsAsked.map(({ do: operation, family, index, at }) => {
        const on = `kv-world/${family}/${family.slice(0, -1)}-${index}`;
        const words = { from: "internet", as: administrator, do: operation, on };
        return told(() => readQuestion(model, at === undefined ? words : { ...words, at: moments[at]! }));
    });
}
