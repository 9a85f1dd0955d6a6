import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/azure-native/provider.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { describe, expect, test } from "vitest";
import { secret, unknown } from "../../plan/plan.ts";
import { readPlan } from "../../plan/read.ts";
import { named, recorded, Shelf, Thing } from "./things.ts";

const stackUrn = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";
const thingUrn = (name: string) => `urn:pulumi:dev::shop::things:index:Thing::${name}`;

describe("the record has what the engine's state has", () => {
    test("the stack, at the root, with what the program exports", async () => {
        const { plan, outputs } = await recorded(() => ({
            answer: 42,
            hidden: pulumi.secret("hush"),
            thing: new Thing("a").size,
        }));
        expect(plan.deployment.resources[0]).toEqual({
            urn: stackUrn,
            type: "pulumi:pulumi:Stack",
            custom: false,
            inputs: {},
            outputs: { answer: 42, hidden: secret, thing: unknown },
            dependencies: [],
            propertyDependencies: {},
        });
        expect(outputs).toEqual(plan.deployment.resources[0]!.outputs);
    });

    test("a resource with nothing said about it", async () => {
        expect(named(await recorded(() => void new Thing("a", { size: 1 })), "a")).toEqual({
            urn: thingUrn("a"),
            type: "things:index:Thing",
            custom: true,
            id: unknown,
            parent: stackUrn,
            inputs: { size: 1 },
            outputs: { size: 1 },
            dependencies: [],
            propertyDependencies: {},
        });
    });

    test("URNs with the types of all parents, components with inputs and outputs", async () => {
        const recording = await recorded(() => {
            new Shelf("outer", { wood: "oak" }, {}, (outer) => {
                new Shelf("inner", {}, { parent: outer }, (inner) => ({
                    thing: new Thing("deep", { size: 2 }, { parent: inner }).size,
                }));
                return { boards: 3 };
            });
        });
        expect(named(recording, "outer")).toMatchObject({
            custom: false,
            parent: stackUrn,
            inputs: { wood: "oak" },
            outputs: { boards: 3 },
        });
        expect(named(recording, "outer")).not.toHaveProperty("id");
        const inner = named(recording, "inner");
        expect(inner.urn).toBe("urn:pulumi:dev::shop::things:index:Shelf$things:index:Shelf::inner");
        expect(inner.outputs).toEqual({ thing: 2 });
        expect(named(recording, "deep")).toMatchObject({
            urn: "urn:pulumi:dev::shop::things:index:Shelf$things:index:Shelf$things:index:Thing::deep",
            parent: inner.urn,
        });
    });

    test("dependencies: those said and those that follow from values, of each property", async () => {
        const recording = await recorded(() => {
            const [a, b] = [new Thing("a", { size: 1 }), new Thing("b")];
            const shelf = new Shelf("shelf", {}, {}, (parent) => (new Thing("c", {}, { parent }), {}));
            new Thing("d", { size: a.size, label: pulumi.interpolate`${a.size}-${b.label}` }, { dependsOn: [shelf] });
        });
        const inShelf = "urn:pulumi:dev::shop::things:index:Shelf$things:index:Thing::c";
        const d = named(recording, "d");
        expect(d.inputs).toEqual({ size: 1, label: unknown });
        expect(d.dependencies).toEqual([inShelf, thingUrn("a"), thingUrn("b")]);
        expect(d.propertyDependencies).toEqual({ label: [thingUrn("a"), thingUrn("b")], size: [thingUrn("a")] });
    });

    test("options", async () => {
        const recording = await recorded(() => {
            const vault = new Thing("vault", {}, { protect: true });
            new Thing(
                "a",
                { size: 1 },
                {
                    retainOnDelete: true,
                    deletedWith: vault,
                    ignoreChanges: ["size"],
                    additionalSecretOutputs: ["size"],
                },
            );
        });
        expect(named(recording, "vault")).toMatchObject({ protect: true });
        expect(named(recording, "a")).toMatchObject({
            retainOnDelete: true,
            deletedWith: thingUrn("vault"),
            ignoreChanges: ["size"],
            additionalSecretOutputs: ["size"],
            inputs: { size: 1 },
            outputs: { size: secret },
        });
    });

    test("what children inherit, as the engine gives it to them", async () => {
        const recording = await recorded(() => {
            const other = new Thing("other");
            const parent = new Shelf("shelf", {}, { protect: true, retainOnDelete: true, deletedWith: other });
            new Thing("heir", {}, { parent });
            new Thing("rebel", {}, { parent, protect: false, retainOnDelete: false });
        });
        expect(named(recording, "heir")).toMatchObject({
            protect: true,
            retainOnDelete: true,
            deletedWith: thingUrn("other"),
        });
        expect(named(recording, "rebel")).toMatchObject({ deletedWith: thingUrn("other") });
        expect(named(recording, "rebel")).not.toHaveProperty("protect");
        expect(named(recording, "rebel")).not.toHaveProperty("retainOnDelete");
    });

    test("the author's aliases as URNs, and none of those that azure-native adds", async () => {
        const recording = await recorded(() => {
            const parent = new Shelf("shelf");
            const aliases = [
                { name: "old" },
                { parent: pulumi.rootStackResource },
                { project: "store" },
                { type: "things:index:Item" },
                "urn:pulumi:dev::shop::x:y:Z::z",
            ];
            new Thing("a", {}, { parent, aliases });
            new Vault(
                "kv",
                { resourceGroupName: "rg", properties: { sku: { name: "standard", family: "A" }, tenantId: "t" } },
                { aliases: [{ name: "old" }] },
            );
            new Vault("plain", {
                resourceGroupName: "rg",
                properties: { sku: { name: "standard", family: "A" }, tenantId: "t" },
            });
        });
        expect(named(recording, "a").aliases).toEqual([
            "urn:pulumi:dev::shop::things:index:Shelf$things:index:Thing::old",
            "urn:pulumi:dev::shop::things:index:Thing::a",
            "urn:pulumi:dev::store::things:index:Shelf$things:index:Thing::a",
            "urn:pulumi:dev::shop::things:index:Shelf$things:index:Item::a",
            "urn:pulumi:dev::shop::x:y:Z::z",
        ]);
        expect(named(recording, "kv").aliases).toEqual(["urn:pulumi:dev::shop::azure-native:keyvault:Vault::old"]);
        expect(named(recording, "plain")).not.toHaveProperty("aliases");
    });

    test("a provider of the program's own, and who uses it", async () => {
        const recording = await recorded(() => {
            const provider = new Provider("hub", { subscriptionId: "s" });
            const parent = new Shelf("shelf", {}, { providers: [provider] });
            new Vault(
                "kv",
                { resourceGroupName: "rg", properties: { sku: { name: "standard", family: "A" }, tenantId: "t" } },
                { parent },
            );
            new Thing("a", {}, { parent });
        });
        const urn = "urn:pulumi:dev::shop::pulumi:providers:azure-native::hub";
        expect(named(recording, "hub")).toMatchObject({
            urn,
            custom: true,
            id: unknown,
            inputs: { subscriptionId: "s" },
        });
        expect(named(recording, "kv").provider).toBe(`${urn}::${unknown}`);
        expect(named(recording, "a")).not.toHaveProperty("provider");
    });

    test("a resource that the program only reads", async () => {
        const recording = await recorded(() => ({
            name: Vault.get("existing", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv")
                .name,
        }));
        expect(named(recording, "existing")).toMatchObject({
            external: true,
            custom: true,
            id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv",
            parent: stackUrn,
        });
        expect(recording.outputs).toEqual({ name: "kv" });
    });

    test("a plan that reads back as it is", async () => {
        const { plan } = await recorded(() => {
            const a = new Thing("a", { label: pulumi.secret("x") }, { protect: true, aliases: [{ name: "old" }] });
            new Thing("b", { size: a.size, nested: [{ none: null }] }, { dependsOn: a });
        });
        expect(readPlan(JSON.stringify(plan), { name: "p" })).toEqual({ plan, source: "recorded", notes: [] });
    });
});

describe("secrets and unknowns", () => {
    test("no secret's value is in the record, wherever it stands", async () => {
        const recording = await recorded(() => {
            const hush = pulumi.secret("s3cr3t");
            const thing = new Thing("a", { label: hush, list: [{ deep: hush }], mixed: pulumi.interpolate`-${hush}-` });
            new Shelf("shelf", { hush }, {}, () => ({ again: thing.label }));
            return { all: { hush }, url: thing.label.apply((label) => `https://${label}`) };
        });
        expect(JSON.stringify(recording)).not.toContain("s3cr3t");
        expect(named(recording, "a").inputs).toEqual({ label: secret, list: [{ deep: secret }], mixed: secret });
        expect(named(recording, "shelf")).toMatchObject({ inputs: { hush: secret }, outputs: { again: secret } });
        expect(recording.outputs).toEqual({ all: { hush: secret }, url: secret });
    });

    test("the program itself sees a secret's value", async () => {
        let seen = "";
        await recorded(
            () => void new Thing("a", { label: pulumi.secret("hush") }).label.apply((label) => (seen = label)),
        );
        expect(seen).toBe("hush");
    });

    test("a generated password is secret and unknown", async () => {
        let applied = false;
        const recording = await recorded(() => {
            const password = new RandomPassword("password", { length: 20 });
            new Thing("a", { label: password.result.apply((value) => ((applied = true), value)) });
            return { login: pulumi.interpolate`admin:${password.result}` };
        });
        expect(applied).toBe(false);
        expect(named(recording, "password").outputs).toMatchObject({ length: 20, result: secret, bcryptHash: secret });
        expect(named(recording, "a").inputs).toEqual({ label: secret });
        expect(recording.outputs).toEqual({ login: secret });
    });

    test("functions of unknown values do not run", async () => {
        let applied = false;
        await recorded(() => void new Thing("a").size.apply(() => (applied = true)));
        expect(applied).toBe(false);
    });

    test("an encrypted setting is an unknown secret, whatever type the program reads it as", async () => {
        const { outputs } = await recorded(
            () => {
                const settings = new pulumi.Config("shop");
                return {
                    text: settings.requireSecret("key"),
                    number: settings.requireSecretNumber("key"),
                    flag: settings.getSecretBoolean("key"),
                    object: settings.requireSecretObject<{ a: string }>("key").apply(({ a }) => a),
                    open: settings.require("open"),
                    hidden: settings.requireSecret("hidden"),
                };
            },
            {
                config: { "shop:key": unknown, "shop:open": "o", "shop:hidden": "h" },
                secretKeys: ["shop:key", "shop:hidden"],
            },
        );
        expect(outputs).toEqual({
            text: secret,
            number: secret,
            flag: secret,
            object: secret,
            open: "o",
            hidden: secret,
        });
    });
});

describe("the program's surroundings", () => {
    test("stack, project, organization and configuration are those asked for", async () => {
        const { outputs } = await recorded(
            () => ({
                stack: pulumi.getStack(),
                project: pulumi.getProject(),
                organization: pulumi.getOrganization(),
                root: pulumi.runtime.getRootDirectory(),
                preview: pulumi.runtime.isDryRun(),
                all: pulumi.runtime.allConfig(),
            }),
            { organization: "acme", rootDirectory: "/somewhere", config: { "shop:a": "1" } },
        );
        expect(outputs).toEqual({
            stack: "dev",
            project: "shop",
            organization: "acme",
            root: "/somewhere",
            preview: true,
            all: { "shop:a": "1" },
        });
    });

    test("what it logs is kept, in order, and not printed", async () => {
        const { warnings, messages } = await recorded(async () => {
            await pulumi.log.warn("first");
            await pulumi.log.info("between");
            await pulumi.log.warn("second", new Thing("a"));
        });
        expect({ warnings, messages }).toEqual({ warnings: ["first", "second"], messages: ["between"] });
    });

    test("nothing is left behind, and nothing comes in from outside", async () => {
        const registered: string[] = [];
        await pulumi.runtime.setMocks(
            { call: () => ({}), newResource: ({ name }) => (registered.push(name), { id: name, state: {} }) },
            "outside",
            "own",
            false,
        );
        pulumi.runtime.setAllConfig({ "outside:a": "1" });
        const limit = Error.stackTraceLimit;
        const listener = (): void => undefined;
        process.on("unhandledRejection", listener);
        const listeners = process.listeners("unhandledRejection");

        const { outputs } = await recorded(() => ({
            project: pulumi.getProject(),
            a: new pulumi.Config("outside").get("a") ?? "none",
        }));
        await expect(recorded(() => Promise.reject(new Error("no")))).rejects.toThrow("no");

        expect(outputs).toEqual({ project: "shop", a: "none" });
        expect([pulumi.getProject(), pulumi.getStack(), pulumi.runtime.isDryRun()]).toEqual(["outside", "own", false]);
        expect(pulumi.runtime.allConfig()).toEqual({ "outside:a": "1" });
        expect(Error.stackTraceLimit).toBe(limit);
        expect(process.listeners("unhandledRejection")).toEqual(listeners);
        process.off("unhandledRejection", listener);
        new Thing("mine");
        await pulumi.runtime.disconnect();
        expect(registered).toEqual(["mine"]);
    });

    test("recordings asked for at once do not mix", async () => {
        const program = (name: string) => async () => {
            for (let turn = 0; turn < 5; turn++) {
                new Thing(`${name}${turn}`);
                await new Promise((resolve) => setTimeout(resolve, 1));
            }
            return { name, stack: pulumi.getStack() };
        };
        const recordings = await Promise.all(["a", "b", "c"].map((name) => recorded(program(name), { stack: name })));
        for (const [index, name] of ["a", "b", "c"].entries()) {
            const { plan, outputs } = recordings[index]!;
            expect(outputs).toEqual({ name, stack: name });
            expect(plan.deployment.resources.map(({ urn }) => urn.split("::")[3])).toEqual([
                `shop-${name}`,
                ...[0, 1, 2, 3, 4].map((turn) => `${name}${turn}`),
            ]);
        }
    });

    test("recordings asked for at once run one after the other, also after one that fails", async () => {
        const events: string[] = [];
        const program = (name: string) => async () => {
            events.push(`${name} starts`);
            await new Promise((resolve) => setTimeout(resolve, 5));
            events.push(`${name} ends`);
            if (name === "a") throw new Error("no");
        };
        await Promise.allSettled([recorded(program("a")), recorded(program("b"))]);
        expect(events).toEqual(["a starts", "a ends", "b starts", "b ends"]);
    });

    test("the same program gives the same record", async () => {
        const program = () => {
            const things = Array.from({ length: 20 }, (_, index) => new Thing(`t${index}`, { size: index }));
            new Thing("all", { sizes: things.map(({ size }) => size) });
        };
        expect(await recorded(program)).toEqual(await recorded(program));
    });
});
