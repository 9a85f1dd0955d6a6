import * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/azure-native/types/index.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { keyTypes, rotationPolicy as policy, type KeyType, type KeyTypeName } from "../azure/keys.ts";
import { limits } from "../azure/limits.ts";
import { InputError } from "../input/error.ts";
import { durationInDays, validity, type Validity } from "../topology/dates.ts";
import { checkedName } from "../topology/names.ts";
import { refuseNamesakes } from "../topology/namesakes.ts";
import { Key, Secret } from "./keyvault-api.ts";

/** A secret of a vault: its value is given as a secret Output, or generated. */
export interface SecretArgs extends Validity {
    /** The value, as a secret Output (`config.requireSecret(…)`); a plain text is refused. @default generated */
    value?: pulumi.Output<string>;
    /** Length of a generated value. @default 32 */
    generatedLength?: number;
    /** What the value is, shown to whoever lists secrets; at most 255 characters. @default none */
    contentType?: string;
    /** A disabled secret cannot be read by anyone. @default true */
    enabled?: boolean;
    /** Something else writes new versions: later changes of value and dates are ignored here. @default false */
    rotatedElsewhere?: boolean;
}

/** A key of a vault. The private part never leaves it. */
export interface KeyArgs extends Validity {
    /** `RSA`, `EC`, or with a premium vault `RSA-HSM`, `EC-HSM`. @default "RSA" */
    type?: string;
    /** Bits of an RSA key: 2048, 3072 or 4096. @default 2048 */
    size?: number;
    /** Curve of an EC key: `P-256`, `P-256K`, `P-384` or `P-521`. @default "P-256" */
    curve?: string;
    /** `encrypt`, `decrypt`, `sign`, `verify`, `wrapKey`, `unwrapKey`. @default all that the type allows */
    operations?: string[];
    /** @default true */
    enabled?: boolean;
    /** Automatic rotation. @default none */
    rotation?: KeyRotationArgs;
}

/** A key's rotation policy; durations as ISO 8601 (`P90D`). */
export interface KeyRotationArgs {
    /** Age at which a new version is made; at least `P7D`. */
    every: string;
    /** Lifetime of each version: at least `P28D`, and a week longer than `every`. */
    expiresAfter: string;
    /** Time before expiry at which Event Grid is told. @default "P30D" */
    notifyBefore?: string;
}

/** The vault in which an object is made. */
export interface ObjectHome {
    /** Carries the dependency on the vault. */
    readonly vaultName: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly tags: Record<string, string>;
    /** The vault where it is made by the same program: the object's own deletion is spared when the vault goes. */
    readonly vault?: pulumi.Resource;
}

/**
 * Makes a secret. It is created through Resource Manager, which no vault firewall stops; deleting it alone later goes
 * through the data plane and needs a network and a role that the vault accepts.
 */
export function makeSecret(
    name: string,
    secretName: string,
    args: SecretArgs,
    home: ObjectHome,
    child: pulumi.CustomResourceOptions,
): Secret {
    const value = args.value ?? generated(`${name}-value-${secretName}`, args.generatedLength ?? defaultLength, child);
    return new Secret(
        `${name}-secret-${secretName}`,
        {
            vaultName: home.vaultName,
            resourceGroupName: home.resourceGroupName,
            secretName,
            tags: home.tags,
            properties: {
                value: pulumi.secret(value),
                ...(args.contentType !== undefined && { contentType: args.contentType }),
                attributes: { enabled: args.enabled ?? true, ...validity(args, secretName) },
            },
        },
        objectOptions(home, child, args.rotatedElsewhere === true),
    );
}

/** Makes a key, under the same conditions as {@link makeSecret}. */
export function makeKey(
    name: string,
    keyName: string,
    args: KeyArgs,
    home: ObjectHome,
    child: pulumi.CustomResourceOptions,
): Key {
    const type = args.type ?? "RSA";
    return new Key(
        `${name}-key-${keyName}`,
        {
            vaultName: home.vaultName,
            resourceGroupName: home.resourceGroupName,
            keyName,
            tags: home.tags,
            properties: {
                kty: type,
                ...(type.startsWith("RSA")
                    ? { keySize: args.size ?? defaultKeySize }
                    : { curveName: args.curve ?? defaultCurve }),
                ...(args.operations !== undefined && { keyOps: args.operations }),
                attributes: { enabled: args.enabled ?? true, ...validity(args, keyName) },
                ...(args.rotation !== undefined && { rotationPolicy: rotationPolicy(args.rotation) }),
            },
        },
        objectOptions(home, child, false),
    );
}

/** @throws InputError for names, sizes and dates that Key Vault refuses, and for a value in plain text */
export function checkSecrets(secrets: Record<string, SecretArgs>, what: string): void {
    refuseNamesakes(Object.keys(secrets), what);
    for (const [name, secret] of Object.entries(secrets)) {
        checkedName("keyvault:Secret", name, `${what}.${name}`);
        validity(secret, `${what}.${name}`);
        if (secret.value !== undefined && !pulumi.Output.isInstance(secret.value)) {
            throw new InputError({
                what: `${what}.${name}.value`,
                got: "a text in plain",
                expected: "a secret Output, so that the value is encrypted in the stack's file and state",
                fix: "pulumi config set --secret, and config.requireSecret in the program; or leave the value out",
            });
        }
        const length = secret.generatedLength ?? defaultLength;
        if (!Number.isInteger(length) || length < 12 || length > 512) {
            throw new InputError({
                what: `${what}.${name}.generatedLength`,
                got: length,
                expected: "12 to 512 characters",
                fix: `leave it out for ${defaultLength}`,
            });
        }
        const type = secret.contentType ?? "";
        if (type.length > limits.secretContentTypeLength.value) {
            throw new InputError({
                what: `${what}.${name}.contentType`,
                got: type,
                expected: `at most ${limits.secretContentTypeLength.value} characters`,
                fix: "shorten it; it is readable by whoever may list secrets",
            });
        }
    }
}

