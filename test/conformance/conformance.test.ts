import { describe, expect, it } from "vitest";
import { unknown, type PlanResource } from "../../plan/plan.ts";
import { conformance, summary } from "../support/arm/conformance.ts";
import { unchecked } from "../support/arm/resources.ts";
import { typesAreHere } from "../support/arm/types.ts";
import { samples } from "./samples/index.ts";
import { group, sample } from "./samples/sample.ts";

const check = (...resources: readonly PlanResource[]) => conformance({ version: 3, deployment: { resources } });

const perimeter = (name: string) =>
    sample("network:NetworkSecurityPerimeter", { resourceGroupName: group, networkSecurityPerimeterName: name });

describe.skipIf(!typesAreHere)("a plan (with ../shared/arm-types)", () => {
    it("conforms if each of its azure-native resources does", () => {
        const all = check(...samples);
        expect(all.violations).toEqual([]);
        expect(all.checked).toBe(samples.length);
    });

    it("counts and names what cannot be checked, and leaves other providers alone", () => {
        const random: PlanResource = { ...sample("", {}), type: "random:index/randomPassword:RandomPassword" };
        const found = check(perimeter("a"), perimeter("b"), random);
        expect(found).toMatchObject({ checked: 0, violations: [] });
        expect(summary(found)).toBe(
            "0 resources of 0 types conform; " +
                "2 not checked: network:NetworkSecurityPerimeter (no types of network security perimeters) × 2",
        );
    });

    it("says where a neighbouring version was used", () => {
        const plan = check(
            sample("web:AppServicePlan", { resourceGroupName: group, name: "asp", location: "westeurope" }),
        );
        expect(summary(plan)).toBe(
            "1 resources of 1 types conform; 0 not checked; " +
                "checked at a neighbouring version: Microsoft.Web/serverfarms@2025-03-01 for 2025-05-01",
        );
    });

    it("violates where a type or its version is in no table", () => {
        const found = check(
            sample("compute:Gallery", {}),
            sample("keyvault/v20230701:Vault", { resourceGroupName: group, vaultName: "kv" }),
        );
        expect(found.violations.map(({ type, says }) => `${type} ${says}`)).toEqual([
            "azure-native:compute:Gallery is in no table of test/support/arm/resources.ts",
            "azure-native:keyvault/v20230701:Vault Azure's types of Microsoft.KeyVault/vaults@2023-07-01 are not here",
        ]);
    });

    it("violates where two resources have one id, whatever its case", () => {
        const one = { ...perimeter("a"), id: "/subscriptions/s/nsp/a" };
        const other = { ...perimeter("b"), id: "/subscriptions/s/nsp/A", urn: `${one.urn}-other` };
        expect(check(one, other).violations.map(({ urn, says }) => [urn, says])).toEqual([
            [other.urn, `has the same id as ${one.urn}`],
        ]);
        expect(check(one, { ...other, id: unknown }, { ...other, id: unknown }).violations).toEqual([]);
    });

    it("has a violation by URN, type and path", () => {
        const vault = sample("keyvault:Vault", {
            resourceGroupName: group,
            vaultName: "kv",
            location: "westeurope",
            properties: {},
        });
        expect(check(vault).violations).toEqual(
            ["/name", "/properties/tenantId", "/properties/sku"].map((path) => ({
                urn: vault.urn,
                type: "Microsoft.KeyVault/vaults@2024-11-01",
                path,
                says: path === "/name" ? (expect.stringContaining("pattern") as string) : "missing",
            })),
        );
    });

    it.each(Object.keys(unchecked))("cannot have %s checked, as the table says", (token) => {
        expect(check(sample(token, {}))).toMatchObject({ checked: 0, violations: [] });
    });
});
