import type { FamilyPermissions, Grant, Holder, Limit } from "../summary/holders.ts";
import { fitted, styled, width, wrap, type Line } from "../text.ts";

/** Who holds which role where: for each holder a heading, and below it role and scope in two columns. */
export function holderLines(holders: readonly Holder[], columns: number): Line[] {
    const grants = holders.flatMap((holder) => holder.grants);
    const second = Math.min(Math.max(0, ...grants.map(({ what }) => width(what))) + 4, Math.floor(columns * 0.55));
    return holders.flatMap((holder, index) => [
        ...(index > 0 ? [[]] : []),
        ...wrap(heading(holder), columns, 2),
        ...holder.grants.flatMap((grant) => grantLines(grant, second, columns)),
    ]);
}

function heading({ persona, kind, principal }: Holder): Line {
    const who = principal === undefined ? kind : `${kind} ${principal}`;
    return persona === undefined ? [styled("strong", who)] : [styled("strong", persona), styled("quiet", `  ${who}`)];
}

function grantLines({ what, scope, permissions = [], limits }: Grant, second: number, columns: number): Line[] {
    const notes = limits.flatMap((limit): Line => [" ", styled("unsure", `(${limitWords(limit)})`)]);
    const [first = [], ...rest] = wrap([scope, ...notes], columns - second, 2);
    const indent = " ".repeat(second);
    return [
        ["  ", fitted(what, second - 3), " ", ...first],
        ...rest.map((line): Line => [indent, ...line]),
        ...permissions.flatMap((family) => wrap(["    ", ...permissionWords(family)], columns, 6)),
    ];
}

export function permissionWords({ family, listed, complete, unknown }: FamilyPermissions): Line {
    const words = complete ? "every permission, purge included" : listed.join(", ");
    return [
        styled("quiet", `${family}: `),
        words,
        ...(unknown ? [styled("unsure", " and more that only deployment tells")] : []),
    ];
}

export function limitWords(limit: Limit): string {
    switch (limit.code) {
        case "eligible":
            return "eligible: held only while activated";
        case "window":
            return "for a time";
        case "condition":
            return "conditional";
        case "other-model":
            return "without effect: the vault uses the other access model";
        case "application":
            return `only through application ${limit.application}`;
    }
}
