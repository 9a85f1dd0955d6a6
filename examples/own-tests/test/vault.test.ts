import { resolve } from "node:path";
import { ask, assertAllowed, assertDenied, recordStack, resourceOf, resourcesOf } from "keyvault-blueprint/testing";
import { expect, test } from "vitest";

// The program of the stack, without Azure, credentials or the Pulumi engine.
const { plan } = await recordStack({ folder: resolve(import.meta.dirname, ".."), stack: "dev" });
const readPassword = { do: "secrets/get", on: "kv-orders-dev/secrets/db-password" };

test("nobody can purge what the vault holds", () => {
    expect(resourceOf(plan, "keyvault:Vault").inputs).toMatchObject({ properties: { enablePurgeProtection: true } });
});

test("no machine has a public address", () => {
    expect(resourcesOf(plan, "network:PublicIPAddress")).toEqual([]);
});

test("the application reads its password, from its subnet", () => {
    assertAllowed(plan, { from: "workload", as: "application", ...readPassword });
});

test("it reads nothing else", () => {
    assertDenied(plan, {
        from: "workload",
        as: "application",
        do: "secrets/get",
        on: "kv-orders-dev/secrets/signing-token",
    });
    assertDenied(plan, {
        from: "workload",
        as: "application",
        do: "secrets/set",
        on: "kv-orders-dev/secrets/db-password",
    });
});

test("its identity is of no use elsewhere", () => {
    assertDenied(plan, { from: "build", as: "application", ...readPassword });
    expect(ask(plan, { from: "internet", as: "application", ...readPassword })).toMatchObject({
        verdict: "denied",
        code: "ForbiddenByFirewall",
    });
});
