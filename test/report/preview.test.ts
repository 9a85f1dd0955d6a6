import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelOf } from "../../analysis/model/model.ts";
import type { Plan, PlanResource } from "../../plan/plan.ts";
import { pictureOf } from "../../report/picture/picture.ts";
import { previewLines } from "../../report/preview/preview.ts";
import { summaryOf, type Summary } from "../../report/summary/summary.ts";
import { lineWidth, print } from "../../report/text.ts";
import {
    assignment,
    endpoint,
    group,
    machine,
    network,
    planOf,
    resource,
    roleId,
    roles,
    subnet,
    subnetId,
    unknown,
    vault,
    vaultId,
} from "./plans.ts";

function summary(...resources: readonly PlanResource[]): Summary {
    return summaryOf(modelOf(planOf(...resources)));
}

function shown(plan: Plan, columns = 80): string {
    const lines = previewLines(summaryOf(modelOf(plan)), { columns, warnings: [] });
    for (const line of lines) expect(lineWidth(line), JSON.stringify(line)).toBeLessThanOrEqual(columns);
    return print(lines, (_, text) => text);
}

function picture(...resources: readonly PlanResource[]): string {
    return print(pictureOf(summary(...resources).topology, 80), (_, text) => text);
}

function unwrapped(text: string): string {
    return text.replace(/\s+/g, " ");
}

const firewall = {
    enableRbacAuthorization: true,
    networkAcls: { defaultAction: "Deny", bypass: "None", ipRules: [], virtualNetworkRules: [] },
};

describe("the picture", () => {
    it("leads each way from where it starts to the vault that admits it", () => {
        const rules = { virtualNetworkRules: [{ id: subnetId("hub", "app") }], ipRules: [{ value: "203.0.113.7" }] };
        const drawn = picture(
            network("hub"),
            subnet("hub", "app", "10.0.1.0/24", { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }),
            subnet("hub", "links", "10.0.2.0/24"),
            ...machine("vm-app", "hub", "app"),
            vault("kv-shop", { ...firewall, networkAcls: { ...firewall.networkAcls, ...rules } }),
            vault("kv-safe", {
                publicNetworkAccess: "Disabled",
                networkAcls: { bypass: "AzureServices", defaultAction: "Deny" },
            }),
            endpoint("pep-safe", "hub", "links", "kv-safe"),
        );
        expect(`\n${drawn}`).toMatchInlineSnapshot(`
          "
          ┌─ hub  10.0.0.0/16 ────────────────────────────┐
          │ ┌─ app  10.0.1.0/24 ────────────────────────┐ │         ┏━ kv-shop ━━━━━━━━━━┓
          │ │ VM vm-app                                 │ │         ┃ Azure RBAC         ┃
          │ │ service endpoint for key vaults           ├─┼────────▶┃ subnet rule        ┃
          │ └───────────────────────────────────────────┘ │  ┌─────▶┃ address rule       ┃
          │ ┌─ links  10.0.2.0/24 ──────────────────────┐ │  │ ┌╌╌╌✗┃ everybody else     ┃
          │ │ private endpoint pep-safe                 ├─┼─┐│ ╎    ┗━━━━━━━━━━━━━━━━━━━━┛
          │ └───────────────────────────────────────────┘ │ ││ ╎
          └───────────────────────────────────────────────┘ ││ ╎    ┏━ kv-safe ━━━━━━━━━━┓
                                                            ││ ╎    ┃ access policies    ┃
          ┌─ outside the networks ────────────────────────┐ └┼─┼───▶┃ private link       ┃
          │ 203.0.113.7                                   ├──┘┌┼───▶┃ trusted services   ┃
          │ Azure's trusted services                      ├───┘├╌╌╌✗┃ everybody else     ┃
          │ everybody else                                ├╌╌╌╌┘    ┗━━━━━━━━━━━━━━━━━━━━┛
          └───────────────────────────────────────────────┘

          ──▶ admitted by the vault's network rules   ╌╌✗ refused
          "
        `);
    });

    it("draws a rule that admits nobody, and an endpoint that nobody approved, as without effect", () => {
        const drawn = picture(
            network("hub"),
            subnet("hub", "app", "10.0.1.0/24"),
            vault("kv-shop", {
                ...firewall,
                networkAcls: { ...firewall.networkAcls, virtualNetworkRules: [{ id: subnetId("hub", "app") }] },
            }),
            endpoint("pep-shop", "hub", "app", "kv-shop", true),
        );
        expect(drawn).toMatch(/╌\?┃ subnet rule, no endpoint/);
        expect(drawn).toMatch(/╌\?┃ private link, unapproved/);
        expect(drawn).toContain("no service endpoint");
    });

    it("shows networks and subnets that the plan only points at", () => {
        const drawn = picture(
            vault("kv-shop", {
                ...firewall,
                networkAcls: { ...firewall.networkAcls, virtualNetworkRules: [{ id: subnetId("hub", "app") }] },
            }),
        );
        expect(drawn).toMatch(/┌─ hub ─/);
        expect(drawn).toContain("not in the plan");
        expect(drawn).toMatch(/┌─ app ─/);
    });

    it("counts what would fill it: subnets, machines, vaults, addresses", () => {
        const many = Array.from({ length: 40 }, (_, index) => index);
        const ipRules = many.map((index) => ({ value: `203.0.113.${index}` }));
        const drawn = picture(
            network("hub"),
            ...many.map((index) => subnet("hub", `s${index}`, `10.0.${index}.0/24`)),
            ...many.flatMap((index) => machine(`vm${index}`, "hub", "s0")),
            ...many.map((index) => vault(`kv${index}`, { networkAcls: { defaultAction: "Deny", ipRules } })),
        );
        for (const rest of [
            "and 30 more subnets",
            "and 34 more things",
            "and 35 more key vaults",
            "and 36 more addresses",
        ])
            expect(drawn).toContain(rest);
    });
});

