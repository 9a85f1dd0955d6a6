import { describe, expect, test } from "vitest";
import { changed } from "../../analysis/changes.ts";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { remediesFor } from "../../analysis/remedies.ts";
import { readQuestion, type Words } from "../../analysis/words.ts";
import { unknown, type PlanObject, type PlanResource } from "../../plan/plan.ts";
import {
    assignment,
    everyAccess,
    group,
    groupId,
    network,
    networkId,
    oracle,
    peering,
    planOf,
    privateLink,
    resource,
    roles,
    subnet,
    tenant,
    user,
    vault,
    vaultEndpoint,
    vaultId,
} from "./plans.ts";

function remedies(resources: readonly PlanResource[], words: Partial<Words> = {}): readonly string[] {
    const asked = oracle(...resources);
    const question = readQuestion(asked.model, {
        from: "internet",
        as: user,
        do: "secrets/get",
        on: "kv/secrets/s",
        ...words,
    });
    const before = asked.verdict(question);
    return remediesFor(asked, question).map((remedy) => {
        const made = remedy.changes
            .flatMap(({ edits }) => edits)
            .flatMap((edit) => (edit.edit === "add resource" ? edit.resource.urn : []));
        expect(new Set(made).size).toBe(made.length);
        const after = oracleOf(modelOf(changed(planOf(...resources), remedy.changes))).verdict(question);
        expect(after).toBe(remedy.verdict);
        expect(after).not.toBe(before);
        return remedy.changes.map(({ what }) => what.code).join(" + ");
    });
}

const closed = (more: PlanObject = {}): PlanResource =>
    vault({ networkAcls: { defaultAction: "Deny", bypass: "None" }, ...more });
const home = [network(), subnet("app"), subnet("endpoints", { addressPrefix: "10.0.3.0/24" })];

