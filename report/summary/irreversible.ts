import { count, property, text, unsure } from "../../analysis/model/property.ts";
import { nameOf } from "../../analysis/model/resources.ts";
import type { Vault } from "../../analysis/model/vaults.ts";
import { limits } from "../../azure/limits.ts";
import { typeWords } from "../words.ts";
import { thingWords } from "./names.ts";
import type { View } from "./view.ts";

/** What a deployment does that nobody can take back, or what stands in the way of taking it back. */
export type Irreversible =
    | { readonly code: "purge-protected" | "purge-possible"; readonly vault: string; readonly days: number | "unknown" }
    | { readonly code: "purge-unknown"; readonly vault: string }
    | { readonly code: "locked"; readonly lock: string; readonly scope: string; readonly level: string }
    /** Pulumi refuses to delete it, or forgets it without deleting. */
    | { readonly code: "protected" | "retained"; readonly what: string };

export function irreversibleOf(view: View): readonly Irreversible[] {
    return [...view.vaults.map(purging), ...locksOf(view), ...keptByPulumi(view)];
}

function purging({ resource, name: vault, purgeProtection }: Vault): Irreversible {
    const given = count(property(resource, "properties", "softDeleteRetentionInDays"));
    const days = given === unsure ? "unknown" : (given ?? limits.softDeleteRetentionDaysDefault.value);
    if (purgeProtection.value === unsure) return { code: "purge-unknown", vault };
    return { code: purgeProtection.value ? "purge-protected" : "purge-possible", vault, days };
}

function locksOf({ resources }: View): readonly Irreversible[] {
    return resources.all
        .filter(({ type }) => /^azure-native.*:ManagementLock\w*$/.test(type))
        .map((lock) => {
            const scope = text(property(lock, "scope"));
            const group = text(property(lock, "resourceGroupName"));
            const level = text(property(lock, "level"));
            return {
                code: "locked",
                lock: nameOf(lock),
                scope: typeof scope === "string" ? thingWords(resources, scope) : typeof group === "string" ? `resource group ${group}` : "its scope",
                level: typeof level === "string" ? level : "a level that only deployment tells",
            };
        });
}

function keptByPulumi({ resources }: View): readonly Irreversible[] {
    return resources.all.flatMap((resource): readonly Irreversible[] => {
        const what = `${typeWords(resource.type)} ${nameOf(resource)}`;
        return [
            ...(resource.protect === true ? [{ code: "protected" as const, what }] : []),
            ...(resource.retainOnDelete === true ? [{ code: "retained" as const, what }] : []),
        ];
    });
}
