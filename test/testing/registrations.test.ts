import { AssertionError } from "node:assert";
import { expect, test } from "vitest";
import type { Plan, PlanResource } from "../../plan/plan.ts";
import { resourceOf, resourcesOf } from "../../testing/index.ts";

function planOf(...resources: [type: string, name: string][]): Plan {
    const of = ([type, name]: [string, string]): PlanResource => {
        const urn = `urn:pulumi:dev::shop::${type}::${name}`;
        return { urn, type, custom: true, inputs: {}, outputs: {}, dependencies: [], propertyDependencies: {} };
    };
    return { version: 3, deployment: { resources: resources.map(of) } };
}

const plan = planOf(
    ["azure-native:keyvault:Vault", "first"],
    ["azure-native:keyvault/v20230701:Vault", "second"],
    ["azure-native:keyvault:Secret", "first"],
    ["keyvault-blueprint:index:Vault", "component"],
    ["random:index/randomPassword:RandomPassword", "password"],
);
const names = (resources: readonly PlanResource[]): (string | undefined)[] =>
    resources.map(({ urn }) => urn.split("::").at(-1));

test("a type of azure-native stands for all its API versions, in short or in full", () => {
    expect(names(resourcesOf(plan, "keyvault:Vault"))).toEqual(["first", "second"]);
    expect(names(resourcesOf(plan, "azure-native:keyvault:Vault"))).toEqual(["first", "second"]);
    expect(names(resourcesOf(plan, "keyvault-blueprint:index:Vault"))).toEqual(["component"]);
    expect(names(resourcesOf(plan, "random:index/randomPassword:RandomPassword"))).toEqual(["password"]);
    expect(resourcesOf(plan, "Vault")).toEqual([]);
});

test("one resource by type, or by type and the whole name", () => {
    expect(resourceOf(plan, "keyvault:Secret").urn).toContain("keyvault:Secret::first");
    expect(resourceOf(plan, "keyvault:Vault", "second").type).toBe("azure-native:keyvault/v20230701:Vault");
});

test.each<[string, string, string | undefined, string]>([
    ["several of a type", "keyvault:Vault", undefined, "expected one keyvault:Vault; the plan has first, second"],
    ["none of a type", "keyvault:Key", undefined, "expected one keyvault:Key; the plan has none"],
    [
        "an end of a name",
        "keyvault:Vault",
        "cond",
        "expected one keyvault:Vault named cond; the plan has first, second",
    ],
])("%s: fails, with what there is", (_, type, name, message) => {
    expect(() => resourceOf(plan, type, name)).toThrow(AssertionError);
    expect(() => resourceOf(plan, type, name)).toThrow(message);
});
