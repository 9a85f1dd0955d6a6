/** What only a real deployment checks. The SDK's own mocks stand in for the engine, which is not previewing. */
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test } from "vitest";
import { checkDeployment } from "../../stacks/deployment.ts";
import { placement, subscriptionId, tenantId } from "../support/recording.ts";

let client = { subscriptionId, tenantId };
let asked: string[] = [];

beforeEach(async () => {
    client = { subscriptionId, tenantId };
    asked = [];
    await pulumi.runtime.setMocks(
        {
            newResource: () => {
                throw new Error("nothing is to be registered");
            },
            call: ({ token }) => {
                asked.push(token);
                return { ...client, clientId: "", objectId: "" };
            },
        },
        "keyvault-blueprint",
        "dev",
        false,
    );
});

const group = { principalId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301" };
const check = (settings: object, where = placement): Promise<void> =>
    checkDeployment({ settings, placement: where, stack: "dev" });

describe("a deployment", () => {
    test("goes ahead with GUIDs of one's own, under the credentials that the ids were computed for", async () => {
        await check({ roleSets: { auditors: { group } } });
        await check({}, { ...placement, subscriptionId: subscriptionId.toUpperCase() });
        expect(asked).toEqual([
            "azure-native:authorization:getClientConfig",
            "azure-native:authorization:getClientConfig",
        ]);
    });

    test("refuses every placeholder by the setting that holds it, before it asks Azure anything", async () => {
        const guid = "00000000-0000-4000-8000-0000000000a1";
        const refusal = check(
            { roleSets: { auditors: { group: { principalId: guid } } } },
            { ...placement, tenantId: guid },
        );
        await expect(refusal).rejects.toMatchObject({
            refusal: {
                what: "azure-native:tenantId, roleSets.auditors.group.principalId (stack dev)",
                got: `2 placeholders, as ${guid}`,
            },
        });
        expect(asked).toEqual([]);
    });

    test.each(["subscriptionId", "tenantId"] as const)(
        "refuses another %s than its ids were computed for",
        async (field) => {
            client = { ...client, [field]: "99999999-2222-4333-8444-555555555555" };
            await expect(check({})).rejects.toMatchObject({
                refusal: {
                    what: `azure-native:${field}`,
                    got: expect.stringContaining("99999999-2222-4333-8444-555555555555") as string,
                },
            });
        },
    );
});
