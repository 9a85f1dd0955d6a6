import type { Sourced } from "./fact.ts";
import type { NameRule } from "./name-rules.ts";

export type ResourceScope = "subscription" | "resource group" | "tenant" | "extension";

/** How a Pulumi type of the azure-native provider maps to Azure: enough to compute ids before anything exists. */
export interface ResourceType extends Sourced {
    /** `Microsoft.KeyVault/vaults`. A segment in braces is the value of that input: `privateDnsZones/{recordType}`. */
    readonly armType: string;
    /** The version that the provider calls by default; custom resources of the provider's own have none. */
    readonly apiVersion?: string;
    /** The inputs that make up the id, in path order. */
    readonly names: readonly string[];
    /** Names that are always the same, by their place in the path: `{ 1: "default" }` in `blobServices/default`. */
    readonly fixed?: Readonly<Record<number, string>>;
    /** The provider makes up the last name: the id is not known before creation. */
    readonly generatedName?: true;
    readonly scope: ResourceScope;
    /** For an extension: the input that says what it is attached to. */
    readonly scopeProperty?: "scope" | "resourceUri";
    /** learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations */
    readonly abbreviation?: string;
    readonly nameRule?: NameRule;
}

export type More = Partial<Pick<ResourceType, "abbreviation" | "nameRule" | "fixed" | "generatedName" | "source">>;

export function resourceType(
    scope: ResourceScope,
    armType: string,
    apiVersion: string | undefined,
    names: readonly string[],
    more: More = {},
): ResourceType {
    return {
        scope,
        armType,
        ...(apiVersion === undefined ? {} : { apiVersion }),
        names,
        source: `learn.microsoft.com/azure/templates/${armType.toLowerCase()}`,
        certainty: "confirmed",
        ...more,
    };
}

/** Types of one resource provider that live in a resource group. */
export function provider(namespace: string, version: string | undefined) {
    return (path: string, names: readonly string[], more?: More): ResourceType =>
        resourceType("resource group", `${namespace}/${path}`, version, names, more);
}

export function extension(
    property: "scope" | "resourceUri",
    armType: string,
    version: string | undefined,
    names: readonly string[],
    more?: More,
): ResourceType {
    return { ...resourceType("extension", armType, version, names, more), scopeProperty: property };
}
