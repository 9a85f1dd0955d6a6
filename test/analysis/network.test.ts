import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    ask,
    assignment,
    everyAccess,
    gateOf,
    network,
    outcome,
    privateLink,
    resource,
    roles,
    subnet,
    subnetId,
    unknown,
    user,
    vault,
    vaultEndpoint,
} from "./plans.ts";

const networkPage = "learn.microsoft.com/azure/key-vault/general/network-security";
const endpointPage = "learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints";
const perimeterPage = "learn.microsoft.com/azure/private-link/network-security-perimeter-transition";

const inside = [
    network(),
    subnet("app", { serviceEndpoints: vaultEndpoint }),
    subnet("plain", { addressPrefix: "10.0.2.0/24" }),
    subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
];

function acls(more: PlanObject = {}): PlanObject {
    return { networkAcls: { defaultAction: "Deny", bypass: "None", ...more } };
}

const addressRule = { ipRules: [{ value: "203.0.113.0/25" }] };
const subnetRule = { virtualNetworkRules: [{ id: subnetId("app") }] };

describe("the vault's own switches", () => {
    const rows: readonly (readonly [
        claim: string,
        properties: PlanObject,
        from: string,
        expected: string,
        source: string,
    ])[] = [
        ["a vault without network rules is open", {}, "203.0.113.7", "allowed", networkPage],
        ["to trusted services and everybody else alike", {}, "service:Azure Storage", "allowed", networkPage],
        [
            "an address outside every rule is refused",
            acls(addressRule),
            "198.51.100.7",
            "denied ForbiddenByFirewall",
            networkPage,
        ],
        ["an address inside a rule passes", acls(addressRule), "203.0.113.7", "allowed", networkPage],
        [
            "the last address of a block is inside, the next is not",
            acls(addressRule),
            "203.0.113.127",
            "allowed",
            networkPage,
        ],
        [
            "the address after a block is outside",
            acls(addressRule),
            "203.0.113.128",
            "denied ForbiddenByFirewall",
            networkPage,
        ],
        [
            "of a range that is partly inside the plan cannot tell",
            acls(addressRule),
            "203.0.113.0/24",
            "undetermined",
            networkPage,
        ],
        [
            "a range that two rules cover together is inside",
            acls({ ipRules: [{ value: "203.0.113.0/25" }, { value: "203.0.113.128/25" }] }),
            "203.0.113.0/24",
            "allowed",
            networkPage,
        ],
        [
            "the Internet at large is what no rule names",
            acls(addressRule),
            "internet",
            "denied ForbiddenByFirewall",
            networkPage,
        ],
        [
            "a rule for every address is the Internet",
            acls({ ipRules: [{ value: "0.0.0.0/0" }] }),
            "internet",
            "allowed",
            networkPage,
        ],
        [
            "default Allow makes rules pointless",
            { networkAcls: { defaultAction: "Allow", bypass: "None", ...addressRule } },
            "198.51.100.7",
            "allowed",
            networkPage,
        ],
        [
            "words count in any case",
            { networkAcls: { defaultAction: "deny", bypass: "none" } },
            "198.51.100.7",
            "denied ForbiddenByFirewall",
            networkPage,
        ],
        [
            "a default that is left out is not documented",
            { networkAcls: { bypass: "None" } },
            "198.51.100.7",
            "undetermined",
            networkPage,
        ],
        [
            "but a matching rule passes before it",
            { networkAcls: { bypass: "None", ...addressRule } },
            "203.0.113.7",
            "allowed",
            networkPage,
        ],
        [
            "an unknown default leaves it open",
            acls({ defaultAction: unknown }),
            "198.51.100.7",
            "undetermined",
            networkPage,
        ],
        [
            "an unknown default does not matter to a matching rule",
            acls({ defaultAction: unknown, ...addressRule }),
            "203.0.113.7",
            "allowed",
            networkPage,
        ],
        [
            "an unknown rule may name the address",
            acls({ ipRules: [{ value: unknown }] }),
            "198.51.100.7",
            "undetermined",
            networkPage,
        ],
        [
            "and does not undo one that does",
            acls({ ipRules: [{ value: unknown }, { value: "203.0.113.7" }] }),
            "203.0.113.7",
            "allowed",
            networkPage,
        ],
        [
            "an unknown list of rules may name the address",
            acls({ ipRules: unknown }),
            "198.51.100.7",
            "undetermined",
            networkPage,
        ],
        [
            "disabled public access overrides an address rule",
            { publicNetworkAccess: "Disabled", ...acls(addressRule) },
            "203.0.113.7",
            "denied ForbiddenByConnection",
            networkPage,
        ],
        [
            "disabled public access overrides default Allow",
            { publicNetworkAccess: "disabled", networkAcls: { defaultAction: "Allow" } },
            "203.0.113.7",
            "denied ForbiddenByConnection",
            networkPage,
        ],
        [
            "without network rules, too",
            { publicNetworkAccess: "Disabled" },
            "internet",
            "denied ForbiddenByConnection",
            networkPage,
        ],
        [
            "an unknown switch leaves it open",
            { publicNetworkAccess: unknown },
            "203.0.113.7",
            "undetermined",
            networkPage,
        ],
        [
            "unless the firewall refuses anyway, with a code that is not told",
            { publicNetworkAccess: unknown, ...acls() },
            "203.0.113.7",
            "denied",
            networkPage,
        ],
        ...["10.0.0.5", "on-premises", "internet"].map(
            (from) =>
                [
                    `a rule for private addresses names none that a vault sees from ${from}`,
                    acls({ ipRules: [{ value: "10.0.0.0/8" }] }),
                    from,
                    "denied ForbiddenByFirewall",
                    networkPage,
                ] as const,
        ),
        [
            "a perimeter that the plan does not show admits nobody",
            { publicNetworkAccess: "SecuredByPerimeter" },
            "203.0.113.7",
            "denied ForbiddenByNsp",
            perimeterPage,
        ],
        [
            "a word that Azure does not know leaves it open",
            { publicNetworkAccess: "Perhaps" },
            "203.0.113.7",
            "undetermined",
            networkPage,
        ],
    ];
    test.each(rows)("%s", (_claim, properties, from, expected, _source) => {
        expect(outcome([vault(properties), ...everyAccess], { from })).toBe(expected);
    });
});

