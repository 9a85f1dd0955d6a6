import type { PlanResource } from "../../plan/plan.ts";
import type { Family } from "../question.ts";
import {
    count,
    evidence,
    flag,
    output,
    property,
    text,
    texts,
    unsure,
    type Property,
    type Unsure,
} from "./property.ts";
import { referenceByName } from "./references.ts";
import { ofType, ownName, type Resources } from "./resources.ts";
import type { Read } from "./vaults.ts";

/** A secret or key that the plan shows: the version that it writes, with its attributes. */
export interface VaultObject {
    readonly urn: string;
    readonly family: Family;
    /** In the case it was written; absent where only deployment tells it. */
    readonly name?: string;
    readonly version: string | Unsure;
    readonly enabled: Read<boolean | Unsure>;
    /** Milliseconds since 1970. */
    readonly expires: Read<number | undefined | Unsure>;
    readonly notBefore: Read<number | undefined | Unsure>;
    /** Operations that the key is for; `undefined` where it is for all of its type. */
    readonly keyOperations: Read<readonly string[] | undefined | Unsure>;
    readonly exportable: Read<boolean | Unsure>;
    /** `kty` of a key in lower case; `undefined` where none is written. */
    readonly type: string | undefined | Unsure;
    readonly dependencies: readonly string[];
}

/** Objects by vault and `family/name` in lower case; those without a name under `family/`. */
export type Objects = ReadonlyMap<string, ReadonlyMap<string, readonly VaultObject[]>>;

export function readObjects(resources: Resources): Objects {
    const all = [
        ...ofType(resources, "keyvault:Secret").map((resource) => readObject(resources, resource, "secrets")),
        ...ofType(resources, "keyvault:Key").map((resource) => readObject(resources, resource, "keys")),
    ];
    const byVault = Map.groupBy(
        all.flatMap(({ vaults, object }) => vaults.map((vault) => ({ vault, object }))),
        ({ vault }) => vault,
    );
    return new Map(
        [...byVault].map(([vault, entries]) => [
            vault,
            Map.groupBy(
                entries.map(({ object }) => object),
                ({ family, name }) => objectKey(family, name ?? ""),
            ),
        ]),
    );
}

export function objectKey(family: Family, name: string): string {
    return `${family}/${name.toLowerCase()}`;
}

function readObject(
    resources: Resources,
    resource: PlanResource,
    family: Family,
): { vaults: readonly string[]; object: VaultObject } {
    const name = ownName(resource);
    const attribute = (...keys: string[]): Property => {
        // Secrets report their attributes where they are written, keys one level higher.
        const written = property(resource, "properties", "attributes", ...keys);
        const reported = property(resource, "attributes", ...keys);
        return written.value === undefined && reported.value !== undefined ? reported : written;
    };
    const operations = property(resource, "properties", "keyOps");
    const listed = texts(operations.value === undefined ? property(resource, "keyOps") : operations);
    const unknown = listed === unsure || listed.includes(unsure);
    const enabled = attribute("enabled");
    const exportable = attribute("exportable");
    const type = text(property(resource, "properties", "kty")) ?? text(property(resource, "kty"));
    const object: VaultObject = {
        urn: resource.urn,
        family,
        ...(name !== undefined && { name }),
        version: versionOf(resource),
        enabled: { value: flag(enabled) ?? true, at: evidence(enabled) },
        expires: dateOf(attribute("expires"), attribute("exp")),
        notBefore: dateOf(attribute("notBefore"), attribute("nbf")),
        keyOperations: {
            value: unknown ? unsure : listed.length === 0 ? undefined : (listed as readonly string[]),
            at: evidence(operations),
        },
        type: type === unsure ? unsure : type?.toLowerCase(),
        exportable: { value: flag(exportable) ?? false, at: evidence(exportable) },
        dependencies: resource.dependencies,
    };
    const vault = referenceByName(resources, resource, "vaultName", "keyvault:Vault");
    if (vault.kind === "found") return { vaults: [vault.urn], object };
    if (vault.kind !== "unknown") return { vaults: [], object };
    const anywhere = ofType(resources, "keyvault:Vault").map(({ urn }) => urn);
    return { vaults: vault.candidates.length > 0 ? vault.candidates : anywhere, object: perhapsElsewhere(object) };
}

/** An object that may stand in another vault: what it would forbid, it forbids perhaps. */
function perhapsElsewhere(object: VaultObject): VaultObject {
    const unlessUsual = <T>({ value, at }: Read<T | Unsure>, usual: T): Read<T | Unsure> => ({
        value: value === usual ? usual : unsure,
        at,
    });
    return {
        ...object,
        enabled: unlessUsual(object.enabled, true),
        expires: unlessUsual(object.expires, undefined),
        notBefore: unlessUsual(object.notBefore, undefined),
        keyOperations: unlessUsual(object.keyOperations, undefined),
        exportable: { ...object.exportable, value: unsure },
    };
}

/** Azure counts in seconds. */
function dateOf(named: Property, short: Property): Read<number | undefined | Unsure> {
    const from = named.value === undefined ? short : named;
    const seconds = count(from);
    return {
        value: typeof seconds === "number" ? seconds * 1000 : seconds,
        at: evidence(named.value === undefined && short.value !== undefined ? short : named),
    };
}

function versionOf(resource: PlanResource): string | Unsure {
    const uris = [
        text(output(resource, "properties", "secretUriWithVersion")),
        text(output(resource, "keyUriWithVersion")),
    ];
    const uri = uris.find((value) => typeof value === "string");
    const version = typeof uri === "string" ? uri.split("/").at(-1) : undefined;
    return version === undefined || version === "" ? unsure : version.toLowerCase();
}
