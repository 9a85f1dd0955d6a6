/**
 * Facts about Pulumi's engine that the project builds on, measured on the engine itself with a small program
 * (`fixture/index.ts`), and the proof that harness, providers and language host do what the stacks' tests need.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { called, describeWithEngine, failed, nameOf, registered, startEngine, succeeded } from "./support.ts";
import type { Engine, StackConfiguration } from "./harness.ts";

const folder = join(import.meta.dirname, "fixture");
const vault =
    "/subscriptions/6b1f9a4e-3f4c-4a7d-9d43-0c6d3a2f7b10/resourceGroups/rg-fixture/providers/Microsoft.KeyVault/vaults/kv-fixture";
const secret = `${vault}/secrets/password`;

function fixture(configuration: StackConfiguration = {}): Promise<Engine> {
    const own = Object.fromEntries(
        Object.entries(configuration).map(([key, value]) => [`engine-fixture:${key}`, value]),
    );
    return startEngine({ folder, stack: "test", configure: (file) => void Object.assign(file, own) });
}

/** Every file below a folder with what is in it. */
function contents(below: string): Readonly<Record<string, string>> {
    const entries = readdirSync(below, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

describeWithEngine("the life of a stack", () => {
    test("preview creates nothing, up creates all, a second up and preview change nothing, destroy leaves nothing", async () => {
        const { providers, ...stack } = await fixture();

        expect(succeeded(await stack.preview()).text).toContain("+ 6 to create");
        expect(called(providers.calls, "create")).toEqual([]);

        succeeded(await stack.up());
        expect([...called(providers.calls, "create")].sort()).toEqual(["group", "key", "password", "secret", "vault"]);

        succeeded(await stack.up("--expect-no-changes"));
        succeeded(await stack.preview("--expect-no-changes"));
        succeeded(await stack.refresh("--expect-no-changes"));

        succeeded(await stack.destroy());
        expect(registered(await stack.exportStack())).toEqual([]);
        expect([...providers.azure.resources.keys()]).toEqual([]);
    });

    test("the project's folder and its stack files stay as they are", async () => {
        const before = contents(folder);
        const stack = await fixture();
        succeeded(await stack.up());
        succeeded(await stack.destroy());
        expect(contents(folder)).toEqual(before);
    });

    test("ids are Azure's, and what a preview cannot know it does not say", async () => {
        const stack = await fixture();
        const preview = succeeded(await stack.preview());
        expect(preview.text).toMatch(/vaultUri : \[unknown\]/);
        const up = succeeded(await stack.up());
        expect(up.text).toContain('vaultUri : "https://kv-fixture.vault.azure.net/"');
        expect(registered(await stack.exportStack()).find(({ urn }) => nameOf(urn) === "secret")?.id).toBe(secret);
    });

    test("a generated password reaches Azure and is nowhere in plain text", async () => {
        const stack = await fixture();
        succeeded(await stack.preview("--json"));
        succeeded(await stack.up());
        await stack.exportStack();
        const [password = ""] = stack.providers.passwords;
        expect(password).toMatch(/^.{24}$/);
        expect(stack.providers.azure.secretVersions(secret)).toEqual([password]);
        expect(await stack.everythingWritten()).not.toContain(password);
    });

    test("a tag changes in place, a name that changes replaces and deletes first", async () => {
        const stack = await fixture();
        succeeded(await stack.up());
        await stack.configure((file) => void (file["engine-fixture:greeting"] = "good day"));
        succeeded(await stack.up());
        expect(called(stack.providers.calls, "update")).toEqual(["vault"]);
        expect(called(stack.providers.calls, "delete")).toEqual([]);

        const before = stack.providers.calls.length;
        await stack.configure((file) => void (file["engine-fixture:keyName"] = "renamed"));
        succeeded(await stack.up());
        const after = stack.providers.calls
            .slice(before)
            .filter(({ method }) => method === "create" || method === "delete");
        expect(after.map((call) => call.method)).toEqual(["delete", "create"]);
    });
});

describeWithEngine("the simulated Azure", () => {
    test("refuses a resource that is created before what it refers to", async () => {
        const stack = await fixture({ forgotten: "true" });
        expect(failed(await stack.up()).text).toContain("ResourceNotFound");
    });

    test("keeps a deleted vault's name", async () => {
        const stack = await fixture();
        succeeded(await stack.up());
        succeeded(await stack.destroy());
        expect(failed(await stack.up()).text).toContain("already exists in deleted state");
    });
});

describeWithEngine("recovering a vault that the stack has destroyed", () => {
    test("brings its objects back, which are imported before the stack goes on", async () => {
        const stack = await fixture({ deletedWithVault: "true" });
        succeeded(await stack.up());
        succeeded(await stack.destroy());

        await stack.configure((file) => void (file["engine-fixture:recover"] = "true"));
        const refused = failed(await stack.up()).text;
        expect(refused).toContain(`cannot create already existing resource '${secret}'`);
        expect(refused).toContain(`cannot create already existing resource '${vault}/keys/wrapping'`);

        succeeded(await stack.importResource("azure-native:keyvault:Secret", "secret", secret));
        succeeded(await stack.importResource("azure-native:keyvault:Key", "key", `${vault}/keys/wrapping`));
        succeeded(await stack.up());
        await stack.configure((file) => delete file["engine-fixture:recover"]);
        succeeded(await stack.up());
        succeeded(await stack.up("--expect-no-changes"));
        expect(called(stack.providers.calls, "delete").filter((name) => name === "secret")).toEqual([]);
    });
});

describeWithEngine("dependsOn of a component", () => {
    test("is not written on its children, and orders them all the same", async () => {
        const stack = await fixture({ component: "true" });
        succeeded(await stack.up());
        const resources = registered(await stack.exportStack());
        const dependencies = (name: string): readonly string[] =>
            resources.find(({ urn }) => nameOf(urn) === name)?.dependencies ?? [];
        expect(dependencies("parent").map(nameOf)).toEqual(["vault"]);
        expect(dependencies("child")).toEqual([]);
        expect(dependencies("grandchild")).toEqual([]);

        const created = called(stack.providers.calls, "create");
        expect(created.indexOf("child")).toBeGreaterThan(created.indexOf("vault"));
        expect(created.indexOf("grandchild")).toBeGreaterThan(created.indexOf("vault"));

        succeeded(await stack.destroy());
        const deleted = called(stack.providers.calls, "delete");
        expect(deleted.indexOf("child")).toBeLessThan(deleted.indexOf("vault"));
        expect(deleted.indexOf("grandchild")).toBeLessThan(deleted.indexOf("vault"));
    });
});

describeWithEngine("deleting secrets and keys", () => {
    test("needs the vault's data plane, so destroy fails where that is out of reach", async () => {
        const stack = await fixture();
        succeeded(await stack.up());
        stack.providers.azure.dataPlaneReachable = false;
        expect(failed(await stack.destroy()).text).toContain("ForbiddenByConnection");
        expect(called(stack.providers.calls, "delete")).not.toContain("vault");
    });

    test("is spared by deletedWith when the vault goes too", async () => {
        const stack = await fixture({ deletedWithVault: "true" });
        succeeded(await stack.up());
        stack.providers.azure.dataPlaneReachable = false;
        succeeded(await stack.destroy());
        expect([...called(stack.providers.calls, "delete")].sort()).toEqual(["group", "password", "vault"]);
    });
});

describeWithEngine("a secret's value that was rotated outside of Pulumi", () => {
    const cases = [
        {
            ignore: "properties.value",
            versions: ["first", "rotated", "first"],
            what: "comes back when only it is ignored: an update sends all inputs",
        },
        {
            ignore: "properties,tags,azureApiVersion",
            versions: ["first", "rotated"],
            what: "stays when nothing of the secret is left to update",
        },
        { ignore: "*", versions: ["first", "rotated"], what: "stays when everything is ignored" },
    ];
    test.each(cases)("$what ($ignore)", async ({ ignore, versions }) => {
        const stack = await fixture({ ignore });
        succeeded(await stack.up());
        const [first] = stack.providers.passwords;
        stack.providers.azure.rotate(secret, "rotated");
        await stack.configure((file) => void (file["engine-fixture:purpose"] = "changed"));
        succeeded(await stack.up());
        expect(stack.providers.azure.secretVersions(secret)).toEqual(
            versions.map((version) => (version === "first" ? first : version)),
        );
    });
});

describeWithEngine("errors of the program", () => {
    test.each(["preview", "up"] as const)(
        "with Pulumi's mark are printed by %s as they are, without a stack trace",
        async (operation) => {
            const stack = await fixture({ refuse: "first" });
            const { text } = failed(await stack[operation]());
            expect(text).toContain("error: settings.nested is refused\n      fix: leave it out\n");
            expect(text).not.toMatch(/^\s+at /m);
            expect(registered(await stack.exportStack()).filter(({ custom }) => custom)).toEqual([]);
        },
    );

    test("do not stop what was registered before them", async () => {
        const stack = await fixture({ refuse: "last" });
        failed(await stack.up());
        expect(called(stack.providers.calls, "create")).toContain("vault");
    });
});

describeWithEngine("the configuration schema of Pulumi.yaml", () => {
    test("gives the program its defaults and structured values", async () => {
        const stack = await fixture();
        succeeded(await stack.up());
        const [root, ...rest] = registered(await stack.exportStack());
        expect(root?.outputs["settings"]).toEqual({ nested: { list: [1, "two"] } });
        expect(rest.find(({ urn }) => nameOf(urn) === "vault")?.inputs["tags"]).toEqual({ greeting: "hello" });
    });

    test("refuses another type and a missing value before the program runs, and passes unknown keys", async () => {
        const stack = await fixture({ settings: "text" });
        expect(failed(await stack.preview()).text).toContain("configuration key 'settings' must be of type 'object'");
        await stack.configure((file) => delete file["engine-fixture:settings"]);
        expect(failed(await stack.preview()).text).toContain("is missing configuration value 'settings'");
        await stack.configure(
            (file) => void Object.assign(file, { "engine-fixture:settings": {}, "engine-fixture:nonsense": "1" }),
        );
        succeeded(await stack.preview());
    });
});

describeWithEngine("structured configuration", () => {
    test("reaches the program with its keys in order and unquoted dates as times", async () => {
        const stack = await fixture({
            settings: {
                zone: 1,
                area: { second: 2, first: 1 },
                quoted: "2026-11-01",
                unquoted: new Date("2026-11-01"),
            },
        });
        const { stdout } = succeeded(await stack.preview("--json"));
        const { config } = JSON.parse(stdout) as { readonly config: Readonly<Record<string, string>> };
        expect(config["engine-fixture:settings"]).toBe(
            '{"area":{"first":1,"second":2},"quoted":"2026-11-01","unquoted":"2026-11-01 00:00:00 +0000 UTC","zone":1}',
        );
    });
});

describeWithEngine("the stand-in language host", () => {
    test("runs component packages", async () => {
        const stack = await fixture();
        const { stdout } = succeeded(await stack.pulumi("package", "get-schema", join(folder, "component")));
        expect(JSON.parse(stdout)).toMatchObject({ name: "fixture-component", version: "1.2.3" });
    });
});