describe("virtual network rules", () => {
    const rows: readonly (readonly [claim: string, properties: PlanObject, from: string, expected: string])[] = [
        ["a subnet with endpoint and rule passes", acls(subnetRule), "app", "allowed"],
        [
            "a rule in another case is the same rule",
            acls({ virtualNetworkRules: [{ id: subnetId("app").toUpperCase() }] }),
            "app",
            "allowed",
        ],
        ["without a rule its private address is refused", acls(addressRule), "app", "denied ForbiddenByFirewall"],
        [
            "a rule without the service endpoint does not match",
            acls({ virtualNetworkRules: [{ id: subnetId("plain"), ignoreMissingVnetServiceEndpoint: true }] }),
            "plain",
            "denied ForbiddenByFirewall",
        ],
        [
            "address rules stop matching behind a service endpoint",
            acls({ ipRules: [{ value: "0.0.0.0/0" }] }),
            "app",
            "denied ForbiddenByFirewall",
        ],
        [
            "disabled public access overrides the subnet's rule",
            { publicNetworkAccess: "Disabled", ...acls(subnetRule) },
            "app",
            "denied ForbiddenByConnection",
        ],
        ["a rule for another subnet does not help", acls(subnetRule), "endpoints", "denied ForbiddenByFirewall"],
        [
            "an unknown rule may be for the subnet",
            acls({ virtualNetworkRules: [{ id: unknown }] }),
            "app",
            "undetermined",
        ],
        [
            "but not for one whose address is public",
            acls({ virtualNetworkRules: [{ id: unknown }] }),
            "plain",
            "denied ForbiddenByFirewall",
        ],
    ];
    test.each(rows)("%s", (_claim, properties, from, expected) => {
        expect(outcome([...inside, vault(properties), ...everyAccess], { from })).toBe(expected);
    });

    test("the answer says that a rule misses its endpoint", () => {
        const answer = ask(
            [...inside, vault(acls({ virtualNetworkRules: [{ id: subnetId("plain") }] })), ...everyAccess],
            { from: "plain" },
        );
        expect(gateOf(answer, "network").because).toMatchObject({
            code: "no-rule-matches",
            subnetRuleWithoutEndpoint: true,
        });
    });

    test("evidence points at the rule that matched", () => {
        const own = vault(acls(subnetRule));
        expect(gateOf(ask([...inside, own, ...everyAccess], { from: "app" }), "network").evidence).toEqual([
            { urn: own.urn, path: "/inputs/properties/networkAcls/virtualNetworkRules/0/id" },
        ]);
    });
});

