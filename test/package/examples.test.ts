/** The examples as a stranger has them: in folders of their own, with the packed package. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { recordStack } from "../../recorder/stack.ts";
import { compile, copyProgram, run } from "./consumer.ts";

const require = createRequire(import.meta.url);
const scratch = inject("scratch");
const sources = resolve(import.meta.dirname, "../../examples");
/** Those with a program of their own, and the stack that each brings. */
const stacks: Readonly<Record<string, string>> = {
    "existing-network": "prod",
    "hub-and-spoke": "dev",
    "own-tests": "dev",
};

const examples = [...Object.keys(stacks), "plan-review"];

beforeAll(() => {
    for (const name of examples) copyProgram(join(sources, name), scratch, name);
});

test("are all tried here", () =>
    expect([...examples].sort()).toEqual(
        readdirSync(sources)
            .filter((name) => !name.endsWith(".md"))
            .sort(),
    ));

test("fit the package's types", () => {
    const compilerOptions = {
        strict: true,
        noEmit: true,
        target: "es2024",
        module: "nodenext",
        types: ["node"],
        skipLibCheck: true,
        erasableSyntaxOnly: true,
    };
    writeFileSync(
        join(scratch, "tsconfig.json"),
        JSON.stringify({ compilerOptions, include: examples.map((name) => `${name}/**/*.ts`) }),
    );
    expect(compile(scratch, require.resolve("typescript/bin/tsc"), "tsconfig.json")).toMatchObject({
        out: "",
        status: 0,
    });
});

test.each(Object.entries(stacks))("%s: the package's command line shows a plan with its vault", (name, stack) => {
    const command = join(scratch, "node_modules/keyvault-blueprint/dist/lib/cli/main.js");
    const { out, err, status } = run(
        process.execPath,
        [command, "preview", "--stack", stack, "--json"],
        join(scratch, name),
    );
    expect(status, err).toBe(0);
    const { deployment } = JSON.parse(out) as { deployment: { resources: { type: string }[] } };
    expect(deployment.resources.map(({ type }) => type)).toEqual(
        expect.arrayContaining(["keyvault-blueprint:index:Vault", "azure-native:keyvault:Vault"]),
    );
});

test("own-tests: its tests pass, and fail once the vault is open", () => {
    const folder = join(scratch, "own-tests");
    const tests = (): ReturnType<typeof run> =>
        run(process.execPath, [join(scratch, "node_modules/vitest/vitest.mjs"), "run"], folder);
    expect(tests()).toMatchObject({ status: 0 });

    const program = readFileSync(join(folder, "index.ts"), "utf8");
    const open = program
        .replace('exposure: "firewall"', 'exposure: "open"')
        .replace(/ +(?:trustedServices|allowedSubnetIds): .*\n/g, "");
    writeFileSync(join(folder, "index.ts"), open);
    const { out, status } = tests();
    expect(status).toBe(1);
    expect(out).toContain("1 failed | 4 passed");
    expect(out).toContain("its identity is of no use elsewhere");
});

test("plan-review: finds what may be read from the Internet, and nothing where nothing may", async () => {
    const review = async (stack: string): Promise<ReturnType<typeof run>> => {
        const { plan } = await recordStack({ folder: resolve(sources, ".."), stack });
        return run(process.execPath, ["review.ts"], join(scratch, "plan-review"), JSON.stringify(plan));
    };
    expect(await review("dev")).toMatchObject({ out: "Nothing on the Internet may read a secret.\n", status: 0 });
    const { out, status } = await review("web-application");
    expect(out).toMatch(/app-kvdemo-\w+ reads db-connection-string from the Internet/);
    expect(status).toBe(1);
    const unusable = run(process.execPath, ["review.ts"], join(scratch, "plan-review"), "{}");
    expect(unusable).toMatchObject({ out: "", status: 2 });
    expect(unusable.err).toMatch(/^the plan on standard input is refused[^]*fix:/);
});
