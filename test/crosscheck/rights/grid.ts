import type { Model } from "../../../analysis/model/model.ts";
import type { Question } from "../../../analysis/question.ts";
import { readQuestion } from "../../../analysis/words.ts";
import { told } from "../told.ts";
import type { RightsQuestion } from "./naive.ts";
import { guidOf, stranger } from "./world.ts";

/** Every question that each world of rights is asked: by whom and what. */

const callers = ["person", "person in team", "friend", "identity", "stranger"] as const;

const deeds: readonly Omit<RightsQuestion, "as">[] = [
    { do: "secrets/list" },
    ...["first", "first2", "Second"].map((object) => ({ do: "secrets/get", object })),
    ...["secrets/set", "secrets/delete", "certificates/get"].map((operation) => ({ do: operation, object: "first" })),
    ...["keys/get", "keys/sign"].map((operation) => ({ do: operation, object: "wrapper" })),
    ...[
        "Microsoft.KeyVault/vaults/write",
        "Microsoft.KeyVault/vaults/delete",
        "Microsoft.KeyVault/vaults/accessPolicies/write",
        "Microsoft.KeyVault/vaults/secrets/write",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
    ].map((action) => ({ do: action })),
];

export const rightsAsked: readonly RightsQuestion[] = callers.flatMap((as) => deeds.map((deed) => ({ as, ...deed })));

export function rightsAskedOf(model: Model): readonly (Question | undefined)[] {
    return rightsAsked.map(({ as, do: operation, object }) => {
        const family = operation.split("/")[0]!;
        const on = object === undefined ? "kv-world" : `kv-world/${family}/${object}`;
        return told(() => readQuestion(model, { from: "internet", do: operation, on, ...callerWords(as) }));
    });
}

function callerWords(as: RightsQuestion["as"]): { readonly as: string; readonly groups?: readonly string[] } {
    if (as === "person in team") return { as: guidOf.person, groups: [guidOf.team] };
    if (as === "identity") return { as: "id-world" };
    return { as: as === "stranger" ? stranger : guidOf[as] };
}