describe("what would allow it", () => {
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        words: Partial<Words>,
        expected: readonly string[],
    ])[] = [
        ["an address rule", [closed(), ...everyAccess], { from: "203.0.113.7" }, ["add-address-rule"]],
        [
            "public access and a rule",
            [closed({ publicNetworkAccess: "Disabled" }), ...everyAccess],
            { from: "203.0.113.7" },
            ["enable-public-access + add-address-rule"],
        ],
        [
            "an entry that asks for an application does without, and needs no second one",
            [
                vault({
                    enableRbacAuthorization: false,
                    accessPolicies: [
                        { tenantId: tenant, objectId: user, applicationId: group, permissions: { secrets: ["get"] } },
                    ],
                }),
            ],
            {},
            ["drop-application"],
        ],
        [
            "a service endpoint and a rule, or a private endpoint",
            [...home, closed(), ...everyAccess],
            { from: "app" },
            ["add-private-endpoint", "add-service-endpoint + add-subnet-rule"],
        ],
        [
            "a rule for a subnet that has its endpoint",
            [network(), subnet("app", { serviceEndpoints: vaultEndpoint }), closed(), ...everyAccess],
            { from: "app" },
            ["add-subnet-rule", "add-private-endpoint"],
        ],
        [
            "a link",
            [...home, ...privateLink({ links: [] }), closed({ publicNetworkAccess: "Disabled" }), ...everyAccess],
            { from: "app" },
            ["link-zone"],
        ],
        [
            "an approval",
            [...home, ...privateLink({ manual: true }), closed({ publicNetworkAccess: "Disabled" }), ...everyAccess],
            { from: "app" },
            ["approve-endpoint"],
        ],
        [
            "a record",
            [
                ...home,
                ...privateLink({ zoneGroup: false }),
                closed({ publicNetworkAccess: "Disabled" }),
                ...everyAccess,
            ],
            { from: "app" },
            ["add-zone-group"],
        ],
        [
            "the bypass",
            [closed(), ...everyAccess],
            { from: "service:Azure Storage", do: "keys/wrapKey", on: "kv/keys/k" },
            ["let-trusted-services-pass"],
        ],
        ["a role", [vault()], {}, ["assign-role"]],
        ["a role and a rule", [closed()], { from: "203.0.113.7" }, ["add-address-rule + assign-role"]],
        ["a permission", [vault({ enableRbacAuthorization: false })], {}, ["add-permission"]],
        [
            "activation",
            [
                vault(),
                resource("authorization:PimRoleEligibilitySchedule", "pim", {
                    scope: vaultId,
                    principalId: user,
                    roleDefinitionId: roles.secretsUser,
                }),
            ],
            {},
            ["activate-role", "assign-role"],
        ],
        [
            "an enabled secret",
            [
                vault(),
                resource("keyvault:Secret", "s", {
                    vaultName: "kv",
                    resourceGroupName: "rg",
                    secretName: "s",
                    properties: { attributes: { enabled: false } },
                }),
                ...everyAccess,
            ],
            {},
            ["enable-object"],
        ],
        [
            "nothing brings back what is protected from purging",
            [vault({ enablePurgeProtection: true }), ...everyAccess],
            { do: "secrets/purge" },
            [],
        ],
        ["nothing helps without a token", [vault()], { as: "anonymous" }, []],
    ];
    test.each(rows)("%s", (_claim, resources, words, expected) => {
        expect(remedies(resources, words)).toEqual(expected);
    });

    test("the role is the narrowest, at the object", () => {
        const asked = oracle(vault());
        const question = readQuestion(asked.model, {
            from: "internet",
            as: user,
            do: "secrets/get",
            on: "kv/secrets/s",
        });
        expect(remediesFor(asked, question)[0]?.changes[0]?.what).toMatchObject({
            code: "assign-role",
            role: "Key Vault Secrets User",
            scope: `${vaultId.toLowerCase()}/secrets/s`,
        });
    });

    test.each([
        ["secrets/list", "kv", "Key Vault Reader"],
        ["certificates/list", "kv", "Key Vault Reader"],
        ["keys/get", "kv/keys/k", "Key Vault Reader"],
        ["keys/wrapKey", "kv/keys/k", "Key Vault Crypto Service Encryption User"],
        ["Microsoft.KeyVault/vaults/read", "kv", "Reader"],
        ["Microsoft.KeyVault/vaults/write", "kv", "Key Vault Contributor"],
    ])("for %s it is the one that opens least beside it", (operation, on, role) => {
        const asked = oracle(vault());
        const [first] = remediesFor(
            asked,
            readQuestion(asked.model, { from: "internet", as: user, do: operation, on }),
        );
        expect(first?.changes[0]?.what).toMatchObject({ code: "assign-role", role });
    });

    test("the vault itself never, where its access model is not told", () => {
        const denial = resource("authorization:DenyAssignment", "deny", {
            scope: vaultId,
            permissions: [{ dataActions: ["*"] }],
            principals: [{ id: user, type: "User" }],
        });
        expect(remedies([vault({ enableRbacAuthorization: unknown }), denial, ...everyAccess])).toEqual([]);
    });

    test("what the plan forbids is taken out of it", () => {
        const lock = resource("authorization:ManagementLockByScope", "lock", {
            ...{ lockName: "lock", level: "ReadOnly", scope: vaultId },
        });
        const write = { do: "Microsoft.KeyVault/vaults/write", on: "kv" };
        expect(remedies([vault(), lock, assignment(roles.owner, user)], write)).toEqual(["remove-resource"]);
        const denial = resource("authorization:DenyAssignment", "deny", {
            scope: vaultId,
            permissions: [{ dataActions: ["*"] }],
            principals: [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }],
        });
        expect(remedies([vault(), denial, ...everyAccess])).toEqual(["remove-resource"]);
    });

    test("an expired key's date is removed from what was reported, too", () => {
        const attributes = { expires: 1_600_000_000 };
        const inputs = {
            vaultName: "kv",
            keyName: "k",
            resourceGroupName: "rg",
            properties: { kty: "RSA", attributes },
        };
        const key = resource("keyvault:Key", "k", inputs, { outputs: { properties: { attributes } } });
        const asked = oracle(vault(), key, ...everyAccess);
        const words = { from: "internet", as: user, do: "keys/encrypt", on: "kv/keys/k", at: "2026-11-22" };
        const [moved] = remediesFor(asked, readQuestion(asked.model, words));
        expect(moved?.changes[0]?.edits.map((edit) => "path" in edit && edit.path)).toEqual([
            "/inputs/properties/attributes/expires",
            "/outputs/properties/attributes/expires",
        ]);
    });

    test("an identity that the plan makes gets its role by its resource", () => {
        const vm = resource("compute:VirtualMachine", "vm", {
            vmName: "vm",
            resourceGroupName: "rg",
            identity: { type: "SystemAssigned" },
        });
        expect(remedies([vault(), vm], { as: "vm" })).toEqual(["assign-role"]);
        expect(remedies([vault({ enableRbacAuthorization: false }), vm], { as: "vm" })).toEqual(["add-permission"]);
    });
});

