/**
 * A plan: the resources that a program registers, in the shape of `pulumi stack export`.
 *
 * Values are JSON with two of Pulumi's own marks: {@link unknown} for what is known only after deployment, and
 * {@link secret} for a secret without its value.
 */
export interface Plan {
    readonly version: 3;
    readonly deployment: { readonly resources: readonly PlanResource[] };
}

export interface PlanResource {
    /** `urn:pulumi:<stack>::<project>::<parent types$type>::<name>`, unique in the plan. */
    readonly urn: string;
    /** Pulumi's type token, as `azure-native:keyvault:Vault`. */
    readonly type: string;
    /** True for resources of a provider, false for components and the stack. */
    readonly custom: boolean;
    /** The resource id, or {@link unknown}; absent where only deployment will tell (previews leave it out). */
    readonly id?: string;
    /** The parent's URN. */
    readonly parent?: string;
    readonly inputs: PlanObject;
    readonly outputs: PlanObject;
    /** URNs, sorted. */
    readonly dependencies: readonly string[];
    /** For each input property the URNs that it depends on, sorted. */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly protect?: true;
    /** The provider's reference, `<urn>::<id>`, where one was chosen explicitly. */
    readonly provider?: string;
    /** Input properties whose later changes the author ignores. */
    readonly ignoreChanges?: readonly string[];
    readonly retainOnDelete?: true;
    readonly deletedWith?: string;
    /** True for a resource that the program only reads and does not manage. */
    readonly external?: true;
    /** Former URNs that the author gives. The provider's own, one for each API version, are left out. */
    readonly aliases?: readonly string[];
    /** Output properties that the author declares secret. */
    readonly additionalSecretOutputs?: readonly string[];
}

export type PlanValue = null | boolean | number | string | readonly PlanValue[] | PlanObject;
export interface PlanObject {
    readonly [key: string]: PlanValue;
}

/** Pulumi's mark for a value that is known only after deployment (`sdk/go/common/resource/plugin/rpc.go`, UnknownStringValue). */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key under which Pulumi marks special values, and the mark of a secret (`sdk/go/common/resource/sig`). */
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A secret without its value. */
export const secret: PlanObject = { [signatureKey]: secretSignature };

/** Whether a value is known only after deployment. */
export function isUnknown(value: unknown): boolean {
    return value === unknown;
}

/** Whether a value is a secret; its value is never in a plan. */
export function isSecret(value: unknown): boolean {
    return (
        typeof value === "object" &&
        value !== null &&
        (value as Record<string, unknown>)[signatureKey] === secretSignature
    );
}
