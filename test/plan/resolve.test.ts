import { describe, expect, test } from "vitest";
import { unknown } from "../../plan/plan.ts";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import { readPlan } from "../../plan/read.ts";
import { preview, resource, stack, step } from "./documents.ts";
import type { State } from "./documents.ts";

/* What a first preview of a program shows: inputs as they are known before anything exists, no ids, no outputs. */

const subscription = "00000000-1111-2222-3333-444444444444";
const group = `/subscriptions/${subscription}/resourceGroups/rg`;
const config = { "azure-native:subscriptionId": subscription };

const vnet = resource("azure-native:network:VirtualNetwork", "vnet", { inputs: { virtualNetworkName: "vnet", resourceGroupName: "rg" } });
const subnet = (name: string, more: PlanObject = {}): State =>
    resource("azure-native:network:Subnet", name, {
        inputs: { subnetName: name, virtualNetworkName: unknown, resourceGroupName: "rg" },
        propertyDependencies: { virtualNetworkName: [vnet.urn] },
        ...more,
    });
const vaultWith = (rules: readonly PlanObject[], dependencies: readonly string[]): State =>
    resource("azure-native:keyvault:Vault", "kv", {
        inputs: { vaultName: "kv", resourceGroupName: "rg", properties: { networkAcls: { virtualNetworkRules: rules } } },
        propertyDependencies: { properties: dependencies },
    });

function found(states: readonly State[], urn: string, more: PlanObject = { config }): PlanResource {
    const text = preview([step("create", stack), ...states.map((state) => step("create", state))], more);
    return readPlan(text, { name: "plan.json" }).plan.deployment.resources.find((candidate) => candidate.urn === urn)!;
}

const rulesOf = (vault: PlanResource) => (vault.inputs["properties"] as { networkAcls: { virtualNetworkRules: PlanObject[] } }).networkAcls.virtualNetworkRules;

describe("what can be one thing only", () => {
    test("the id of a resource whose names are known", () => {
        expect(found([vnet], vnet.urn).id).toBe(`${group}/providers/Microsoft.Network/virtualNetworks/vnet`);
    });

    test("the name of what a resource lives in", () => {
        const result = found([vnet, subnet("app")], subnet("app").urn);
        expect(result.inputs["virtualNetworkName"]).toBe("vnet");
        expect(result.id).toBe(`${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/app`);
    });

    test("the name of the resource group", () => {
        const rg = resource("azure-native:resources:ResourceGroup", "rg", { inputs: { resourceGroupName: "rg" } });
        const inGroup = { ...vnet, inputs: { virtualNetworkName: "vnet", resourceGroupName: unknown }, propertyDependencies: { resourceGroupName: [rg.urn] } };
        expect(found([rg, inGroup], vnet.urn).id).toBe(`${group}/providers/Microsoft.Network/virtualNetworks/vnet`);
    });

    test("the subnet that a vault's rule names", () => {
        const vault = vaultWith([{ id: unknown }], [subnet("app").urn]);
        expect(rulesOf(found([vnet, subnet("app"), vault], vault.urn))).toEqual([
            { id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/app` },
        ]);
    });

    test("the subnets that as many rules name", () => {
        const vault = vaultWith([{ id: unknown }, { id: unknown }], [subnet("a").urn, subnet("b").urn]);
        expect(rulesOf(found([vnet, subnet("a"), subnet("b"), vault], vault.urn))).toEqual(
            ["a", "b"].map((name) => ({ id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/${name}` })),
        );
    });

    test("an id in the subscription of a provider of the program's own", () => {
        const hub = resource("pulumi:providers:azure-native", "hub", { inputs: { subscriptionId: "hub-subscription" } });
        const there = { ...vnet, provider: `${hub.urn}::${unknown}` };
        expect(found([hub, there], vnet.urn).id).toMatch(/^\/subscriptions\/hub-subscription\//);
    });

    test("not what is known already", () => {
        const vault = vaultWith([{ id: "/known" }], [subnet("app").urn]);
        expect(rulesOf(found([vnet, subnet("app"), vault], vault.urn))).toEqual([{ id: "/known" }]);
    });
});

describe("what can be more than one thing stays unknown", () => {
    test("ids without a subscription", () => {
        expect(found([vnet], vnet.urn, {})).not.toHaveProperty("id");
    });

    test("ids in the subscription of a provider that does not tell it", () => {
        const hub = resource("pulumi:providers:azure-native", "hub");
        expect(found([hub, { ...vnet, provider: `${hub.urn}::${unknown}` }], vnet.urn)).not.toHaveProperty("id");
    });

    test("a name that the provider makes up", () => {
        expect(found([{ ...vnet, inputs: { resourceGroupName: "rg" } }], vnet.urn)).not.toHaveProperty("id");
    });

    test("a rule that depends on two subnets", () => {
        const vault = vaultWith([{ id: unknown }], [subnet("a").urn, subnet("b").urn]);
        expect(rulesOf(found([vnet, subnet("a"), subnet("b"), vault], vault.urn))).toEqual([{ id: unknown }]);
    });

    test("rules that differ in more than the subnet", () => {
        const rules = [{ id: unknown }, { id: unknown, ignoreMissingVnetServiceEndpoint: true }];
        const vault = vaultWith(rules, [subnet("a").urn, subnet("b").urn]);
        expect(rulesOf(found([vnet, subnet("a"), subnet("b"), vault], vault.urn))).toEqual(rules);
    });

    test("more rules than subnets, or fewer", () => {
        for (const count of [1, 3]) {
            const rules = Array.from({ length: count }, () => ({ id: unknown }));
            const vault = vaultWith(rules, [subnet("a").urn, subnet("b").urn]);
            expect(rulesOf(found([vnet, subnet("a"), subnet("b"), vault], vault.urn))).toEqual(rules);
        }
    });

    test("a rule that could name an inline subnet of a network", () => {
        const vault = vaultWith([{ id: unknown }], [subnet("a").urn, vnet.urn]);
        expect(rulesOf(found([vnet, subnet("a"), vault], vault.urn))).toEqual([{ id: unknown }]);
    });

    test("a rule that could come from another stack", () => {
        const reference = resource("pulumi:pulumi:StackReference", "hub");
        const vault = vaultWith([{ id: unknown }], [subnet("a").urn, reference.urn]);
        expect(rulesOf(found([vnet, subnet("a"), reference, vault], vault.urn))).toEqual([{ id: unknown }]);
    });

    test("the scope of a role assignment: the vault, or one of its secrets", () => {
        const vault = vaultWith([], []);
        const assignment = resource("azure-native:authorization:RoleAssignment", "reader", {
            inputs: { roleAssignmentName: "r", scope: unknown },
            propertyDependencies: { scope: [vault.urn] },
        });
        const result = found([vault, assignment], assignment.urn);
        expect(result.inputs["scope"]).toBe(unknown);
        expect(result).not.toHaveProperty("id");
    });

    test("a principal that Azure chooses", () => {
        const identity = resource("azure-native:managedidentity:UserAssignedIdentity", "id", { inputs: { resourceName: "id", resourceGroupName: "rg" } });
        const assignment = resource("azure-native:authorization:RoleAssignment", "reader", {
            inputs: { roleAssignmentName: "r", scope: "/x", principalId: unknown },
            propertyDependencies: { principalId: [identity.urn] },
        });
        expect(found([identity, assignment], assignment.urn).inputs["principalId"]).toBe(unknown);
    });
});
