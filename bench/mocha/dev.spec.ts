import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { before, describe, it } from "mocha";

/*
 * The unit test that Pulumi documents (pulumi.com/docs/iac/guides/testing/unit), of the same program and stack as
 * `npm run preview`: mocks that echo the inputs, then the program, then one assertion.
 */

const registered = new Map<string, Record<string, unknown>>();

describe("the dev stack", () => {
    before(async () => {
        await pulumi.runtime.setMocks(
            {
                newResource: ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
                    registered.set(type, inputs as Record<string, unknown>);
                    return { id: `${name}_id`, state: inputs as Record<string, unknown> };
                },
                call: ({ inputs }: pulumi.runtime.MockCallArgs) => inputs as Record<string, unknown>,
            },
            "keyvault-blueprint",
            "dev",
            true,
        );
        const { default: program } = await import("../../stacks/index.ts");
        await program();
        await pulumi.runtime.disconnect();
    });

    it("has a vault that roles open", () => {
        const { properties } = registered.get("azure-native:keyvault:Vault") as {
            properties: { enableRbacAuthorization: boolean };
        };
        assert.equal(properties.enableRbacAuthorization, true);
    });
});
