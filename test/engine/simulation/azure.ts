/**
 * A small Azure Resource Manager: it holds what was created and refuses what Azure refuses.
 *
 * Ids are computed by the program before anything exists, so nothing but explicit dependencies keeps a resource from
 * being created before what it refers to. That is why a creation takes time here and why every id in a request must
 * already exist: a missing dependency fails as it would in Azure.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isWithin, normalId, parseArmId } from "../../../azure/resource-types.ts";
import type { Properties } from "./provider.ts";

export interface HeldResource {
    readonly id: string;
    /** Pulumi's type token. */
    readonly type: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
}

export interface AzureOptions {
    /** Whether a resource that the stack does not create is there: a hub network, a workspace. None by default. */
    readonly exists?: (id: string) => boolean;
    /** Milliseconds that a creation takes. Long enough for a resource without a dependency to overtake it. */
    readonly latency?: number;
}

export interface SimulatedAzure {
    readonly resources: ReadonlyMap<string, HeldResource>;
    /** Whether vaults answer from where the provider runs. Their firewalls and private endpoints decide it in Azure. */
    dataPlaneReachable: boolean;
    get(id: string): HeldResource | undefined;
    create(resource: HeldResource): Promise<void>;
    update(resource: HeldResource): Promise<void>;
    delete(id: string): Promise<void>;
    /** All values that a secret or a server's password has had, the current one last: one for each request with a value. */
    secretVersions(id: string): readonly string[];
    /** Writes a new value past Resource Manager, as a rotation does: Pulumi does not see it. */
    rotate(id: string, value: string): void;
}

/** Deleted ones keep their names until they are purged (learn.microsoft.com/azure/key-vault/general/soft-delete-overview). */
const softDeletedTypes: readonly string[] = [
    "azure-native:keyvault:Vault",
    "azure-native:keyvault:Secret",
    "azure-native:keyvault:Key",
];
const lockTypes = /^azure-native:authorization:ManagementLock/;
/** Where a request carries a secret that somebody else may change: each request that has it writes it again. */
const writtenSecrets: Readonly<Record<string, readonly string[]>> = {
    "azure-native:keyvault:Secret": ["properties", "value"],
    "azure-native:sql:Server": ["administratorLoginPassword"],
};
/** Resources that hold on to what they refer to: `InUseSubnetCannotBeDeleted` and its like. */
const holdingTypes = /^azure-native:(network|compute):/;

