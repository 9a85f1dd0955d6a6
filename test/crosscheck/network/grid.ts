import type { Model } from "../../../analysis/model/model.ts";
import type { Question } from "../../../analysis/question.ts";
import { readQuestion } from "../../../analysis/words.ts";
import { told } from "../told.ts";
import type { NetworkPlace, NetworkQuestion } from "./naive.ts";
import { reader } from "./plan-of.ts";
import { networkNames } from "./world.ts";

/** Every question that each network world is asked: from where to which vault. */

const places: readonly NetworkPlace[] = [
    ...networkNames.map((subnet) => ({ subnet })),
    "machine",
    "app",
    ...["20.50.1.7", "20.50.1.8", "52.10.0.200", "8.8.8.8"].map((address) => ({ address })),
    { local: undefined },
    { local: "52.10.0.200" },
    "internet",
];

export const networkAsked: readonly NetworkQuestion[] = places.flatMap((from) =>
    (["kv-one", "kv-two"] as const).map((vault) => ({ from, vault })),
);

export function networkAskedOf(model: Model): readonly (Question | undefined)[] {
    return networkAsked.map(({ from, vault }) =>
        told(() =>
            readQuestion(model, { from: wordOf(from), as: reader, do: "secrets/get", on: `${vault}/secrets/any` }),
        ),
    );
}

function wordOf(place: NetworkPlace): string {
    if (typeof place === "string") return place;
    if ("subnet" in place) return `machines-${place.subnet}`;
    if ("address" in place) return place.address;
    return place.local === undefined ? "on-premises" : `on-premises@${place.local}`;
}
