import * as pulumi from "@pulumi/pulumi";
import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { InputError } from "../input/error.ts";
import { placeholdersIn, refusePlaceholders } from "../topology/placeholders.ts";
import type { StackSettings } from "./settings.ts";

/**
 * Before the first resource: a preview warns of placeholders; a deployment refuses them, and refuses a subscription or
 * tenant other than the one that the ids were computed for.
 * @throws InputError; nothing is registered then
 */
export async function checkDeployment({ settings, placement, stack }: StackSettings<unknown>): Promise<void> {
    const found = [
        ...placeholdersIn({ "azure-native": { subscriptionId: placement.subscriptionId, tenantId: placement.tenantId } }),
        ...placeholdersIn(settings),
    ];
    if (pulumi.runtime.isDryRun()) {
        if (found.length > 0) await pulumi.log.warn(placeholderWarning(found.map(({ path }) => path)));
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

function placeholderWarning(paths: readonly string[]): string {
    return `Placeholders that a deployment will refuse: ${paths.join(", ")}.`;
}