describe("what would allow it on the way to the vault", () => {
    const groupRef = { id: `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg` };
    const tableRef = { id: `${groupId}/providers/Microsoft.Network/routeTables/rt` };
    const denial = (inputs: PlanObject = {}): PlanObject => ({
        ...{ name: "deny", priority: 200, direction: "Outbound", access: "Deny", protocol: "*" },
        ...{ sourceAddressPrefix: "*", sourcePortRange: "*" },
        ...{ destinationAddressPrefix: "*", destinationPortRange: "*" },
        ...inputs,
    });
    const nsg = (...securityRules: readonly PlanObject[]): PlanResource =>
        resource(
            "network:NetworkSecurityGroup",
            "nsg",
            { networkSecurityGroupName: "nsg", resourceGroupName: "rg", securityRules },
            groupRef,
        );
    const ownRule = resource("network:SecurityRule", "deny", {
        ...denial(),
        ...{ networkSecurityGroupName: "nsg", resourceGroupName: "rg", securityRuleName: "deny" },
    });
    const table = (...routes: readonly PlanObject[]): PlanResource =>
        resource("network:RouteTable", "rt", { routeTableName: "rt", resourceGroupName: "rg", routes }, tableRef);
    const drop = { name: "drop", addressPrefix: "0.0.0.0/0", nextHopType: "None" };
    const guarded = [network(), subnet("app", { networkSecurityGroup: groupRef }), ...home.slice(2)];
    const routed = [network(), subnet("app", { routeTable: tableRef }), ...home.slice(2)];
    const shut = closed({ publicNetworkAccess: "Disabled" });
    const hub = [
        network("hub", { addressSpace: { addressPrefixes: ["10.9.0.0/16"] } }),
        subnet("far", { addressPrefix: "10.9.1.0/24" }, { network: "hub" }),
        network(),
        subnet("app"),
        ...privateLink({ subnet: "far", network: "hub" }),
        shut,
    ];
    const [there, back] = peering("vnet", "hub") as [PlanResource, PlanResource];
    const barred = peering("vnet", "hub", { allowVirtualNetworkAccess: false });
    const fqdn = "vault.azure.net";
    const otherZone = [
        resource("privatedns:PrivateZone", fqdn, { privateZoneName: fqdn, resourceGroupName: "rg" }),
        resource("privatedns:VirtualNetworkLink", "link", {
            ...{ privateZoneName: fqdn, resourceGroupName: "rg", virtualNetworkLinkName: "link" },
            virtualNetwork: { id: networkId() },
        }),
    ];
    const othersEndpoint = vault(
        {},
        {
            outputs: {
                properties: {
                    privateEndpointConnections: [
                        {
                            privateEndpoint: { id: "/subscriptions/s/resourceGroups/r/providers/x/privateEndpoints/p" },
                            privateLinkServiceConnectionState: { status: "Approved" },
                        },
                    ],
                },
            },
        },
    );
    /** Another group's zone of the vault's name, and this one's, linked to networks. */
    const twoZones = (...links: readonly string[]): readonly PlanResource[] => {
        const [, own, ...linked] = privateLink({ zoneGroup: false, links });
        const other = {
            ...own!,
            urn: `${own!.urn}-other`,
            id: own!.id!.replace("/rg/", "/other/"),
            inputs: { ...own!.inputs, resourceGroupName: "other" },
        };
        return [other, own!, ...linked];
    };
    const emptyZone = privateLink({ zoneGroup: false }).slice(1);
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        words: Partial<Words>,
        expected: readonly string[],
    ])[] = [
        [
            "a rule before the one that denies, or without it",
            [...guarded, nsg(denial()), vault()],
            {},
            ["allow-before", "remove-security-rule"],
        ],
        [
            "nothing comes before the first",
            [...guarded, nsg(denial({ priority: 100 })), vault()],
            {},
            ["remove-security-rule"],
        ],
        ["a rule of its own", [...guarded, nsg(), ownRule, vault()], {}, ["allow-before", "remove-resource"]],
        [
            "to a private endpoint",
            [...guarded, nsg(denial()), ...privateLink(), shut],
            {},
            ["allow-before", "remove-security-rule"],
        ],
        [
            "questions for names, too",
            [...guarded, nsg(denial({ destinationAddressPrefix: "AzurePlatformDNS" })), vault()],
            {},
            ["allow-before", "remove-security-rule"],
        ],
        [
            "a route less",
            [...routed, table(drop), vault()],
            {},
            ["remove-route", "add-service-endpoint", "add-private-endpoint"],
        ],
        ["the missing half of a peering", [...hub, there], {}, ["add-peering"]],
        ["the other half", [...hub, back], {}, ["add-peering"]],
        ["both halves", hub, {}, ["add-peering + add-peering"]],
        ["peerings that let access through", [...hub, ...barred], {}, ["open-peering + open-peering"]],
        ["but networks that overlap have no peering", [network("hub"), ...hub.slice(1)], {}, []],
        ["a link to one of two zones that have its name", [...home, ...twoZones(), shut], {}, ["add-private-endpoint"]],
        [
            "a network that is linked to one has no link to the other",
            [...home, ...twoZones("vnet"), ...privateLink({ links: [] }).slice(0, 1), shut],
            {},
            ["add-zone-group"],
        ],
        [
            "an endpoint has one group: its zone is linked",
            [...home, ...privateLink({ links: [] }), ...twoZones().slice(0, 1), shut],
            {},
            ["link-zone"],
        ],
        [
            "a private zone that passes on what it lacks",
            [...home, ...emptyZone, othersEndpoint],
            {},
            ["redirect-missing-names"],
        ],
        ["other zones cannot: without them", [...home, ...otherZone, vault()], {}, ["remove-resource"]],
        [
            "a subnet with a way out",
            [network(), subnet("app", { defaultOutboundAccess: false }), vault()],
            {},
            ["allow-outbound", "add-service-endpoint", "add-private-endpoint"],
        ],
        [
            "a firewall that lets everybody in, for who has no address to name",
            [closed()],
            { from: "internet" },
            ["allow-by-default"],
        ],
        [
            "with public access, where that is off",
            [shut],
            { from: "internet" },
            ["enable-public-access + allow-by-default"],
        ],
        [
            "which is enough where there is no firewall",
            [vault({ publicNetworkAccess: "Disabled" })],
            { from: "internet" },
            ["enable-public-access"],
        ],
        [
            "the addresses that an app leaves with",
            [
                closed(),
                resource(
                    "web:WebApp",
                    "site",
                    { name: "site", resourceGroupName: "rg" },
                    { outputs: { possibleOutboundIpAddresses: "20.1.1.1,20.1.1.2" } },
                ),
            ],
            { from: "site" },
            ["add-address-rule"],
        ],
    ];
    test.each(rows)("%s", (_claim, resources, words, expected) => {
        expect(remedies([...resources, ...everyAccess], { from: "app", ...words })).toEqual(expected);
    });

    test("the rule allows no more than it must, at a free place", () => {
        const taken = denial({ name: "other", priority: 199, destinationPortRange: "80" });
        const asked = oracle(...guarded, nsg(taken, denial()), vault(), ...everyAccess);
        const [first] = remediesFor(
            asked,
            readQuestion(asked.model, { from: "app", as: user, do: "secrets/get", on: "kv/secrets/s" }),
        );
        expect(first?.changes[0]?.edits).toMatchObject([
            {
                edit: "append",
                path: "/inputs/securityRules",
                value: {
                    ...{ priority: 198, direction: "Outbound", access: "Allow", protocol: "Tcp" },
                    ...{ destinationAddressPrefix: "AzureKeyVault", destinationPortRange: "443" },
                },
            },
        ]);
    });
});

