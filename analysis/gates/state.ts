import { keyTypes, type KeyType } from "../../azure/keys.ts";
import { lockRefusal } from "../../azure/locks.ts";
import { operationNamed, type DataOperation } from "../../azure/operations.ts";
import { responses, type Response } from "../../azure/responses.ts";
import type { Evidence, Outcome } from "../answer.ts";
import type { Chain } from "../model/assignments.ts";
import { locksAgainst } from "../model/locks.ts";
import type { Model } from "../model/model.ts";
import { makes } from "../model/foreign.ts";
import { objectKey, type VaultObject } from "../model/objects.ts";
import { unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { Family, ObjectOfQuestion } from "../question.ts";
import type { StateReason } from "../reason.ts";

export interface StateRuling {
    readonly outcome: Outcome;
    readonly reason: StateReason;
    readonly at: readonly Evidence[];
    readonly response?: Response;
}

const refused: Response = { status: 403, source: responses.keyOutsideDates.source, certainty: "confirmed" };

/** What the state of the vault and of the object makes of a data operation. */
export function judgeState(
    model: Model,
    vault: Vault,
    name: string,
    object: ObjectOfQuestion,
    moment: number | undefined,
): StateRuling {
    const operation = operationNamed(name);
    if (operation.presupposes === "deleted" && vault.softDelete.value !== true)
        return {
            outcome: "unknown",
            reason: { code: "state-unknown", object: vault.name, property: "enableSoftDelete" },
            at: [vault.softDelete.at],
        };
    if (operation.verb === "purge") return purge(vault);
    if (operation.presupposes === "vault" && object.name === undefined)
        return { outcome: "not applicable", reason: { code: "no-object" }, at: [] };
    if (object.name === undefined) return { outcome: "passed", reason: { code: "no-object" }, at: [] };
    const shown = `${operation.family}/${object.name}`;
    // Deleted and absent objects have no state in the plan; a new version does not ask for the old one's.
    if (operation.presupposes === "deleted" || operation.presupposes === "absent")
        return { outcome: "passed", reason: { code: "not-in-plan", object: shown }, at: [] };
    const { name: own } = object;
    const unread = (model.foreign.get(vault.urn) ?? []).find((foreign) => makes(foreign, operation.family, own));
    if (unread !== undefined)
        return {
            outcome: "unknown",
            reason: { code: "object-unread", object: shown, by: { name: unread.name, urn: unread.urn } },
            at: [{ urn: unread.urn, path: "" }],
        };
    const found = meantBy(model, vault, operation.family, object);
    if (found === unsure) return { outcome: "unknown", reason: { code: "version-unknown", object: shown }, at: [] };
    if (found.length === 0) return { outcome: "passed", reason: { code: "not-in-plan", object: shown }, at: [] };
    const rulings = found.map((candidate) => judgeObject(operation, candidate, shown, moment));
    const same = rulings.every(({ outcome }) => outcome === rulings[0]!.outcome);
    if (same) return rulings[0]!;
    return {
        outcome: "unknown",
        reason: { code: "version-unknown", object: shown },
        at: rulings.flatMap(({ at }) => at),
    };
}

function purge({ name, purgeProtection: { value, at } }: Vault): StateRuling {
    if (value === unsure)
        return {
            outcome: "unknown",
            reason: { code: "state-unknown", object: name, property: "enablePurgeProtection" },
            at: [at],
        };
    if (!value) return { outcome: "passed", reason: { code: "purge-unprotected", vault: name }, at: [at] };
    return {
        outcome: "stopped",
        reason: { code: "purge-protected", vault: name },
        at: [at],
        response: responses.purgeProtected,
    };
}

/**
 * The objects of the plan that may be the one that is asked for; none is one that the plan does not show. A certificate
 * has a secret and a key of its own name, which the plan shows as little as the certificate.
 */
function meantBy(
    model: Model,
    vault: Vault,
    family: Family,
    object: ObjectOfQuestion,
): readonly VaultObject[] | typeof unsure {
    const objects = model.objects.get(vault.urn);
    const named = objects?.get(objectKey(family, object.name!)) ?? [];
    const nameless = objects?.get(objectKey(family, "")) ?? [];
    const latest = named.filter(
        (candidate) => !named.some((other) => other !== candidate && comesAfter(model, other, candidate)),
    );
    const candidates = [...latest, ...nameless];
    if (object.version === undefined)
        return nameless.length > 0 && named.length === 0 ? [...candidates, ...plain(candidates)] : candidates;
    const version = object.version.toLowerCase();
    const exact = [...named, ...nameless].filter((candidate) => candidate.version === version);
    if (exact.length > 0) return exact;
    // Versions that the plan does not know may be the one; the others are another.
    const unknown = [...named, ...nameless].filter((candidate) => candidate.version === unsure);
    return unknown.length === 0 ? [] : [...unknown, ...plain(unknown)];
}

/** An object as it is taken to be where the plan does not show it, beside those that it may be. */
function plain(objects: readonly VaultObject[]): readonly VaultObject[] {
    return objects.slice(0, 1).map((object) => ({
        ...object,
        enabled: { ...object.enabled, value: true },
        expires: { ...object.expires, value: undefined },
        notBefore: { ...object.notBefore, value: undefined },
        keyOperations: { ...object.keyOperations, value: undefined },
        type: undefined,
        exportable: { ...object.exportable, value: true },
    }));
}

/** Of two resources that write the same name, the one that waits for the other writes the later version. */
function comesAfter(model: Model, later: VaultObject, earlier: VaultObject): boolean {
    const waiting = [...later.dependencies];
    const seen = new Set<string>();
    for (let urn = waiting.pop(); urn !== undefined; urn = waiting.pop()) {
        if (urn === earlier.urn) return true;
        if (seen.has(urn)) continue;
        seen.add(urn);
        waiting.push(...(model.resources.byUrn.get(urn)?.dependencies ?? []));
    }
    return false;
}

function judgeObject(
    operation: DataOperation,
    object: VaultObject,
    shown: string,
    moment: number | undefined,
): StateRuling {
    if (object.family === "keys") {
        const permitted = permittedUse(operation, object, shown);
        if (permitted !== undefined) return permitted;
    }
    const { enabled } = object;
    const dated = judgeDates(operation, object, shown, moment);
    if (operation.whenDisabled !== "works" && enabled.value !== true) {
        // Outside its dates it is refused, enabled or not.
        if (enabled.value === unsure && dated.outcome === "stopped") return dated;
        if (enabled.value === unsure)
            return {
                outcome: "unknown",
                reason: { code: "state-unknown", object: shown, property: "enabled" },
                at: [enabled.at],
            };
        if (operation.whenDisabled === "unsettled")
            return { outcome: "unknown", reason: { code: "disabled", object: shown }, at: [enabled.at] };
        const response = object.family === "secrets" ? responses.secretDisabled : responses.keyDisabled;
        return { outcome: "stopped", reason: { code: "disabled", object: shown }, at: [enabled.at], response };
    }
    return dated;
}

/** Dates bind the new use of keys alone; of everything else they inform. */
function judgeDates(
    operation: DataOperation,
    object: VaultObject,
    shown: string,
    moment: number | undefined,
): StateRuling {
    const { expires, notBefore, enabled } = object;
    const dates = {
        ...(typeof expires.value === "number" && { expires: expires.value }),
        ...(typeof notBefore.value === "number" && { notBefore: notBefore.value }),
    };
    const at = [
        ...(expires.value === undefined ? [] : [expires.at]),
        ...(notBefore.value === undefined ? [] : [notBefore.at]),
    ];
    if (at.length === 0) {
        const code = enabled.value === false ? "disabled-matters-not" : "usable";
        return code === "usable"
            ? { outcome: "passed", reason: { code }, at: [enabled.at] }
            : { outcome: "passed", reason: { code, object: shown }, at: [enabled.at] };
    }
    if (operation.outsideDates === "works")
        return { outcome: "passed", reason: { code: "dates-informational", object: shown, ...dates }, at };
    if (moment !== undefined && typeof expires.value === "number" && moment >= expires.value) {
        return {
            outcome: "stopped",
            reason: { code: "expired", object: shown, date: expires.value },
            at: [expires.at],
            response: refused,
        };
    }
    if (moment !== undefined && typeof notBefore.value === "number" && moment < notBefore.value) {
        return {
            outcome: "stopped",
            reason: { code: "not-yet-valid", object: shown, date: notBefore.value },
            at: [notBefore.at],
            response: refused,
        };
    }
    if (expires.value === unsure || notBefore.value === unsure) {
        return {
            outcome: "unknown",
            reason: {
                code: "state-unknown",
                object: shown,
                property: expires.value === unsure ? "expires" : "notBefore",
            },
            at,
        };
    }
    if (moment === undefined)
        return { outcome: "unknown", reason: { code: "moment-needed", object: shown, ...dates }, at };
    return { outcome: "passed", reason: { code: "within-dates", object: shown, ...dates }, at };
}

/** Whether the key is for this operation at all, by its own list or by its type. */
function permittedUse({ verb }: DataOperation, object: VaultObject, shown: string): StateRuling | undefined {
    if (verb === "release") return released(object, shown);
    if (!uses.has(verb)) return undefined;
    const { value, at } = object.keyOperations;
    if (value === unsure)
        return { outcome: "unknown", reason: { code: "state-unknown", object: shown, property: "keyOps" }, at: [at] };
    if (value === undefined && object.type === unsure)
        return { outcome: "unknown", reason: { code: "state-unknown", object: shown, property: "kty" }, at: [at] };
    const type =
        typeof object.type !== "string"
            ? undefined
            : Object.entries<KeyType>(keyTypes).find(([name]) => name.toLowerCase() === object.type)?.[1];
    const permitted = value ?? type?.uses;
    if (permitted === undefined || permitted.some((name) => name.toLowerCase() === verb.toLowerCase()))
        return undefined;
    return {
        outcome: "stopped",
        reason: { code: "key-operation-not-permitted", object: shown, permitted },
        at: [at],
        response: refused,
    };
}

const uses: ReadonlySet<string> = new Set(["encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify"]);

function released({ exportable }: VaultObject, shown: string): StateRuling | undefined {
    if (exportable.value === true) return undefined;
    if (exportable.value === unsure)
        return {
            outcome: "unknown",
            reason: { code: "state-unknown", object: shown, property: "exportable" },
            at: [exportable.at],
        };
    return {
        outcome: "stopped",
        reason: { code: "not-exportable", object: shown },
        at: [exportable.at],
        response: refused,
    };
}

/**
 * Locks, and purge protection of a whole vault, on the control plane. A lock refuses whoever has the role; its removal
 * is an action of its own.
 */
export function judgeLocks(model: Model, vault: Vault, chain: Chain, action: string): StateRuling {
    if (action.toLowerCase() === "microsoft.keyvault/locations/deletedvaults/purge/action") return purge(vault);
    const [lock] = locksAgainst(model, chain, action);
    if (lock === undefined) return { outcome: "passed", reason: { code: "usable" }, at: [] };
    const { name, level, at } = lock.lock;
    const reason: StateReason = { code: "locked", lock: name, level: level === unsure ? "unknown" : level };
    return lock.sure
        ? { outcome: "stopped", reason, at: [at], response: lockRefusal }
        : { outcome: "unknown", reason, at: [at] };
}
