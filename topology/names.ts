import { createHash } from "node:crypto";
import { nameRules, obeys } from "../azure/name-rules.ts";
import { armId, resourceTypes, type ResourceTypeName } from "../azure/resource-types.ts";
import { derivedGuid } from "../input/guid.ts";
import { InputError } from "../input/error.ts";
import type { Placement } from "./placement.ts";

/**
 * A name by the Cloud Adoption Framework: the type's abbreviation, then the parts, joined by hyphens
 * (`vnet-payments-prod`).
 * @throws InputError when the type's length or character rule refuses it
 */
export function resourceName(type: ResourceTypeName, ...parts: string[]): string {
    const abbreviation = resourceTypes[type].abbreviation;
    return checkedName(type, [abbreviation, ...parts].filter((part) => part !== undefined && part !== "").join("-"));
}

/**
 * A name that Azure accepts for the type.
 * @param what the setting to name in the refusal; by default the type's name property
 * @throws InputError with the rule of Azure
 */
export function checkedName(type: ResourceTypeName, name: string, what?: string): string {
    const row = resourceTypes[type];
    const rule = row.nameRule;
    if (rule === undefined || obeys(rule, name)) return name;
    throw new InputError({
        what: what ?? row.names.at(-1) ?? type,
        got: `${name} (${name.length} characters)`,
        expected: `${rule.minimum} to ${rule.maximum} characters: ${rule.describes}`,
        fix: "choose another name",
    });
}

/** What makes a globally unique name differ from everybody else's. */
export interface UniqueNameParts {
    readonly placement: Placement;
    /** The stack's name: the same program in two stacks of one resource group makes two names. */
    readonly stack: string;
    /** The readable part. */
    readonly name: string;
    /** Changes the suffix when a name is taken, as by a soft-deleted vault of somebody else. */
    readonly salt?: string;
}

const suffixLength = 5;

/**
 * A vault's name: `kv-<name>-<suffix>`, at most 24 characters, the suffix a short hash of subscription, resource group,
 * stack, name and salt. The same settings always give the same name.
 * @throws InputError when nothing of the readable part is usable
 */
export function vaultName(parts: UniqueNameParts): string {
    const longest = nameRules.vault.maximum - suffixLength - 1;
    const stem = `kv-${slug(parts.name)}`.slice(0, longest).replace(/-+$/, "");
    refuseEmptyStem(parts.name, slug(parts.name));
    return checkedName("keyvault:Vault", `${stem}-${suffix(parts)}`);
}

/**
 * A storage account's name: `st<name><suffix>`, at most 24 lower-case letters and digits.
 * @throws InputError when nothing of the readable part is usable
 */
export function storageAccountName(parts: UniqueNameParts): string {
    const readable = slug(parts.name).replaceAll("-", "");
    refuseEmptyStem(parts.name, readable);
    const longest = nameRules.storageAccount.maximum - suffixLength;
    return checkedName("storage:StorageAccount", `st${readable}`.slice(0, longest) + suffix(parts));
}

/** A name that is unique in its domain with the same kind of suffix, as of a web app or a SQL server. */
export function uniqueName(type: ResourceTypeName, parts: UniqueNameParts): string {
    const row = resourceTypes[type];
    const longest = Math.min(row.nameRule?.maximum ?? 60, 60) - suffixLength - 1;
    refuseEmptyStem(parts.name, slug(parts.name));
    const stem = `${row.abbreviation}-${slug(parts.name)}`.slice(0, longest).replace(/-+$/, "");
    return checkedName(type, `${stem}-${suffix(parts)}`);
}

/**
 * The name of a role assignment: a GUID derived from scope, role and principal, so that a second run finds the first
 * one's and two assignments never share a name.
 * @param principalKey the principal's GUID where it is a setting, else the resource id of its identity
 */
export function roleAssignmentName(scope: string, roleDefinitionId: string, principalKey: string): string {
    return derivedGuid("roleAssignment", scope, roleDefinitionId, principalKey);
}

/** The id of a resource in a placement, computed. `names` are the resource's and its ancestors' names, outermost first. */
export function resourceId(placement: Placement, type: ResourceTypeName, ...names: string[]): string {
    const { subscriptionId, resourceGroupName } = placement;
    return armId(type, { subscriptionId, resourceGroupName }, names);
}

/** Lower case, with every run of other characters than letters and digits as one hyphen. */
function slug(text: string): string {
    return text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, "");
}

function suffix({ placement, stack, name, salt }: UniqueNameParts): string {
    const parts = [placement.subscriptionId, placement.resourceGroupName, stack, name, salt ?? ""];
    const digest = createHash("sha256")
        .update(parts.map((part) => part.toLowerCase()).join("\n"))
        .digest();
    return digest.readUIntBE(0, 6).toString(36).padStart(suffixLength, "0").slice(-suffixLength);
}

function refuseEmptyStem(name: string, readable: string): void {
    if (readable !== "") return;
    throw new InputError({
        what: "name",
        got: name,
        expected: "at least one letter or digit to make a name of",
        fix: "give a name with letters, or the full name of the resource",
    });
}
