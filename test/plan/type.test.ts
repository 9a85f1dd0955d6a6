import { expect, test } from "vitest";
import { azureType } from "../../plan/type.ts";

test.each([
    ["azure-native:keyvault:Vault", "keyvault:Vault", undefined],
    ["azure-native:keyvault/v20230701:Vault", "keyvault:Vault", "2023-07-01"],
    [
        "azure-native:network/v20230801preview:NetworkSecurityPerimeter",
        "network:NetworkSecurityPerimeter",
        "2023-08-01-preview",
    ],
    ["azure-native_keyvault_v20260201:keyvault:Vault", "keyvault:Vault", "2026-02-01"],
    ["azure-native_keyvault_v20260301preview:keyvault:Vault", "keyvault:Vault", "2026-03-01-preview"],
    ["azure-native_storage_v20240101:storage/v20240101:StorageAccount", "storage:StorageAccount", "2024-01-01"],
])("%s is %s at %s", (token, key, apiVersion) => {
    expect(azureType(token)).toEqual({ key, ...(apiVersion !== undefined && { apiVersion }) });
});

test.each([
    "azure:keyvault/keyVault:KeyVault",
    "random:index/randomPassword:RandomPassword",
    "keyvault-blueprint:index:Vault",
    "pulumi:providers:azure-native",
    "azure-native",
    "",
    "azure-nativex:keyvault:Vault",
])("%s is no type of azure-native", (token) => expect(azureType(token)).toBeUndefined());
