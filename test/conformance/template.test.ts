import { describe, expect, it } from "vitest";
import { isSecret, isUnknown, secret, unknown, type PlanResource } from "../../plan/plan.ts";
import { toArmTemplate } from "../support/arm/template.ts";
import { typesAreHere } from "../support/arm/types.ts";
import { samples } from "./samples/index.ts";
import { group, sample, vault } from "./samples/sample.ts";

const templateOf = (...resources: readonly PlanResource[]) => toArmTemplate({ version: 3, deployment: { resources } });
const parameter = "[parameters('unknown')]";

describe("a plan as an ARM template", () => {
    it("has type, version, full name and scope of each azure-native resource, and nothing else of the plan", () => {
        const component: PlanResource = {
            ...sample("keyvault:Vault", {}),
            type: "keyvault-blueprint:index:Vault",
            custom: false,
        };
        const lock = sample("authorization:ManagementLockByScope", {
            scope: vault,
            lockName: "keep",
            level: "CanNotDelete",
        });
        expect(templateOf(component, lock)["resources"]).toMatchObject([
            {
                type: "Microsoft.Authorization/locks",
                apiVersion: "2020-05-01",
                name: "keep",
                scope: vault,
                properties: { level: "CanNotDelete" },
            },
        ]);
    });

    it("has neither unknown values nor secrets, but parameters in their places", () => {
        const made = sample("storage:Queue", {
            resourceGroupName: group,
            accountName: "it's",
            metadata: { a: secret, b: [unknown] },
        });
        expect(templateOf(made)["resources"]).toMatchObject([
            {
                name: "[join(createArray('it''s', 'default', parameters('unknown')), '/')]",
                properties: { metadata: { a: parameter, b: [parameter] } },
            },
        ]);
        expect(leaves(templateOf(...samples)).filter((value) => isUnknown(value) || isSecret(value))).toEqual([]);
    });

    it("keeps text that begins like an expression from being one", () => {
        const tagged = sample("storage:StorageAccount", {
            resourceGroupName: group,
            accountName: "st",
            tags: { note: "[draft]" },
        });
        expect(templateOf(tagged)["resources"]).toMatchObject([{ name: "st", tags: { note: "[[draft]" } }]);
    });

    it.skipIf(!typesAreHere)("has the bodies in Azure's shape (with ../shared/arm-types)", () => {
        const account = samples.find((resource) => resource.type === "azure-native:storage:StorageAccount");
        expect(templateOf(...(account === undefined ? [] : [account]))["resources"]).toMatchObject([
            {
                kind: "StorageV2",
                sku: { name: "Standard_ZRS" },
                properties: { networkAcls: { defaultAction: "Deny" }, supportsHttpsTrafficOnly: true },
            },
        ]);
    });
});

function leaves(value: unknown): readonly unknown[] {
    return typeof value === "object" && value !== null && !isSecret(value)
        ? Object.values(value).flatMap(leaves)
        : [value];
}
