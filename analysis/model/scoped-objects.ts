import type { Family } from "../question.ts";
import { assignmentsFor } from "./assignment-index.ts";
import type { Chain, Scope } from "./assignments.ts";
import type { Model } from "./model.ts";

/** Objects of a vault that scopes of role or deny assignments name: access to them may differ from access to all others. */
export function objectsInScopes(
    { assignments, denials }: Pick<Model, "assignments" | "denials">,
    chain: Chain,
): readonly { readonly family: Family; readonly name: string }[] {
    const { id: vault } = chain;
    if (vault === undefined) return [];
    const scopes: readonly { readonly scope: Scope }[] = [...assignmentsFor(assignments, chain), ...denials];
    const paths = scopes.flatMap(({ scope }) =>
        scope.kind === "id" && scope.id.startsWith(`${vault}/`) ? [scope.id.slice(vault.length)] : [],
    );
    return [...new Set(paths)].flatMap((path) => {
        const [, family, name] = /^\/(secrets|keys|certificates)\/([^/]+)$/.exec(path) ?? [];
        return name === undefined ? [] : [{ family: family as Family, name }];
    });
}
