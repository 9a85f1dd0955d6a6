/** "Azure Key Vault with Azure Service Endpoints and Private Link", row by row, in what its stack registers. */
import { describe, expect, it } from "vitest";
import type { PlanObject } from "../../../plan/plan.ts";
import { nameOf, registered, type Registered } from "../stack.ts";
import { networkRules, permissions, subnets, tail } from "./inputs.ts";

const at = (step: string): Promise<Registered> => registered("endpoint-lab", { "keyvault-blueprint:step": step });

describe("S1", () => {
    it("S1.1 three subnets, a machine in each, and a client outside that is an address", async () => {
        const plan = await at("addresses");
        expect(Object.keys(subnets(plan)).sort()).toEqual(["default", "privateLink", "serviceEndpoint"]);
        const cards = plan
            .all("network:NetworkInterface")
            .map(({ inputs }) => JSON.stringify(inputs["ipConfigurations"]));
        expect(cards).toHaveLength(3);
        for (const subnet of ["default", "privateLink", "serviceEndpoint"]) {
            expect(cards.filter((card) => card.includes(`/subnets/${subnet}"`))).toHaveLength(1);
        }
        expect(networkRules(plan).addresses).toContain("198.51.100.7/32");
    });

    it("S1.2 open at first, then the one subnet with the service endpoint and nobody else", async () => {
        expect(networkRules(await at("all-networks"))).toMatchObject({
            publicNetworkAccess: "Enabled",
            defaultAction: "Allow",
        });
        expect(networkRules(await at("service-endpoint"))).toEqual({
            publicNetworkAccess: "Enabled",
            defaultAction: "Deny",
            bypass: "None",
            addresses: [],
            subnets: ["serviceEndpoint"],
        });
    });

    it("S1.3 the subnet has the service endpoint, the others have none", async () => {
        expect(subnets(await at("service-endpoint"))).toEqual({
            serviceEndpoint: ["Microsoft.KeyVault"],
            privateLink: [],
            default: [],
        });
    });

    it("S1.4 two machines have identities of their own, the third has none", async () => {
        const machines = (await at("addresses")).all("compute:VirtualMachine");
        const identities = machines.map((machine) => [
            nameOf(machine),
            (machine.inputs["identity"] as PlanObject | undefined)?.["type"],
        ]);
        expect(Object.fromEntries(identities)).toEqual({
            "endpoint-lab-default-vm": "SystemAssigned",
            "endpoint-lab-private-link-vm": undefined,
            "endpoint-lab-service-endpoint-vm": "SystemAssigned",
        });
    });

    it("S1.5 an access policy for each of the two, as the portal's template for keys, secrets and certificates", async () => {
        const plan = await at("addresses");
        for (const machine of ["default", "service-endpoint"]) {
            const given = permissions(plan, `-${machine}-policy`);
            expect(given.secrets).toEqual(["get", "list", "set", "delete", "recover", "backup", "restore"]);
            expect(given.keys).toEqual(expect.arrayContaining(["get", "list", "create", "import"]));
            expect(given.keys).not.toContain("decrypt");
            expect(given.certificates).toEqual(expect.arrayContaining(["get", "list", "import", "managecontacts"]));
            const policy = plan
                .all("keyvault:AccessPolicy")
                .find((resource) => nameOf(resource).endsWith(`-${machine}-policy`));
            expect(policy?.dependencies.map(tail)).toContain(`endpoint-lab-${machine}-vm`);
        }
    });

    it("S1.6 every request is logged, and a saved query shows address and result of each", async () => {
        const plan = await at("addresses");
        expect(plan.inputs("monitor:DiagnosticSetting")).toMatchObject({
            logs: [{ categoryGroup: "allLogs", enabled: true }],
            logAnalyticsDestinationType: "Dedicated",
        });
        const query = plan.inputs("operationalinsights:SavedSearch", "-calls");
        expect(query["displayName"]).toBe("Who called (endpoint-lab)");
        for (const column of ["CallerIpAddress", "HttpStatusCode", "ResultSignature"])
            expect(query["query"]).toContain(column);
        expect(query["query"]).not.toMatch(/in \(401, 403\)/);
    });

    it("S1.7 then the addresses of the author and the outside client, and the NAT gateway's for the machine in default", async () => {
        const plan = await at("addresses");
        expect(networkRules(plan)).toEqual({
            publicNetworkAccess: "Enabled",
            defaultAction: "Deny",
            bypass: "None",
            addresses: ["198.51.100.7/32", "203.0.113.10/32", "unknown"],
            subnets: ["serviceEndpoint"],
        });
        const vault = plan.all("keyvault:Vault")[0];
        expect(vault?.dependencies.map(tail)).toContain("endpoint-lab-nat-address");
        const natSubnets = plan.all("network:Subnet").filter(({ inputs }) => inputs["natGateway"] !== undefined);
        expect(natSubnets.map(({ inputs }) => inputs["subnetName"])).toEqual(expect.arrayContaining(["default"]));
    });

    it("S1.11 then a private endpoint in the third subnet, with its zone, link and record", async () => {
        expect((await at("addresses")).all("network:PrivateEndpoint")).toEqual([]);
        const plan = await at("private-link");
        const endpoint = plan.inputs("network:PrivateEndpoint");
        expect(tail((endpoint["subnet"] as PlanObject)["id"])).toBe("privateLink");
        expect(endpoint["privateLinkServiceConnections"]).toMatchObject([{ groupIds: ["vault"] }]);
        expect(plan.inputs("privatedns:PrivateZone")["privateZoneName"]).toBe("privatelink.vaultcore.azure.net");
        expect(tail((plan.inputs("privatedns:VirtualNetworkLink")["virtualNetwork"] as PlanObject)["id"])).toBe(
            "vnet-endpoint-lab",
        );
        expect(JSON.stringify(plan.inputs("network:PrivateDnsZoneGroup")["privateDnsZoneConfigs"])).toContain(
            "privatelink.vaultcore.azure.net",
        );
        expect(networkRules(plan), "C1: it closes nothing").toMatchObject({
            publicNetworkAccess: "Enabled",
            defaultAction: "Allow",
        });
        expect(networkRules(await at("private-only"))).toMatchObject({
            publicNetworkAccess: "Disabled",
            defaultAction: "Deny",
            bypass: "None",
        });
    });
});