/** What Key Vault takes; the preview's symmetric keys are left out. */
const offeredTypes = Object.entries<KeyType>(keyTypes)
    .filter(([, row]) => row.preview === undefined)
    .map(([name]) => name);

/** @throws InputError for names, types, sizes, dates and rotation policies that Key Vault refuses */
export function checkKeys(keys: Record<string, KeyArgs>, sku: string, what: string): void {
    refuseNamesakes(Object.keys(keys), what);
    for (const [name, key] of Object.entries(keys)) {
        checkedName("keyvault:Key", name, `${what}.${name}`);
        validity(key, `${what}.${name}`);
        const type = key.type ?? "RSA";
        checkOneOf(type, offeredTypes, `${what}.${name}.type`);
        const row: KeyType = keyTypes[type as KeyTypeName];
        if (row.premium && sku !== "premium") {
            throw new InputError({
                what: `${what}.${name}.type`,
                got: type,
                expected: `a software-protected key in a ${sku} vault`,
                fix: 'set the vault\'s sku to "premium", or the type to ' + `"${type.replace("-HSM", "")}"`,
            });
        }
        if (row.sizes.length > 0) checkOneOf(key.size ?? defaultKeySize, row.sizes, `${what}.${name}.size`);
        else checkOneOf(key.curve ?? defaultCurve, row.curves, `${what}.${name}.curve`);
        for (const operation of key.operations ?? [])
            checkOneOf<string>(operation, row.uses, `${what}.${name}.operations`);
        if (key.rotation !== undefined) checkRotation(key.rotation, `${what}.${name}.rotation`);
    }
}

const defaultLength = 32;
const defaultKeySize = 2048;
const defaultCurve = "P-256";
const defaultNotice = "P30D";

function checkRotation(rotation: KeyRotationArgs, what: string): void {
    const every = durationInDays(rotation.every, `${what}.every`);
    const lifetime = durationInDays(rotation.expiresAfter, `${what}.expiresAfter`);
    const notice = durationInDays(rotation.notifyBefore ?? defaultNotice, `${what}.notifyBefore`);
    const { minimumDaysAfterCreation, minimumDaysBeforeExpiry, minimumLifetimeDays } = policy.value;
    if (lifetime < minimumLifetimeDays) {
        throw new InputError({
            what: `${what}.expiresAfter`,
            got: rotation.expiresAfter,
            expected: `at least P${minimumLifetimeDays}D`,
            fix: "lengthen the lifetime",
        });
    }
    if (every < minimumDaysAfterCreation || every > lifetime - minimumDaysBeforeExpiry) {
        throw new InputError({
            what: `${what}.every`,
            got: rotation.every,
            expected: `at least P${minimumDaysAfterCreation}D, and P${minimumDaysBeforeExpiry}D before the version expires after ${rotation.expiresAfter}`,
            fix: "rotate well before a version expires",
        });
    }
    if (notice >= lifetime) {
        throw new InputError({
            what: `${what}.notifyBefore`,
            got: rotation.notifyBefore ?? defaultNotice,
            expected: `less than the lifetime ${rotation.expiresAfter}`,
            fix: "shorten the notice or lengthen the lifetime",
        });
    }
}

function rotationPolicy(rotation: KeyRotationArgs): input.keyvault.RotationPolicyArgs {
    return {
        attributes: { expiryTime: rotation.expiresAfter },
        lifetimeActions: [
            { action: { type: "rotate" }, trigger: { timeAfterCreate: rotation.every } },
            { action: { type: "notify" }, trigger: { timeBeforeExpiry: rotation.notifyBefore ?? defaultNotice } },
        ],
    };
}

/** A random text with all four character classes, as Azure asks of passwords; its special characters need no quoting. */
export function makePassword(name: string, length: number, child: pulumi.CustomResourceOptions): RandomPassword {
    return new RandomPassword(
        name,
        { length, minLower: 1, minUpper: 1, minNumeric: 1, minSpecial: 1, overrideSpecial: "-_.~!*" },
        child,
    );
}

function generated(name: string, length: number, child: pulumi.CustomResourceOptions): pulumi.Output<string> {
    return makePassword(name, length, child).result;
}

/**
 * A secret that something else rotates is never written again from here: Resource Manager's write of any property sends
 * the value too and would make the old one the newest version, so a change of tags alone must not reach it either.
 */
function objectOptions(
    home: ObjectHome,
    child: pulumi.CustomResourceOptions,
    rotatedElsewhere: boolean,
): pulumi.CustomResourceOptions {
    return {
        ...child,
        ...(rotatedElsewhere && { ignoreChanges: ["*"] }),
        ...(home.vault !== undefined && { deletedWith: home.vault }),
    };
}

function checkOneOf<T extends string | number>(value: T, known: readonly T[], what: string): void {
    if (known.includes(value)) return;
    throw new InputError({ what, got: value, expected: `one of ${known.join(", ")}`, fix: "choose one of these" });
}