describe("exposure", () => {
    function exposure(properties: Parameters<typeof vault>[1], ...others: readonly PlanResource[]): string {
        const text = shown(planOf(...others, vault("kv", properties)));
        return unwrapped(text.split("\nExposure\n\n")[1]!.split("\n\n")[0]!).trim();
    }

    it.each([
        ["nothing is said", {}, "kv: open: the whole Internet; nobody is refused by address"],
        [
            "the default is to allow",
            { networkAcls: { defaultAction: "Allow" } },
            "kv: open: the whole Internet; nobody is refused by address",
        ],
        ["everything is refused", firewall, "kv: firewall: nobody"],
        [
            "addresses are listed",
            {
                networkAcls: {
                    defaultAction: "Deny",
                    bypass: "None",
                    ipRules: [{ value: "203.0.113.0/24" }, { value: "198.51.100.7/32" }],
                },
            },
            "kv: firewall: 203.0.113.0/24, 198.51.100.7; nobody else",
        ],
        [
            "bypass is left out",
            { networkAcls: { defaultAction: "Deny" } },
            "kv: firewall: trusted services; nobody else",
        ],
        [
            "public access is off",
            {
                publicNetworkAccess: "disabled",
                networkAcls: { defaultAction: "Allow", bypass: "None", ipRules: [{ value: "203.0.113.7" }] },
            },
            "kv: private: nobody",
        ],
        [
            "public access is off, and no firewall says who bypasses it",
            { publicNetworkAccess: "Disabled" },
            "kv: private: networkAcls.bypass is not known yet; nobody else",
        ],
        [
            "public access is unknown",
            { publicNetworkAccess: unknown },
            "kv: cannot tell before deployment: publicNetworkAccess is not known yet",
        ],
        [
            "the default action is unknown",
            { networkAcls: { defaultAction: unknown } },
            "kv: cannot tell before deployment: networkAcls.defaultAction is not known yet",
        ],
        ["it is secured by a perimeter", { publicNetworkAccess: "SecuredByPerimeter" }, "kv: perimeter: nobody"],
    ])("where %s", (_, properties, expected) => expect(exposure(properties)).toBe(expected));

    it("names a subnet whose rule has no effect for want of a service endpoint", () => {
        const rules = { defaultAction: "Deny", bypass: "None", virtualNetworkRules: [{ id: subnetId("hub", "app") }] };
        expect(exposure({ networkAcls: rules }, network("hub"), subnet("hub", "app", "10.0.1.0/24"))).toBe(
            "kv: firewall: subnet app (has no service endpoint, so the rule admits nobody); nobody else",
        );
    });

    it("says an endpoint's subnet, and that it waits for approval", () => {
        const others = [network("hub"), subnet("hub", "links", "10.0.1.0/24")];
        expect(exposure(firewall, ...others, endpoint("pep", "hub", "links", "kv"))).toBe(
            "kv: firewall: private endpoint in links; nobody else",
        );
        expect(exposure(firewall, ...others, endpoint("pep", "hub", "links", "kv", true))).toBe(
            "kv: firewall: private endpoint in links (once it is approved); nobody else",
        );
    });

    it("takes an enforced perimeter for the vault's own switches, and one in transition beside them", () => {
        const association = (accessMode: string): PlanResource =>
            resource("network:NetworkSecurityPerimeterAssociation", "member", {
                networkSecurityPerimeterName: "nsp",
                accessMode,
                privateLinkResource: { id: vaultId("kv") },
            });
        expect(exposure({}, association("Enforced"))).toBe(
            "kv: perimeter: whom network security perimeter nsp admits; nobody else",
        );
        expect(exposure(firewall, association("Learning"))).toBe(
            "kv: firewall: whom network security perimeter nsp admits; nobody else",
        );
        expect(exposure({}, association(unknown))).toMatch(/^kv: cannot tell before deployment/);
    });
});

