import type { Family } from "../question.ts";
import { assignmentsFor } from "./assignment-index.ts";
import type { Chain, Scope } from "./assignments.ts";
import type { Model } from "./model.ts";

/** Objects of a vault that scopes of role or deny assignments name: access to them may differ from access to all others. */
export function objectsInScopes(
    { assignments, denials, objects }: Pick<Model, "assignments" | "denials" | "objects">,
    chain: Chain,
): readonly { readonly family: Family; readonly name: string }[] {
    const { id: vault } = chain;
    const scopes: readonly { readonly scope: Scope }[] = [...assignmentsFor(assignments, chain), ...denials];
    const named = scopes.flatMap(({ scope }) => {
        if (scope.kind === "id")
            return vault !== undefined && scope.id.startsWith(`${vault}/`) ? [scope.id.slice(vault.length)] : [];
        if (scope.kind === "unknown") return [];
        const own = [...(objects.get(chain.urn)?.values() ?? [])].flat().find(({ urn }) => urn === scope.urn);
        return own?.name === undefined ? [] : [`/${own.family}/${own.name.toLowerCase()}`];
    });
    return [...new Set(named)].flatMap((path) => {
        const [, family, name] = /^\/(secrets|keys|certificates)\/([^/]+)$/.exec(path) ?? [];
        return name === undefined ? [] : [{ family: family as Family, name }];
    });
}
