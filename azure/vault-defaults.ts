import type { Fact } from "./fact.ts";

/** Vaults created by this API version or a later one, without a choice, authorise by Azure RBAC; by older ones, by access policies. */
export const rbacFrom: Fact<string> = {
    value: "2026-02-01",
    source: "learn.microsoft.com/azure/key-vault/general/access-control-default",
    certainty: "confirmed",
};

/** `publicNetworkAccess` where it is left out. */
export const publicAccess: Fact<"Enabled"> = {
    value: "Enabled",
    source: "learn.microsoft.com/azure/templates/microsoft.keyvault/vaults",
    certainty: "confirmed",
};

/** `bypass` where it is left out of a `networkAcls` that is there. */
export const bypass: Fact<"AzureServices"> = {
    value: "AzureServices",
    source: "learn.microsoft.com/azure/templates/microsoft.keyvault/vaults",
    certainty: "confirmed",
};
