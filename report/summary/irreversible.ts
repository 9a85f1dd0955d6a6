import type { Lock } from "../../analysis/model/locks.ts";
import type { Model } from "../../analysis/model/model.ts";
import { count, property, unsure } from "../../analysis/model/property.ts";
import { nameOf } from "../../analysis/model/resources.ts";
import type { Vault } from "../../analysis/model/vaults.ts";
import { limits } from "../../azure/limits.ts";
import { typeWords } from "../words.ts";
import { scopeWords } from "./names.ts";

/** What a deployment does that nobody can take back, or what stands in the way of taking it back. */
export type Irreversible =
    | { readonly code: "purge-protected" | "purge-possible"; readonly vault: string; readonly days: number | "unknown" }
    | { readonly code: "purge-unknown"; readonly vault: string }
    | {
          readonly code: "locked";
          readonly lock: string;
          readonly scope: string;
          readonly level: Exclude<Lock["level"], symbol> | "unknown";
      }
    /** Pulumi refuses to delete it, or forgets it without deleting. */
    | { readonly code: "protected" | "retained"; readonly what: string };

export function irreversibleOf(model: Model): readonly Irreversible[] {
    return [...[...model.vaults.values()].map(purging), ...locksOf(model), ...keptByPulumi(model)];
}

function purging({ resource, name: vault, purgeProtection }: Vault): Irreversible {
    const given = count(property(resource, "properties", "softDeleteRetentionInDays"));
    const days = given === unsure ? "unknown" : (given ?? limits.softDeleteRetentionDaysDefault.value);
    if (purgeProtection.value === unsure) return { code: "purge-unknown", vault };
    return { code: purgeProtection.value ? "purge-protected" : "purge-possible", vault, days };
}

function locksOf({ resources, locks }: Model): readonly Irreversible[] {
    return locks.map(({ name, level, scope }) => ({
        code: "locked",
        lock: name,
        scope: scopeWords(resources, scope),
        level: level === unsure ? "unknown" : level,
    }));
}

function keptByPulumi({ resources }: Model): readonly Irreversible[] {
    return resources.all.flatMap((resource): readonly Irreversible[] => {
        const what = `${typeWords(resource.type)} ${nameOf(resource)}`;
        return [
            ...(resource.protect === true ? [{ code: "protected" as const, what }] : []),
            ...(resource.retainOnDelete === true ? [{ code: "retained" as const, what }] : []),
        ];
    });
}