describe("who holds what", () => {
    const [person, other] = ["00000000-0000-4000-8000-0000000000a1", "00000000-0000-4000-8000-0000000000a2"];
    function holders(...resources: readonly PlanResource[]): string {
        return shown(planOf(...resources))
            .split("\nWho holds what\n\n")[1]!
            .split(/\n\n(?=Cannot)/)[0]!;
    }

    it("names role, scope and the machine behind an identity that is still to be made", () => {
        const vm = machine("vm-app", "hub", "app");
        const text = holders(
            vault("kv", firewall),
            ...vm,
            assignment(
                "a",
                {
                    principalId: unknown,
                    roleDefinitionId: roleId(roles.secretsUser),
                    scope: `${vaultId("kv")}/secrets/token`,
                },
                { propertyDependencies: { principalId: [vm[1]!.urn] } },
            ),
            assignment("b", {
                principalId: person,
                principalType: "User",
                roleDefinitionId: roleId(roles.reader),
                scope: group,
            }),
        );
        expect(text).toContain("identity of virtual machine vm-app\n  Key Vault Secrets User  secret token in kv\n");
        expect(text).toContain(`user ${person}\n  Reader                  resource group rg-shop`);
    });

    it("says what an access policy permits, and through which application", () => {
        const accessPolicies = [
            { tenantId: "t", objectId: person, permissions: { secrets: ["get", "list"], keys: [] } },
            {
                tenantId: "t",
                objectId: other,
                applicationId: "app-1",
                permissions: { secrets: ["get", "list", "set", "delete", "backup", "restore", "recover", "purge"] },
            },
        ];
        const text = holders(vault("kv", { accessPolicies }));
        expect(text).toContain(`principal ${person}\n  access policy  key vault kv\n    secrets: get, list\n`);
        expect(unwrapped(text)).toContain(
            "access policy key vault kv (only through application app-1) secrets: every permission, purge included",
        );
    });

    it("says that grants of the other access model have no effect", () => {
        const role = assignment("a", {
            principalId: person,
            roleDefinitionId: roleId(roles.secretsUser),
            scope: vaultId("kv"),
        });
        expect(unwrapped(holders(vault("kv", { enableRbacAuthorization: false }), role))).toContain(
            "(without effect: the vault uses the other access model)",
        );
        const policies = {
            ...firewall,
            accessPolicies: [{ tenantId: "t", objectId: person, permissions: { secrets: ["get"] } }],
        };
        expect(unwrapped(holders(vault("kv", policies)))).toContain(
            "(without effect: the vault uses the other access model)",
        );
        // Management goes by roles, whatever the vault's model.
        const reader = assignment("b", {
            principalId: person,
            roleDefinitionId: roleId(roles.reader),
            scope: vaultId("kv"),
        });
        expect(holders(vault("kv", { enableRbacAuthorization: false }), reader)).not.toContain("without effect");
    });

    it("says eligible for eligible and conditional for conditional", () => {
        const eligible = resource("authorization:PimRoleEligibilitySchedule", "e", {
            principalId: person,
            roleDefinitionId: roleId(roles.secretsUser),
            scope: vaultId("kv"),
        });
        const condition = "@Resource[Microsoft.KeyVault/vaults/secrets:name] StringEquals 'a'";
        const conditional = assignment("c", {
            principalId: other,
            roleDefinitionId: roleId(roles.secretsUser),
            scope: vaultId("kv"),
            condition,
            conditionVersion: "2.0",
        });
        const text = unwrapped(holders(vault("kv", firewall), eligible, conditional));
        expect(text).toContain("(eligible: held only while activated)");
        expect(text).toContain("(conditional)");
    });
});

describe("what cannot be undone", () => {
    function irreversible(...resources: readonly PlanResource[]): string {
        return unwrapped(shown(planOf(...resources)).split("\nCannot be undone\n\n")[1] ?? "");
    }

    it("tells purge protection from none, with the days that Azure takes where none are given", () => {
        expect(irreversible(vault("kv", { enablePurgeProtection: true, softDeleteRetentionInDays: 14 }))).toMatch(
            /^kv: purge protection stays on for ever.* 14 days/,
        );
        expect(irreversible(vault("kv"))).toMatch(/^kv: no purge protection.* 90 days/);
        expect(irreversible(vault("kv", { enablePurgeProtection: unknown }))).toMatch(
            /^kv: whether it has purge protection is known only after deployment/,
        );
    });

    it("names locks and what Pulumi keeps", () => {
        const lock = resource("authorization:ManagementLockByScope", "lock", {
            lockName: "no-delete",
            level: "CanNotDelete",
            scope: vaultId("kv"),
        });
        expect(irreversible(vault("kv"), lock)).toContain("key vault kv: locked (CanNotDelete) by no-delete.");
        expect(irreversible(vault("kv", {}, { protect: true }))).toContain("key vault kv: protected.");
        expect(irreversible(vault("kv", {}, { retainOnDelete: true }))).toContain("key vault kv: stays in Azure");
    });
});

