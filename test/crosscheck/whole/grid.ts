import type { Model } from "../../../analysis/model/model.ts";
import type { Question } from "../../../analysis/question.ts";
import { readCaller, readObject, readOperation, readOrigin } from "../../../analysis/words.ts";
import { told } from "../told.ts";
import type { NaiveQuestion } from "./naive.ts";
import { application, group, moment, principals, subnetNames } from "./world.ts";

/** Every question that each world is asked. */

const places: readonly NaiveQuestion["from"][] = [
    ...subnetNames.map((subnet) => ({ subnet })),
    ...["20.50.1.7", "20.50.1.0/24", "52.10.0.127", "52.10.0.128", "52.10.0.200", "52.10.0.0/24", "8.8.8.8"].map(
        (address) => ({
            address,
        }),
    ),
    ...["Azure Storage", "Azure Kubernetes Service"].map((service) => ({ service })),
    { local: undefined },
    { local: "52.10.0.200" },
    "internet",
];
const callers: readonly NaiveQuestion["as"][] = [
    "anonymous",
    ...principals.map((principal) => ({ principal })),
    { principal: principals[0]!, group },
    { principal: principals[1]!, through: application },
];
const uses = ["sign", "encrypt", "wrapKey", "unwrapKey", "decrypt"].map((verb) => `keys/${verb}`);
const deeds: readonly Pick<NaiveQuestion, "do" | "object" | "at">[] = [
    ...["secrets/list", "keys/list", "certificates/list"].map((operation) => ({ do: operation })),
    ...["secrets/get", "secrets/set", "secrets/delete"].flatMap((operation) =>
        ["first", "second", "unseen"].map((object) => ({ do: operation, object })),
    ),
    ...["secrets/recover", "secrets/purge"].map((operation) => ({ do: operation, object: "gone" })),
    ...["keys/get", "certificates/get"].map((operation) => ({ do: operation, object: "unseen" })),
    ...uses.flatMap((operation) => [
        { do: operation, object: "wrapper", at: moment },
        { do: operation, object: "wrapper" },
    ]),
];

export const asked: readonly NaiveQuestion[] = places.flatMap((from) =>
    callers.flatMap((as) => deeds.map((deed) => ({ from, as, ...deed }))),
);

/** All of them, resolved in a model; `undefined` where it no longer has the place or object by its name. */
export function askedOf(model: Model): readonly (Question | undefined)[] {
    const froms = new Map(places.map((place) => [place, told(() => readOrigin(model, placeWord(place)))]));
    const whom = new Map(callers.map((caller) => [caller, readCaller(model, callerWords(caller))]));
    const what = new Map(
        deeds.map((deed) => {
            const operation = readOperation(deed.do);
            const family = deed.do.split("/")[0]!;
            const object = told(() =>
                readObject(
                    model,
                    deed.object === undefined ? "kv-world" : `kv-world/${family}/${deed.object}`,
                    operation,
                ),
            );
            const at = deed.at === undefined ? {} : { moment: Date.parse(deed.at) };
            return [deed, object && { operation, object, ...at }];
        }),
    );
    return places.flatMap((place) =>
        callers.flatMap((as) =>
            deeds.map((deed) => {
                const [origin, caller, rest] = [froms.get(place), whom.get(as), what.get(deed)];
                return origin && caller && rest && { origin, caller, ...rest };
            }),
        ),
    );
}

function placeWord(place: NaiveQuestion["from"]): string {
    if (place === "internet") return place;
    if ("subnet" in place) return place.subnet;
    if ("service" in place) return `service:${place.service}`;
    return "address" in place
        ? place.address
        : place.local === undefined
          ? "on-premises"
          : `on-premises@${place.local}`;
}

function callerWords(caller: NaiveQuestion["as"]): Parameters<typeof readCaller>[1] {
    if (caller === "anonymous") return { as: caller };
    const { principal, group: of, through } = caller;
    return { as: principal, ...(of !== undefined && { groups: [of] }), ...(through !== undefined && { through }) };
}