describe("trusted services", () => {
    const storage = { from: "service:Azure Storage", do: "keys/wrapKey", on: "kv/keys/k" };
    const rows: readonly (readonly [
        claim: string,
        properties: PlanObject,
        words: Record<string, string>,
        expected: string,
    ])[] = [
        ["pass a firewall where bypass says so", acls({ bypass: "AzureServices" }), storage, "allowed"],
        ["and where networkAcls leaves bypass out", { networkAcls: { defaultAction: "Deny" } }, storage, "allowed"],
        ["are refused with bypass None", acls(), storage, "denied ForbiddenByFirewall"],
        [
            "pass while public access is disabled",
            { publicNetworkAccess: "Disabled", ...acls({ bypass: "AzureServices" }) },
            storage,
            "allowed",
        ],
        [
            "are refused then with bypass None",
            { publicNetworkAccess: "Disabled", ...acls() },
            storage,
            "denied ForbiddenByConnection",
        ],
        [
            "without networkAcls the bypass of a closed vault is not documented",
            { publicNetworkAccess: "Disabled" },
            storage,
            "undetermined",
        ],
        [
            "are stopped by a perimeter",
            { publicNetworkAccess: "SecuredByPerimeter", ...acls({ bypass: "AzureServices" }) },
            storage,
            "denied ForbiddenByNsp",
        ],
        [
            "are trusted in their scenario only",
            acls({ bypass: "AzureServices" }),
            { from: "service:Azure Storage" },
            "denied ForbiddenByFirewall",
        ],
        [
            "a service that is not listed is not trusted",
            acls({ bypass: "AzureServices" }),
            { from: "service:Azure DevOps" },
            "denied ForbiddenByFirewall",
        ],
        [
            "but may come from an address that a rule names",
            acls({ bypass: "AzureServices", ...addressRule }),
            { from: "service:Azure DevOps" },
            "undetermined",
        ],
        [
            "the portal's page runs in a browser and never calls from Azure",
            {},
            { from: "service:Azure portal" },
            "denied",
        ],
    ];
    test.each(rows)("%s", (_claim, properties, words, expected) => {
        expect(outcome([vault(properties), ...everyAccess], words)).toBe(expected);
    });

    test(`passing the firewall grants nothing (${endpointPage})`, () => {
        expect(outcome([vault(acls({ bypass: "AzureServices" })), assignment(roles.reader, user)], storage)).toBe(
            "denied ForbiddenByRbac",
        );
    });
});

describe("private link", () => {
    const closed = { publicNetworkAccess: "Disabled", ...acls() };
    test("passes whatever the switches say", () => {
        for (const properties of [closed, acls(), { publicNetworkAccess: "SecuredByPerimeter" }]) {
            expect(outcome([...inside, ...privateLink(), vault(properties), ...everyAccess], { from: "plain" })).toBe(
                "allowed",
            );
        }
    });

    test("removes no access: the Internet still reaches an open vault (private-link-diagnostics §3)", () => {
        expect(outcome([...inside, ...privateLink(), vault(), ...everyAccess])).toBe("allowed");
        expect(outcome([...inside, ...privateLink(), vault(closed), ...everyAccess])).toBe(
            "denied ForbiddenByConnection",
        );
    });
});