describe("strange plans", () => {
    it("an empty plan says that it is empty", () => expect(shown(planOf())).toContain("no resource"));

    it("a plan without a vault shows its tree", () => expect(shown(planOf(network("hub")))).toContain("hub"));

    it("a plan of another provider shows its tree", () => {
        const bucket: PlanResource = {
            ...resource("x:Y", "b"),
            urn: "urn:pulumi:test::shop::aws:s3/bucket:Bucket::photos",
            type: "aws:s3/bucket:Bucket",
        };
        expect(shown(planOf(bucket))).toMatch(/photos +bucket/);
    });

    it("what hangs deeper than a screen is shown beside its parent", () => {
        const chain = Array.from({ length: 3000 }, (_, index) => {
            const urn = (number: number): string => `urn:pulumi:test::shop::my:index:Part::part${number}`;
            const parent = index === 0 ? {} : { parent: urn(index - 1) };
            return { ...resource("x:Y", "x"), urn: urn(index), type: "my:index:Part", custom: false, ...parent };
        });
        expect(shown(planOf(...chain))).toContain("Part part2999");
    });

    it("names that are long, wide or try to steer the terminal stay inside their columns", () => {
        const names = ["x".repeat(300), "鍵".repeat(60), "\u001b[2J\u202Ekv", "a b ".repeat(50)];
        for (const name of names) {
            const text = shown(
                planOf(
                    network(name),
                    subnet(name, name, "10.0.0.0/24"),
                    vault(name),
                    endpoint(name, name, name, name),
                    ...machine(name, name, name),
                ),
            );
            for (const letter of ["\u001b", "\u202E"]) expect(text).not.toContain(letter);
        }
    });

    it("everything unknown, or of a wrong type, at any place, at any width: no error, nothing over the width", () => {
        const plan = planOf(
            network("hub"),
            subnet("hub", "app", "10.0.1.0/24", {
                serviceEndpoints: [{ service: "Microsoft.KeyVault" }],
                natGateway: { id: "/x" },
            }),
            ...machine("vm", "hub", "app"),
            endpoint("pep", "hub", "app", "kv"),
            vault("kv", {
                ...firewall,
                accessPolicies: [{ tenantId: "t", objectId: "o", permissions: { secrets: ["get"] } }],
                networkAcls: {
                    defaultAction: "Deny",
                    ipRules: [{ value: "203.0.113.7" }],
                    virtualNetworkRules: [{ id: subnetId("hub", "app") }],
                },
            }),
            assignment("a", { principalId: "p", roleDefinitionId: roleId(roles.reader), scope: vaultId("kv") }),
        );
        const places = pointers(plan.deployment.resources);
        const strange = fc.constantFrom(unknown, null, 5, true, "", "strange", [], {}, [unknown], { id: unknown });
        fc.assert(
            fc.property(
                fc.array(fc.tuple(fc.constantFrom(...places), strange), { maxLength: 6 }),
                fc.integer({ min: 40, max: 130 }),
                (changes, columns) => {
                    const changed = structuredClone(plan) as { deployment: { resources: unknown } };
                    for (const [path, value] of changes) change(changed.deployment.resources, path, value);
                    shown(changed as Plan, columns);
                },
            ),
            { numRuns: 300 },
        );
    });
});

/** Paths of everything inside the inputs of resources. */
function pointers(resources: readonly PlanResource[]): readonly (readonly string[])[] {
    const visit = (value: unknown, path: readonly string[]): (readonly string[])[] =>
        typeof value === "object" && value !== null
            ? [path, ...Object.entries(value).flatMap(([key, inner]) => visit(inner, [...path, key]))]
            : [path];
    return resources.flatMap(({ inputs }, index) => visit(inputs, [String(index), "inputs"]).slice(1));
}

function change(target: unknown, path: readonly string[], value: unknown): void {
    const [key, ...rest] = path;
    if (typeof target !== "object" || target === null || key === undefined) return;
    const fields = target as Record<string, unknown>;
    if (rest.length === 0) fields[key] = structuredClone(value);
    else change(fields[key], rest, value);
}
