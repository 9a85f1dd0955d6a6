import * as pulumi from "@pulumi/pulumi";
import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { InputError } from "../input/error.ts";
import { placeholdersIn, refusePlaceholders } from "../topology/placeholders.ts";
import type { StackSettings } from "./settings.ts";

interface WithNetwork {
    readonly network?: {
        readonly subnets: Readonly<Record<string, { readonly prefix?: string; readonly existingSubnetId?: string }>>;
    };
}

/**
 * Before the first resource: a preview warns of placeholders; a deployment refuses them, and refuses a subscription or
 * tenant other than the one that the ids were computed for.
 * @throws InputError; nothing is registered then
 */
export async function checkDeployment({ settings, placement, stack }: StackSettings<WithNetwork>): Promise<void> {
    const found = [
        ...placeholdersIn({
            "azure-native:subscriptionId": placement.subscriptionId,
            "azure-native:tenantId": placement.tenantId,
        }),
        ...placeholdersIn(settings),
    ];
    if (pulumi.runtime.isDryRun()) {
        if (found.length > 0) await pulumi.log.warn(placeholderWarning(found.map(({ path }) => path)));
        const unordered = automaticSubnets(settings);
        if (unordered.length > 1) await pulumi.log.warn(orderWarning(unordered));
        return;
    }
    refusePlaceholders(found, stack);
    const client = await getClientConfig();
    for (const field of ["subscriptionId", "tenantId"] as const) {
        if (client[field].toLowerCase() === placement[field].toLowerCase()) continue;
        throw new InputError({
            what: `azure-native:${field}`,
            got: `${placement[field]} in the stack's file, ${client[field]} by the credentials in use`,
            expected: "the same: every resource id is computed from it",
            fix: "az account set --subscription <id>, or correct the stack's file",
        });
    }
}

function automaticSubnets({ network }: WithNetwork): string[] {
    const subnets = Object.entries(network?.subnets ?? {});
    return subnets
        .filter(([, { prefix, existingSubnetId }]) => prefix === undefined && existingSubnetId === undefined)
        .map(([name]) => name);
}

/** In a program, subnets have the order in which they are listed; on its way from a stack's file Pulumi sorts them. */
function orderWarning(names: readonly string[]): string {
    return `Subnets without a prefix are placed in the order of their names: ${names.join(", ")}. A new one would move those after it: write their prefixes down.`;
}

function placeholderWarning(paths: readonly string[]): string {
    return `Placeholders that a deployment will refuse: ${paths.join(", ")}.`;
}
