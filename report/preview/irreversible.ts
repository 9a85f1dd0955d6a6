import type { Irreversible } from "../summary/irreversible.ts";
import { styled, wrap, type Line } from "../text.ts";

export function irreversibleLines(found: readonly Irreversible[], columns: number): Line[] {
    return found.flatMap((item) => wrap(irreversibleWords(item), columns, 2));
}

export function irreversibleWords(item: Irreversible): Line {
    switch (item.code) {
        case "purge-protected":
            return [
                name(item.vault),
                `: purge protection stays on for ever. Deleted objects, and the vault's name, stay for ${days(item.days)}`,
            ];
        case "purge-possible":
            return [
                name(item.vault),
                `: no purge protection. What somebody purges is gone; the rest can be recovered for ${days(item.days)}`,
            ];
        case "purge-unknown":
            return [name(item.vault), ": whether it has purge protection is known only after deployment"];
        case "locked":
            return [
                name(item.scope),
                `: locked (${item.level}) by ${item.lock}. Lift the lock before you ${item.level === "ReadOnly" ? "change" : "remove"} it or anything in it`,
            ];
        case "protected":
            return [name(item.what), ": protected. Pulumi refuses to delete it"];
        case "retained":
            return [name(item.what), ": stays in Azure when Pulumi deletes it"];
    }
}

function name(text: string): ReturnType<typeof styled> {
    return styled("strong", text);
}

function days(count: number | "unknown"): string {
    return count === "unknown"
        ? "a number of days that only deployment tells"
        : `${count} days; this number is fixed when the vault is created`;
}
