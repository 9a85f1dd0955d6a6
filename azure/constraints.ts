import { operations, type DataOperation } from "./operations.ts";
import type { Fact } from "./fact.ts";

/*
 * What forbids a request beside deny assignments, whatever roles grant: Azure Policy, and deployment stacks.
 */

/** Effects of a policy that refuse no request. */
export const policyEffectsThatOnlyReport: Fact<readonly string[]> = {
    value: ["audit", "auditifnotexists", "disabled", "manual", "append", "modify", "addtonetworkgroup"],
    source: "learn.microsoft.com/azure/governance/policy/concepts/effect-basics",
    certainty: "confirmed",
};

/** The mode of definitions that are about objects on the data plane; those of other modes are about Resource Manager. */
export const policyModeForObjects: Fact<string> = {
    value: "Microsoft.KeyVault.Data",
    source: "learn.microsoft.com/azure/key-vault/general/azure-policy",
    certainty: "confirmed",
};

/** Data operations that make an object or change what a policy looks at: what it refuses is not made. */
export const operationsUnderPolicy: Fact<readonly string[]> = {
    value: Object.entries<DataOperation>(operations)
        .filter(([, { verb }]) =>
            ["set", "create", "import", "update", "rotate", "setrotationpolicy"].includes(verb.toLowerCase()),
        )
        .map(([name]) => name),
    source: "learn.microsoft.com/azure/key-vault/general/azure-policy",
    certainty: "confirmed",
};

/** What the deny settings of a deployment stack refuse for the resources that it manages; data actions never. */
export const stackDenials: Fact<Readonly<Record<string, readonly string[]>>> = {
    value: { none: [], denydelete: ["/delete"], denywriteanddelete: ["/write", "/delete"] },
    source: "learn.microsoft.com/azure/azure-resource-manager/bicep/deployment-stacks",
    certainty: "confirmed",
};