describe("network security perimeters", () => {
    const perimeter = (accessMode: string, rule?: PlanObject): readonly PlanResource[] => [
        resource(
            "network:NetworkSecurityPerimeterProfile",
            "profile",
            { networkSecurityPerimeterName: "nsp", profileName: "profile", resourceGroupName: "rg" },
            { id: "/profile" },
        ),
        resource("network:NetworkSecurityPerimeterAssociation", "member", {
            networkSecurityPerimeterName: "nsp",
            resourceGroupName: "rg",
            accessMode,
            privateLinkResource: { id: vault().id! },
            profile: { id: "/profile" },
        }),
        ...(rule === undefined
            ? []
            : [
                  resource("network:NetworkSecurityPerimeterAccessRule", "rule", {
                      networkSecurityPerimeterName: "nsp",
                      profileName: "profile",
                      resourceGroupName: "rg",
                      direction: "Inbound",
                      ...rule,
                  }),
              ]),
    ];
    const byAddress = { addressPrefixes: ["203.0.113.0/24"] };
    const rows: readonly (readonly [
        claim: string,
        properties: PlanObject,
        more: readonly PlanResource[],
        from: string,
        expected: string,
    ])[] = [
        ["enforced: overrides an open vault", {}, perimeter("Enforced"), "203.0.113.7", "denied ForbiddenByNsp"],
        [
            "enforced: a rule whose direction is not told may admit nobody",
            {},
            perimeter("Enforced", { ...byAddress, direction: unknown }),
            "203.0.113.7",
            "undetermined",
        ],
        [
            "enforced: and admits no other address",
            {},
            perimeter("Enforced", { ...byAddress, direction: unknown }),
            "198.51.100.7",
            "denied ForbiddenByNsp",
        ],
        [
            "enforced: two rules admit together what each admits in part",
            {},
            [
                ...perimeter("Enforced", { addressPrefixes: ["203.0.113.0/25"] }),
                resource("network:NetworkSecurityPerimeterAccessRule", "second", {
                    networkSecurityPerimeterName: "nsp",
                    profileName: "profile",
                    resourceGroupName: "rg",
                    direction: "Inbound",
                    addressPrefixes: ["203.0.113.128/25"],
                }),
            ],
            "203.0.113.0/24",
            "allowed",
        ],
        [
            "enforced: its rule admits",
            { publicNetworkAccess: "Disabled" },
            perimeter("Enforced", byAddress),
            "203.0.113.7",
            "allowed",
        ],
        [
            "enforced: the vault's own rules count no more",
            acls(addressRule),
            perimeter("Enforced"),
            "203.0.113.7",
            "denied ForbiddenByNsp",
        ],
        [
            "enforced: trusted services are blocked",
            acls({ bypass: "AzureServices" }),
            perimeter("Enforced"),
            "service:Azure Storage",
            "denied ForbiddenByNsp",
        ],
        [
            "enforced: a rule by subscription may admit a stranger's managed identity",
            {},
            perimeter("Enforced", { subscriptions: [{ id: "/subscriptions/x" }] }),
            "203.0.113.7",
            "undetermined",
        ],
        ["transition: the vault's own rules hold", acls(addressRule), perimeter("Learning"), "203.0.113.7", "allowed"],
        [
            "transition: and refuse",
            acls(addressRule),
            perimeter("Learning"),
            "198.51.100.7",
            "denied ForbiddenByFirewall",
        ],
        [
            "transition: the perimeter's rules add to them",
            acls(),
            perimeter("Learning", byAddress),
            "203.0.113.7",
            "allowed",
        ],
        [
            "transition with SecuredByPerimeter: its rules alone",
            { publicNetworkAccess: "SecuredByPerimeter" },
            perimeter("Learning", byAddress),
            "203.0.113.7",
            "allowed",
        ],
        [
            "transition with SecuredByPerimeter: no rule, no way",
            { publicNetworkAccess: "SecuredByPerimeter" },
            perimeter("Learning"),
            "203.0.113.7",
            "denied ForbiddenByNsp",
        ],
        ["an unknown mode leaves it open", {}, perimeter(unknown), "203.0.113.7", "undetermined"],
    ];
    test.each(rows)("%s", (_claim, properties, more, from, expected) => {
        const words = from.startsWith("service:") ? { from, do: "keys/wrapKey", on: "kv/keys/k" } : { from };
        expect(outcome([vault(properties), ...more, ...everyAccess], words)).toBe(expected);
    });

    test("rules of a profile outside the plan are not known", () => {
        const outside = perimeter("Enforced").filter(({ type }) => !type.endsWith("Profile"));
        expect(outcome([vault(), ...outside, ...everyAccess])).toBe("undetermined");
    });

    test("the answer points at what the rule admits by", () => {
        const pathOf = (rule: PlanObject, from: string): string | undefined =>
            gateOf(ask([vault(), ...perimeter("Enforced", rule), ...everyAccess], { from }), "network").evidence[0]
                ?.path;
        expect(pathOf(byAddress, "203.0.113.7")).toBe("/inputs/addressPrefixes");
        expect(pathOf({ subscriptions: [{ id: "/subscriptions/x" }] }, "internet")).toBe("/inputs/subscriptions");
    });

    test("private endpoints are never subject to a perimeter", () => {
        expect(
            outcome([...inside, ...privateLink(), vault(), ...perimeter("Enforced"), ...everyAccess], {
                from: "plain",
            }),
        ).toBe("allowed");
    });
});

test("an entry that is no address is told, and not taken for one that deployment will tell", () => {
    const rules = (...values: readonly string[]): object =>
        gateOf(
            ask([
                vault({
                    networkAcls: { defaultAction: "Deny", bypass: "None", ipRules: values.map((value) => ({ value })) },
                }),
                ...everyAccess,
            ]),
            "network",
        ).because;
    expect(rules("somewhere")).toMatchObject({ code: "rule-unknown", told: true });
    expect(rules("somewhere", unknown)).not.toHaveProperty("told");
});