export function simulatedAzure({ exists = () => false, latency = 60 }: AzureOptions = {}): SimulatedAzure {
    const resources = new Map<string, HeldResource>();
    /** Creations under way: their names are taken, but nothing can refer to them yet. */
    const creating = new Map<string, HeldResource>();
    /** What is deleted but not gone: names that are taken, each with the objects that were in a vault. */
    const softDeleted = new Map<string, readonly HeldResource[]>();
    const versions = new Map<string, string[]>();

    const isThere = (id: string): boolean => resources.has(normalId(id)) || isImplied(id, resources) || exists(id);

    function refuseMissing({ id, type, inputs }: HeldResource): void {
        for (const wanted of [...containersOf(id), ...mentionedIds(inputs)]) {
            if (isThere(wanted) || isWithin(wanted, id)) continue;
            throw new Error(
                `${type} '${id}': Code="ResourceNotFound" Message="The resource '${wanted}' was not found."`,
            );
        }
    }

    function refuseNameTaken({ id, type, inputs }: HeldResource): void {
        if (resources.has(normalId(id)) || creating.has(normalId(id))) {
            throw new Error(`cannot create already existing resource '${id}'`);
        }
        const mode = (inputs["properties"] as Properties | undefined)?.["createMode"];
        const deleted = softDeleted.has(normalId(id));
        if (deleted && mode !== "recover") {
            throw new Error(
                `Code="ConflictError" Message="'${id}' already exists in deleted state. Recover or purge it."`,
            );
        }
        if (!deleted && mode === "recover") {
            throw new Error(`Code="NotFound" Message="There is no deleted vault '${id}' to recover."`);
        }
        if (type !== "azure-native:authorization:RoleAssignment") return;
        const same = [...resources.values(), ...creating.values()].find(
            (other) =>
                other.type === type &&
                ["scope", "principalId", "roleDefinitionId"].every((key) => sameText(other.inputs[key], inputs[key])),
        );
        if (same === undefined) return;
        throw new Error(`Code="RoleAssignmentExists" Message="The role assignment already exists: ${same.id}"`);
    }

    function hold(resource: HeldResource): void {
        resources.set(normalId(resource.id), resource);
        const path = writtenSecrets[resource.type];
        const value = path?.reduce<unknown>((under, key) => (under as Properties | undefined)?.[key], resource.inputs);
        if (typeof value === "string") write(resource.id, value);
    }

    function write(id: string, value: string): void {
        versions.set(normalId(id), [...(versions.get(normalId(id)) ?? []), value]);
    }

    function refuseDeletion(held: HeldResource): void {
        const others = [...resources.values()].filter(({ id }) => normalId(id) !== normalId(held.id));
        const lock = others.find(({ type, id }) => lockTypes.test(type) && isWithin(held.id, scopeOf(id)));
        if (lock !== undefined) {
            throw new Error(
                `Code="ScopeLocked" Message="'${held.id}' cannot be deleted: '${lock.id}' locks its scope."`,
            );
        }
        const user = others.find(
            ({ id, type, inputs }) =>
                holdingTypes.test(type) &&
                !isWithin(id, held.id) &&
                mentionedIds(inputs).some((used) => sameText(used, held.id)),
        );
        if (user !== undefined && holdingTypes.test(held.type)) {
            throw new Error(`Code="InUseCannotBeDeleted" Message="'${held.id}' is in use by '${user.id}'."`);
        }
    }

    return {
        resources,
        dataPlaneReachable: true,
        get: (id) => resources.get(normalId(id)),
        async create(resource) {
            refuseNameTaken(resource);
            refuseMissing(resource);
            const key = normalId(resource.id);
            creating.set(key, resource);
            await sleep(latency);
            creating.delete(key);
            // A vault comes back with its objects.
            for (const object of softDeleted.get(key) ?? []) resources.set(normalId(object.id), object);
            softDeleted.delete(key);
            hold(resource);
        },
        async update(resource) {
            refuseMissing(resource);
            await sleep(latency);
            hold(resource);
        },
        async delete(id) {
            const held = resources.get(normalId(id));
            if (held === undefined) return;
            refuseDeletion(held);
            await sleep(latency);
            const gone = [...resources.values()].filter((other) => isWithin(other.id, id));
            for (const other of gone) resources.delete(normalId(other.id));
            if (!softDeletedTypes.includes(held.type)) return;
            const objects = gone.filter((other) => other !== held && softDeletedTypes.includes(other.type));
            softDeleted.set(normalId(id), objects);
        },
        secretVersions: (id) => versions.get(normalId(id)) ?? [],
        rotate: write,
    };
}

/** What must exist before a resource: its resource group, its parents, what it extends. */
function containersOf(id: string): readonly string[] {
    const parsed = parseArmId(id);
    if (parsed === undefined) throw new Error(`'${id}' is not the id of an Azure resource`);
    const { scope, provider, types, names } = parsed;
    const parents = types.slice(1).map((_, index) => {
        const path = types.slice(0, index + 1).map((type, at) => `${type}/${names[at] ?? ""}`);
        return `${scope}/providers/${provider ?? ""}/${path.join("/")}`;
    });
    return [...(provider === undefined ? [] : [scope]), ...parents];
}

/** Every Azure id among the values of a request, built-in role definitions and other things of the tenant left out. */
function mentionedIds(value: unknown): readonly string[] {
    if (typeof value === "string") {
        const parsed = value.startsWith("/subscriptions/") ? parseArmId(value) : undefined;
        const isBuiltIn = parsed?.type?.toLowerCase() === "microsoft.authorization/roledefinitions";
        return parsed === undefined || isBuiltIn ? [] : [value];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(mentionedIds) : [];
}

/**
 * What Azure makes along with something else: subscriptions, `default` services, a server's `master` database, subnets
 * written inside a network, the functions in an app's package.
 */
function isImplied(id: string, resources: ReadonlyMap<string, HeldResource>): boolean {
    const parsed = parseArmId(id);
    if (id === "" || parsed === undefined) return id === "";
    const { names, types } = parsed;
    if (names.length === 0) return parsed.resourceGroupName === undefined;
    const parent = resources.get(normalId(id.split("/").slice(0, -2).join("/")));
    if (parent === undefined) return false;
    if (["default", "master"].includes(names.at(-1) ?? "") || types.at(-1) === "functions") return true;
    const inline = parent.inputs[types.at(-1) ?? ""];
    return Array.isArray(inline) && inline.some((item) => sameText((item as Properties)["name"], names.at(-1)));
}

function scopeOf(id: string): string {
    return parseArmId(id)?.scope ?? id;
}

function sameText(a: unknown, b: unknown): boolean {
    return typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();
}