describe("what would allow it through a perimeter", () => {
    const inPerimeter = { resourceGroupName: "rg", networkSecurityPerimeterName: "nsp" };
    const profileId = `${groupId}/providers/Microsoft.Network/networkSecurityPerimeters/nsp/profiles/all`;
    const perimeter = [
        resource(
            "network:NetworkSecurityPerimeterProfile",
            "all",
            { ...inPerimeter, profileName: "all" },
            { id: profileId },
        ),
        resource("network:NetworkSecurityPerimeterAssociation", "kv-in-nsp", {
            ...inPerimeter,
            ...{ associationName: "kv", accessMode: "Enforced" },
            privateLinkResource: { id: vaultId },
            profile: { id: profileId },
        }),
    ];
    const vm = resource(
        "compute:VirtualMachine",
        "vm",
        { vmName: "vm", resourceGroupName: "rg", identity: { type: "SystemAssigned" } },
        { id: `${groupId}/providers/Microsoft.Compute/virtualMachines/vm` },
    );
    test("a rule for the address", () => {
        expect(remedies([vault(), ...perimeter, ...everyAccess], { from: "20.1.2.3" })).toEqual(["add-perimeter-rule"]);
    });
    test("or for the subscription of an identity", () => {
        const from = { from: "internet", as: "vm" };
        expect(remedies([vault(), ...perimeter, vm], from)).toEqual(["add-perimeter-rule + assign-role"]);
        expect(remedies([vault(), ...perimeter, ...everyAccess], { from: "internet" })).toEqual([]);
    });
});

