import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import { checkCertificates } from "../../topology/certificates.ts";
import { checkLogin, type LoginSettings } from "../../topology/machine.ts";
import { checkPrincipal, checkPrincipals } from "../../topology/principals.ts";
import { refused } from "../support/refused.ts";

const sshPublicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJkB0Ll6v3b4s0Xr2y3Jm1nQ8Yz7o0w1k2j3h4g5f6d7 someone@example.org";
const byKey: LoginSettings = { login: "ssh-key", sshPublicKey, hasPasswordSecret: false, adminUsername: "azureuser" };
const byPassword: LoginSettings = { login: "password", hasPasswordSecret: true, adminUsername: "azureuser" };
const check = (settings: LoginSettings): void => checkLogin(settings, "virtualMachine");

describe("a sign-in", () => {
    test("is by key, or by a generated password that a vault keeps", () => {
        expect(() => check(byKey)).not.toThrow();
        expect(() => check(byPassword)).not.toThrow();
        for (const kind of ["ssh-rsa", "ecdsa-sha2-nistp256"])
            expect(() => check({ ...byKey, sshPublicKey: `${kind} ${"A".repeat(60)}` })).not.toThrow();
    });

    test.each([
        ["an unknown word", { ...byKey, login: "key" }, "virtualMachine.login"],
        ["ssh-key without a key", { ...byKey, sshPublicKey: undefined }, "virtualMachine.sshPublicKey"],
        ["password with a key", { ...byPassword, sshPublicKey }, "virtualMachine.sshPublicKey"],
        ["password without a vault", { ...byPassword, hasPasswordSecret: false }, "virtualMachine.passwordSecret"],
        ["ssh-key with a vault", { ...byKey, hasPasswordSecret: true }, "virtualMachine.passwordSecret"],
        ["what is no key", { ...byKey, sshPublicKey: "my key" }, "virtualMachine.sshPublicKey"],
        [
            "a key of a kind that Azure does not take",
            { ...byKey, sshPublicKey: `ssh-dss ${"A".repeat(60)}` },
            "virtualMachine.sshPublicKey",
        ],
    ] satisfies [string, LoginSettings, string][])("%s is refused", (_, settings, what) =>
        expect(refused(() => check(settings)).what).toBe(what),
    );

    test("shows no private key that was given by mistake", () => {
        const secret = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";
        const mistake = { ...byKey, sshPublicKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}` };
        expect(refused(() => check(mistake)).got).toBe("a private key");
        expect(() => check(mistake)).toThrow(
            expect.not.objectContaining({ message: expect.stringContaining(secret) as string }) as Error,
        );
    });

    test.each(["admin", "Administrator", "root", "user1", "test", "", "1st", "with space", "a".repeat(65)])(
        "as %j is refused by Azure",
        (adminUsername) => {
            expect(refused(() => check({ ...byKey, adminUsername }))).toMatchObject({
                what: "virtualMachine.adminUsername",
                got: adminUsername,
            });
        },
    );
});

describe("a certificate that a machine fetches", () => {
    test("is named by its vault's address and its name", () => {
        for (const vaultUri of [
            "https://kv-payments.vault.azure.net/",
            "https://kv-payments.vault.azure.cn",
            Promise.resolve("later"),
        ]) {
            expect(() => checkCertificates([{ vaultUri, certificateName: "app-tls" }], "certificates")).not.toThrow();
        }
    });

    test.each([
        ["http://kv-payments.vault.azure.net/", "app-tls", "vaultUri"],
        ["https://kv-payments.vault.azure.net/secrets/app-tls", "app-tls", "vaultUri"],
        ["https://example.org/", "app-tls", "vaultUri"],
        ["https://kv-payments.vault.azure.net/", "app_tls", "certificateName"],
        ["https://kv-payments.vault.azure.net/", "app-tls/0123", "certificateName"],
        ["https://kv-payments.vault.azure.net/", "", "certificateName"],
    ])("%s %j is refused", (vaultUri, certificateName, field) => {
        expect(refused(() => checkCertificates([{ vaultUri, certificateName }], "certificates")).what).toBe(
            `certificates[0].${field}`,
        );
    });
});

describe("a principal", () => {
    const principalId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    test("is an object id with its type; an id of a resource that is still to be made is taken", () => {
        for (const type of ["User", "Group", "ServicePrincipal"])
            expect(() => checkPrincipal(principalId, type, "people.ann")).not.toThrow();
        expect(() => checkPrincipal(Promise.resolve("later"), "User", "people.ann")).not.toThrow();
    });

    test.each([
        ["ann@example.org", "User", "people.ann.principalId"],
        ["", "Group", "people.ann.principalId"],
        [principalId, "user", "people.ann.principalType"],
        [principalId, "ManagedIdentity", "people.ann.principalType"],
    ])("%j of type %s is refused", (id, principalType, what) => {
        expect(refused(() => checkPrincipals({ ann: { principalId: id, principalType } }, "people")).what).toBe(what);
        expect(() => checkPrincipal(id, principalType, "people.ann")).toThrow(InputError);
    });
});
