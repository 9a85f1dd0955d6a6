import { AssertionError } from "node:assert";
import { beforeAll, describe, expect, test } from "vitest";
import { Vault } from "../../components/vault.ts";
import { PrincipalType, RoleSets } from "../../components/index.ts";
import { InputError } from "../../input/error.ts";
import type { Plan } from "../../plan/plan.ts";
import { unknown } from "../../plan/plan.ts";
import { ask, assertAllowed, assertDenied } from "../../testing/index.ts";
import { placement, registered } from "../support/recording.ts";

const reader = "aaaaaaaa-2222-4333-8444-555555555555";
const stranger = "bbbbbbbb-2222-4333-8444-555555555555";
const get = { do: "secrets/get", on: "kv-payments/secrets/db-password" };

let plan: Plan;
beforeAll(async () => {
    ({ plan } = await registered(() => {
        const vault = new Vault("payments", {
            placement,
            accessModel: "rbac",
            exposure: "firewall",
            trustedServices: "refuse",
            allowedAddresses: ["203.0.113.7"],
            softDeleteRetentionInDays: 7,
            purgeProtection: true,
            vaultName: "kv-payments",
            secrets: { "db-password": {} },
        });
        const application = { app: { principalId: reader, principalType: PrincipalType.ServicePrincipal } };
        new RoleSets("payments", {
            placement,
            vaultId: vault.vaultId,
            vaultName: vault.vaultName,
            accessModel: "rbac",
            personas: { application },
        });
    }));
});

/** The plan with the vault's rules unknown before deployment. */
function withUnknownRules(): Plan {
    const text = JSON.stringify(plan).replaceAll('"203.0.113.7/32"', JSON.stringify(unknown));
    expect(text).toContain(unknown);
    return JSON.parse(text) as Plan;
}

function failureOf(assertion: () => void): AssertionError {
    try {
        assertion();
    } catch (error) {
        if (error instanceof AssertionError) return error;
        throw error;
    }
    throw new Error("the assertion held");
}

test("an assertion that holds says nothing", () => {
    assertAllowed(plan, { from: "203.0.113.7", as: reader, ...get });
    assertDenied(plan, { from: "203.0.113.8", as: reader, ...get });
    assertDenied(plan, { from: "203.0.113.7", as: stranger, ...get });
});

test("the answer comes with all gates, and the same for words in another case", () => {
    const answer = ask(plan, { from: "203.0.113.7", as: stranger, ...get });
    expect(answer.gates).toHaveLength(6);
    expect(answer).toMatchObject({ verdict: "denied", status: 403, code: "ForbiddenByRbac" });
    expect(ask(plan, { from: "203.0.113.7", as: stranger.toUpperCase(), ...get })).toEqual(answer);
});

describe("an assertion that does not hold explains the answer", () => {
    test("where it should be allowed: the gates that stopped it, with the property", () => {
        const { message, actual, expected } = failureOf(() =>
            assertAllowed(plan, { from: "203.0.113.8", as: stranger, ...get }),
        );
        expect([actual, expected]).toEqual(["denied", "allowed"]);
        expect(message).toMatch(
            new RegExp(
                `^expected to be allowed: secrets/get on kv-payments/secrets/db-password from 203.0.113.8 as ${stranger}\n\nDenied by network: 403 ForbiddenByFirewall\n`,
            ),
        );
        expect(message.match(/^✗ \w+/gm)).toEqual(["✗ network", "✗ authorization"]);
        expect(message).toContain("payments-vault /inputs/properties/networkAcls");
        expect(message).toContain("\n\nWhat would allow it\n");
    });

    test("where it should be denied: what let it pass", () => {
        const { message } = failureOf(() => assertDenied(plan, { from: "203.0.113.7", as: reader, ...get }));
        expect(message).toContain("\n\nAllowed: every gate lets it pass\n");
        expect(message).toContain("Key Vault Secrets User");
        expect(message).toContain("203.0.113.7/32");
    });
});

test("what cannot be told is neither allowed nor denied", () => {
    const unsure = withUnknownRules();
    const words = { from: "203.0.113.7", as: reader, ...get };
    expect(ask(unsure, words).verdict).toBe("undetermined");
    for (const assertion of [assertAllowed, assertDenied]) {
        expect(failureOf(() => assertion(unsure, words)).message).toMatch(/\n\nUndetermined: .*network/);
    }
});

test("words that mean nothing in the plan are refused, not denied", () => {
    expect(() => assertDenied(plan, { from: "workload", as: reader, ...get })).toThrow(InputError);
});
