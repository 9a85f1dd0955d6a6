import { describe, expect, test } from "vitest";
import {
    checkBastionSubnet,
    checkPlaceFor,
    checkServiceEndpoints,
    checkSubnetReference,
} from "../../topology/references.ts";
import { refused } from "../support/refused.ts";

const network = {
    subnets: {
        AzureBastionSubnet: {},
        workload: { serviceEndpoints: ["Microsoft.KeyVault"] },
        "private-endpoints": { serviceEndpoints: ["Microsoft.Storage"] },
        app: { delegation: "Microsoft.Web/serverFarms" },
    },
};

describe("a setting that names a subnet", () => {
    test("names one of the network's", () => {
        expect(() => checkSubnetReference(network, "workload", "virtualMachine.subnet")).not.toThrow();
        expect(refused(() => checkSubnetReference(network, "work-load", "virtualMachine.subnet"))).toEqual({
            what: "virtualMachine.subnet",
            got: "work-load",
            expected: "a subnet of the network: AzureBastionSubnet, workload, private-endpoints, app",
            fix: 'did you mean "workload"?',
        });
    });

    test.each(["AzureBastionSubnet", "app"])(
        "puts no machine and no endpoint into %s, which belongs to a service",
        (subnet) => {
            const refusal = refused(() => checkPlaceFor(network, subnet, "virtualMachine.subnet"));
            expect(refusal).toMatchObject({ what: "virtualMachine.subnet", got: subnet });
            expect(refusal.expected).toMatch(/workload, private-endpoints$/);
        },
    );

    test("may put machines and endpoints into all others", () => {
        for (const subnet of ["workload", "private-endpoints"])
            expect(() => checkPlaceFor(network, subnet, "privateLink.subnet")).not.toThrow();
        expect(refused(() => checkPlaceFor(network, "none", "privateLink.subnet")).got).toBe("none");
    });
});

describe("subnets that a vault admits", () => {
    test("have the service endpoint, in any case of its letters", () => {
        expect(() => checkServiceEndpoints(network, ["workload"], "vault.allowedSubnets")).not.toThrow();
        const lower = { subnets: { workload: { serviceEndpoints: ["microsoft.keyvault"] } } };
        expect(() => checkServiceEndpoints(lower, ["workload"], "vault.allowedSubnets")).not.toThrow();
    });

    test.each(["private-endpoints", "AzureBastionSubnet"])(
        "%s without it is refused, with the setting to add",
        (subnet) => {
            expect(
                refused(() => checkServiceEndpoints(network, ["workload", subnet], "vault.allowedSubnets")),
            ).toMatchObject({
                what: "vault.allowedSubnets[1]",
                got: `${subnet}, a subnet without the service endpoint`,
                fix: `add Microsoft.KeyVault to network.subnets.${subnet}.serviceEndpoints`,
            });
        },
    );

    test("exist", () => {
        expect(refused(() => checkServiceEndpoints(network, ["workloads"], "vault.allowedSubnets"))).toMatchObject({
            what: "vault.allowedSubnets[0]",
            fix: 'did you mean "workload"?',
        });
    });
});

describe("Bastion's subnet", () => {
    test("is there where the SKU needs it", () => {
        expect(() => checkBastionSubnet(network, true)).not.toThrow();
        expect(() => checkBastionSubnet({ subnets: {} }, false)).not.toThrow();
        const existing = {
            subnets: {},
            existingVirtualNetworkId:
                "/subscriptions/1/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub",
        };
        expect(() => checkBastionSubnet(existing, true)).not.toThrow();
    });

    test("named otherwise is refused, with the name to give it", () => {
        expect(refused(() => checkBastionSubnet({ subnets: { web: {}, BastionSubnet: {} } }, true))).toMatchObject({
            what: "network.subnets",
            got: "BastionSubnet",
            fix: "rename BastionSubnet to AzureBastionSubnet",
        });
    });

    test("missing is refused", () => {
        expect(refused(() => checkBastionSubnet({ subnets: { web: {} } }, true))).toMatchObject({
            got: "web",
            fix: "add AzureBastionSubnet, or choose SKU Developer",
        });
    });
});