describe("what it hinges on", () => {
    const rule = { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24" }] } };
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        words: Partial<Words>,
        expected: readonly string[],
    ])[] = [
        [
            "an open vault and one role",
            [vault(), assignment(roles.secretsUser, user)],
            {},
            ["deny-by-default", "disable-public-access", "remove-resource"],
        ],
        [
            "one rule and one role",
            [vault(rule), assignment(roles.secretsUser, user)],
            { from: "203.0.113.7" },
            ["remove-rule", "disable-public-access", "remove-resource"],
        ],
        [
            "of two roles both",
            [vault(rule), assignment(roles.secretsUser, user), assignment(roles.administrator, user)],
            { from: "203.0.113.7" },
            ["remove-rule", "disable-public-access", "remove-resource + remove-resource"],
        ],
        [
            "a policy",
            [
                vault({
                    enableRbacAuthorization: false,
                    accessPolicies: [{ tenantId: tenant, objectId: user, permissions: { secrets: ["get"] } }],
                }),
            ],
            {},
            ["deny-by-default", "disable-public-access", "remove-permission"],
        ],
        [
            "a group's role",
            [vault(rule), assignment(roles.secretsUser, group)],
            { from: "203.0.113.7", groups: [group] },
            ["remove-rule", "disable-public-access", "remove-resource"],
        ],
    ];
    test.each(rows)("%s", (_claim, resources, words, expected) => {
        expect(remedies(resources, words)).toEqual(expected);
    });

    test.each([
        ["one permission of its own entry", { objectId: user, permissions: { secrets: ["get", "list"] } }, ["list"]],
        [
            "one of all: the others are written out",
            { objectId: user, permissions: { secrets: ["all"] } },
            ["list", "set", "delete", "backup", "restore", "recover"],
        ],
        ["of the group's entry, for a member", { objectId: group, permissions: { secrets: ["get", "set"] } }, ["set"]],
    ])("%s goes, and nothing else", (_claim, entry, left) => {
        const own = vault({ enableRbacAuthorization: false, accessPolicies: [{ tenantId: tenant, ...entry }] });
        const asked = oracle(own);
        const words = { from: "internet", as: user, do: "secrets/get", on: "kv/secrets/s", groups: [group] };
        const removed = remediesFor(asked, readQuestion(asked.model, words))
            .flatMap(({ changes }) => changes)
            .find(({ what }) => what.code === "remove-permission");
        expect(removed?.what).toMatchObject({ principal: entry.objectId });
        expect(removed?.edits).toEqual([
            {
                edit: "set",
                urn: own.urn,
                path: "/inputs/properties/accessPolicies/0/permissions/secrets",
                value: expect.toSatisfy(
                    (value: string[]) => value.toSorted().join() === left.toSorted().join(),
                ) as unknown,
            },
        ]);
    });

    test("what cannot be told has none", () => {
        expect(remedies([vault({ publicNetworkAccess: "Perhaps" }), ...everyAccess])).toEqual([]);
    });
});
