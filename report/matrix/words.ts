import type { Line } from "../text.ts";
import { styled } from "../text.ts";
import type { Verbs, VaultTables } from "./tables.ts";

/** What a cell says, the shorter of two ways: what is allowed, or what is not. */
export function verbsWords({ allowed, undetermined, denied }: Verbs): Line {
    const total = allowed.length + undetermined.length + denied.length;
    if (total === 0) return [];
    if (denied.length === total) return [styled("quiet", "–")];
    if (allowed.length === 0) return [styled("unsure", `perhaps ${shorter(undetermined, denied)}`)];
    if (undetermined.length === 0) return [shorter(allowed, denied)];
    return [allowed.join(" "), styled("unsure", `, perhaps ${undetermined.join(" ")}`)];
}

function shorter(some: readonly string[], others: readonly string[]): string {
    if (others.length === 0) return "all";
    return others.length * 2 < some.length ? `all but ${others.join(" ")}` : some.join(" ");
}

/** What an Azure service may do, and what perhaps. */
export function operationsWords({ allowed, undetermined }: Pick<Verbs, "allowed" | "undetermined">): Line {
    if (undetermined.length === 0) return [allowed.join(" ")];
    const perhaps = styled("unsure", `perhaps ${undetermined.join(" ")}`);
    return allowed.length === 0 ? [perhaps] : [`${allowed.join(" ")}, `, perhaps];
}

/** What "perhaps" means, where the tables of a vault say it. */
export function perhapsWords({ tables, services }: VaultTables): string | undefined {
    const verbs = [
        ...tables.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row.families))),
        ...services.flatMap(({ rows }) => rows),
    ];
    return verbs.some(({ undetermined }) => undetermined.length > 0)
        ? "Perhaps: the plan does not tell; explain says what it leaves open."
        : undefined;
}

/** How much the tables stand for. */
export function coverageWords({ places, originClasses, principals, callerClasses, questions }: Coverage): string {
    return (
        `Every place and caller is in one of these classes: ${places} places in ${originClasses}, ${principals} callers in ${callerClasses}. ` +
        `Together with objects and operations they answer ${questions.toLocaleString("en")} questions.`
    );
}

interface Coverage {
    readonly places: number;
    readonly originClasses: number;
    readonly principals: number;
    readonly callerClasses: number;
    readonly questions: number;
}
