import { nameRules, objectVersion } from "../../azure/name-rules.ts";
import { operationNamed } from "../../azure/operations.ts";
import { suggestion } from "../../input/nearest.ts";
import type { Model } from "../model/model.ts";
import { logicalName } from "../model/resources.ts";
import type { Family, ObjectOfQuestion, Operation } from "../question.ts";
import { refuse, sameName, type Candidate } from "./names.ts";

const families: readonly Family[] = ["secrets", "keys", "certificates"];

export function readObject(model: Model, word: string, operation: Operation): ObjectOfQuestion {
    const vaults = [...model.vaults.values()].map((vault): Candidate<string> => ({
        names: [vault.name, vault.urn, vault.id ?? vault.urn, logicalName(vault.urn)],
        value: vault.urn,
    }));
    refuseUnread(model, word);
    const { vault, rest } = splitObject(vaults, word);
    const [family, name, version, ...more] = rest;
    const example = vaults.find(({ value }) => value === vault)?.names[0] ?? "VAULT";
    if (family === undefined) {
        const own = operation.plane === "data" ? objectFamily(operation.name) : undefined;
        return { vault, ...(own !== undefined && { family: own }) };
    }
    const known = families.find((candidate) => candidate === family.toLowerCase());
    if (known === undefined || name === undefined || name === "" || more.length > 0 || version === "") {
        return refuse({
            what: "the object (--on)",
            got: word,
            expected:
                "VAULT, or VAULT/secrets/NAME, VAULT/keys/NAME or VAULT/certificates/NAME, with /VERSION where one is meant",
            fix: `write ${example}/secrets/NAME`,
        });
    }
    if (operation.plane === "data" && !operation.name.startsWith(`${known}/`)) {
        return refuse({
            what: "the object (--on)",
            got: word,
            expected: `an object of the family that ${operation.name} is about`,
            fix: `ask about ${operation.name.split("/")[0]!}, or do another operation`,
        });
    }
    const rule = nameRules.vaultObject;
    if (!rule.pattern.test(name) || name.length > rule.maximum) {
        return refuse({
            what: "the object's name (--on)",
            got: name,
            expected: `${rule.minimum} to ${rule.maximum} ${rule.describes}`,
            fix: "write the name that the object has, or could have, in Key Vault",
        });
    }
    if (version !== undefined && !objectVersion.pattern.test(version)) {
        return refuse({
            what: "the object's version (--on)",
            got: version,
            expected: objectVersion.describes,
            fix: "write the version as Key Vault shows it, or leave it out for the latest",
        });
    }
    // Issuers and contacts are the vault's, whichever certificate is named.
    if (operation.plane === "data" && concernsVault(operation.name)) return { vault };
    return { vault, family: known, name, ...(version !== undefined && { version }) };
}

/** The family of the objects of which one is meant, where an operation is about one. */
function objectFamily(name: string): Family | undefined {
    const { scope, family } = operationNamed(name);
    return scope === "object" ? family : undefined;
}

/** A vault that another provider makes is in the plan and is not read: to name others that are like it would mislead. */
function refuseUnread(model: Model, word: string): void {
    const [name = ""] = word.toLowerCase().split("/");
    if ([...model.vaults.values()].some((vault) => sameName(vault.name, name))) return;
    const unread = model.resources.all.find(
        ({ type, urn, inputs }) =>
            type.endsWith(":KeyVault") && (sameName(logicalName(urn), name) || inputs["name"] === name),
    );
    if (unread === undefined) return;
    refuse({
        what: "the vault (--on)",
        got: word,
        expected: "a vault of azure-native, in whatever version",
        fix: `${logicalName(unread.urn)} is a ${unread.type}, which is not read: ask about it once azure-native makes it`,
    });
}

/** Whether an operation is about the vault as a whole, and not about the versions of an object either. */
function concernsVault(name: string): boolean {
    const { presupposes, onVersions } = operationNamed(name);
    return presupposes === "vault" && onVersions === undefined;
}

/** Ids and URNs have slashes of their own: the longest name of a vault that the word starts with is meant. */
function splitObject(
    vaults: readonly Candidate<string>[],
    word: string,
): { readonly vault: string; readonly rest: readonly string[] } {
    const lower = word.toLowerCase();
    const matches = vaults.flatMap(({ names, value }) =>
        names.flatMap((name, rank) => {
            const start = name.toLowerCase();
            return lower === start || lower.startsWith(`${start}/`) ? [{ value, rank, length: name.length }] : [];
        }),
    );
    const best = matches.sort((a, b) => b.length - a.length || a.rank - b.rank)[0];
    const equal = matches.filter(({ length, rank }) => length === best?.length && rank === best.rank);
    const owners = new Set(equal.map(({ value }) => value));
    if (best === undefined || owners.size > 1) {
        return refuse({
            what: "the vault (--on)",
            got: word,
            expected: best === undefined ? "a vault of the plan" : "a name that one vault has",
            fix:
                best === undefined
                    ? vaults.length === 0
                        ? "the plan has no vault: ask about another plan"
                        : suggestion(
                              word.split("/")[0]!,
                              vaults.map(({ names }) => names[0]!),
                          )
                    : `choose one of: ${[...owners].join(", ")}`,
        });
    }
    const rest = word.slice(best.length + 1);
    return { vault: best.value, rest: rest === "" ? [] : rest.split("/") };
}
