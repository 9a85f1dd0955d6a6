import { describe, expect, test } from "vitest";
import { matrixOf, type VaultMatrix } from "../../analysis/matrix.ts";
import type { PlanResource } from "../../plan/plan.ts";
import {
    assignment,
    group,
    network,
    oracle,
    privateLink,
    resource,
    roles,
    stranger,
    subnet,
    subnetId,
    tenant,
    user,
    vault,
    vaultEndpoint,
    vaultId,
} from "./plans.ts";

const closed = vault({
    networkAcls: {
        defaultAction: "Deny",
        bypass: "AzureServices",
        virtualNetworkRules: [{ id: subnetId("app") }],
        ipRules: [{ value: "203.0.113.0/25" }, { value: "203.0.113.0/24" }],
    },
});
const plan: readonly PlanResource[] = [
    network(),
    subnet("app", { serviceEndpoints: vaultEndpoint }),
    subnet("same", { serviceEndpoints: vaultEndpoint, addressPrefix: "10.0.9.0/24" }),
    subnet("plain", { addressPrefix: "10.0.2.0/24" }),
    subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
    closed,
    assignment(roles.secretsUser, user),
    assignment(roles.secretsUser, stranger),
    assignment(roles.reader, group),
    assignment(roles.secretsUser, group, `${vaultId}/secrets/shared`),
    resource("keyvault:Secret", "off", {
        vaultName: "kv",
        resourceGroupName: "rg",
        secretName: "off",
        properties: { attributes: { enabled: false } },
    }),
];

function matrix(resources: readonly PlanResource[]): VaultMatrix {
    return matrixOf(oracle(...resources).model).vaults[0]!;
}

/** The verdict that a matrix gives to a place, a caller, an operation and an object by name. */
function cell(own: VaultMatrix, place: string, caller: string, operation: string, object?: string): string {
    const origin = own.origins.findIndex(({ members }) => members.includes(place));
    const who = own.callers.findIndex(({ members }) => members.includes(caller));
    const what = own.objects.findIndex(({ name }) => name === object);
    expect([origin, who, what]).not.toContain(-1);
    const found = own.cells.find(
        (candidate) => candidate.origin === origin && candidate.caller === who && candidate.object === what,
    );
    return found?.allowed.includes(operation) === true
        ? "allowed"
        : found?.undetermined.includes(operation) === true
          ? "undetermined"
          : "denied";
}

describe("the matrix", () => {
    const own = matrix(plan);
    test("puts together what a vault cannot tell apart", () => {
        expect(own.origins.find(({ members }) => members.includes("203.0.113.0/25"))?.members).toEqual([
            "203.0.113.0/25",
            "203.0.113.128/25",
        ]);
        expect(own.callers.find(({ members }) => members.includes(user))?.members).toEqual([user, stranger]);
        expect(own.origins.find(({ members }) => members.includes("vnet/app"))?.members).toEqual(["vnet/app"]);
    });

    test("gives every class the verdict of each of its members", () => {
        const asked = oracle(...plan);
        for (const { origin, caller, object, allowed, undetermined } of own.cells) {
            for (const name of [...allowed, ...undetermined]) {
                const verdict = asked.verdict({
                    origin: own.origins[origin]!.place,
                    caller: own.callers[caller]!.caller,
                    operation: { plane: "data", name },
                    object: own.objects[object]!,
                });
                expect(verdict).toBe(allowed.includes(name) ? "allowed" : "undetermined");
            }
        }
    });

    test("answers for places, callers and objects by name", () => {
        expect(cell(own, "vnet/app", user, "secrets/get")).toBe("allowed");
        expect(cell(own, "vnet/same", user, "secrets/get")).toBe("denied");
        // Its address is Azure's to choose, and a rule may name it.
        expect(cell(own, "vnet/plain", user, "secrets/get")).toBe("undetermined");
        expect(cell(own, "203.0.113.0/25", user, "secrets/get")).toBe("allowed");
        expect(cell(own, "internet", user, "secrets/get")).toBe("denied");
        expect(cell(own, "vnet/app", group, "secrets/get")).toBe("denied");
        expect(cell(own, "vnet/app", group, "secrets/get", "shared")).toBe("allowed");
        expect(cell(own, "vnet/app", user, "secrets/get", "off")).toBe("denied");
        expect(cell(own, "vnet/app", user, "secrets/list")).toBe("allowed");
        expect(cell(own, "vnet/app", "anyone else", "secrets/list")).toBe("denied");
        expect(cell(own, "vnet/app", "anonymous", "secrets/list")).toBe("denied");
    });

    test("asks services about their scenario alone", () => {
        const withKey = matrix([...plan, assignment(roles.cryptoServiceEncryptionUser, user)]);
        expect(cell(withKey, "service:Azure Storage", user, "keys/wrapKey")).toBe("allowed");
        expect(cell(withKey, "service:Azure Storage", user, "secrets/get")).toBe("denied");
    });

    test("says how much it covered", () => {
        const { covered } = own;
        expect(covered.places).toBe(own.origins.reduce((sum, { members }) => sum + members.length, 0));
        expect(covered.principals).toBe(own.callers.reduce((sum, { members }) => sum + members.length, 0));
        expect(covered.originClasses).toBe(own.origins.length);
        expect(covered.questions).toBeGreaterThan(covered.asked);
    });

    test("keeps vaults apart", () => {
        const two = matrixOf(
            oracle(
                ...plan,
                ...privateLink({ vault: "kv2" }),
                vault({ publicNetworkAccess: "Disabled" }, { name: "kv2" }),
                assignment(roles.secretsUser, group, `${vaultId}2`),
            ).model,
        ).vaults;
        expect(two.map(({ vault: { name } }) => name)).toEqual(["kv", "kv2"]);
        expect(cell(two[1]!, "vnet/plain", group, "secrets/get")).toBe("allowed");
        expect(cell(two[0]!, "vnet/plain", group, "secrets/get")).toBe("denied");
    });

    test("has a class for who comes through the application that an access policy names", () => {
        const accessPolicies = [
            { tenantId: tenant, objectId: user, applicationId: stranger, permissions: { secrets: ["get"] } },
        ];
        const bound = vault({ enableRbacAuthorization: false, accessPolicies });
        const compound = matrix([bound]);
        expect(cell(compound, "internet", user, "secrets/get")).toBe("denied");
        expect(cell(compound, "internet", `${user} through application ${stranger}`, "secrets/get")).toBe("allowed");
        // Where roles decide, the entry is ignored, and so is its application.
        const members = matrix([vault({ accessPolicies })]).callers.flatMap((callers) => callers.members);
        expect(members.join()).not.toContain("through");
    });
});
