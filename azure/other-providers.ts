import type { Sourced } from "./fact.ts";

/**
 * Resources that can change access to a vault and that are not Azure's own types, so that what they do is not read:
 *
 * - `grants`: adds a role assignment or an access policy, and takes none away;
 * - `joins groups`: makes somebody a member of a group;
 * - `network`: changes names, routes or endpoints;
 * - `anything`: deploys a template, runs a script or calls any API.
 */
export type ForeignEffect = "grants" | "joins groups" | "network" | "anything";

export interface ForeignResource extends Sourced {
    /** What the type token starts with. */
    readonly prefix: string;
    /** The prefix is the whole type: longer ones are others'. */
    readonly whole?: true;
    readonly effect: ForeignEffect;
}

const registry = "www.pulumi.com/registry/packages";
const row = (prefix: string, effect: ForeignEffect, page: string): ForeignResource => ({
    prefix,
    effect,
    source: `${registry}/${page}`,
    certainty: "confirmed",
});

/** The first row that fits decides. */
export const foreignResources: readonly ForeignResource[] = [
    row("azure:keyvault/accessPolicy:", "grants", "azure"),
    row("azure:authorization/", "grants", "azure"),
    row("azure:pim/", "grants", "azure"),
    row("azure:keyvault/", "anything", "azure"),
    row("azure:privatedns/", "network", "azure"),
    row("azure:privatelink/", "network", "azure"),
    row("azure:network/", "network", "azure"),
    row("azure:core/", "anything", "azure"),
    row("azuread:index/groupMember:", "joins groups", "azuread"),
    row("azuread:index/group:", "joins groups", "azuread"),
    row("azapi:", "anything", "azapi"),
    { ...row("azure-native:resources:Resource", "anything", "azure-native"), whole: true },
    row("azure-native:resources:Deployment", "anything", "azure-native"),
    row("azure-native:blueprint:Assignment", "anything", "azure-native"),
    row("azure-native:resources:AzureCliScript", "anything", "azure-native"),
    row("azure-native:resources:AzurePowerShellScript", "anything", "azure-native"),
    row("command:", "anything", "command"),
    row("pulumi-nodejs:dynamic", "anything", "../docs/iac/concepts/resources/dynamic-providers"),
    row("pulumi-python:dynamic", "anything", "../docs/iac/concepts/resources/dynamic-providers"),
];
