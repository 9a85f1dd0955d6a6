import { describe, expect, test } from "vitest";
import { checkExisting, existingResource } from "../../topology/existing.ts";
import { refused } from "../support/refused.ts";

const group = "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-hub";
const network = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-hub`;

describe("a resource that exists", () => {
    test("is named by its id, in any case", () => {
        const parts = {
            subscriptionId: "11111111-2222-4333-8444-555555555555",
            resourceGroupName: "rg-hub",
            names: ["vnet-hub"],
        };
        expect(existingResource("network:VirtualNetwork", network, "network")).toMatchObject(parts);
        expect(() => checkExisting("network:VirtualNetwork", network.toUpperCase(), "network")).not.toThrow();
        expect(existingResource("network:Subnet", `${network}/subnets/web`, "subnet").names).toEqual([
            "vnet-hub",
            "web",
        ]);
    });

    test("that another resource gives, or none, is taken as it is", () => {
        for (const id of [undefined, Promise.resolve("later")])
            expect(() => checkExisting("network:VirtualNetwork", id, "network")).not.toThrow();
    });

    test.each([
        ["its name", "vnet-hub"],
        ["nothing", ""],
        ["its group", group],
        ["another type", network.replace("virtualNetworks", "virtualHubs")],
        ["another provider", network.replace("Microsoft.Network", "Microsoft.ClassicNetwork")],
        ["a part of it", `${network}/subnets/web`],
        ["an id cut short", network.replace("/vnet-hub", "")],
        ["an id without its group", network.replace("/resourceGroups/rg-hub", "")],
    ])("is not named by %s", (_, id) => {
        expect(
            refused(() => checkExisting("network:VirtualNetwork", id, "network.existingVirtualNetworkId")),
        ).toMatchObject({
            what: "network.existingVirtualNetworkId",
            got: id,
            expected: "/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/<name>",
        });
    });
});
