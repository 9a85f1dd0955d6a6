import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import type { Program } from "../../recorder/record.ts";
import { named, recorded, Shelf, Thing } from "./things.ts";

const refusal = { what: "the size", got: 0, expected: "more", fix: "give more" };

async function failure(program: Program): Promise<Error> {
    const error: unknown = await recorded(program).then(
        () => undefined,
        (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    return error as Error;
}

/** Every test here is followed by a recording that must not notice. */
afterEach(async () => {
    expect(named(await recorded(() => void new Thing("after")), "after").inputs).toEqual({});
});

describe("a program's own refusal comes through as it is", () => {
    const own = new InputError(refusal);

    test.each<[string, () => unknown]>([
        [
            "thrown",
            () => {
                throw own;
            },
        ],
        ["thrown later", () => Promise.reject(own)],
        [
            "thrown in a component",
            () =>
                void new Shelf("shelf", {}, {}, () => {
                    throw own;
                }),
        ],
        [
            "thrown before a component is registered",
            () =>
                void new (class extends pulumi.ComponentResource {
                    constructor() {
                        super(
                            "a:b:C",
                            "c",
                            (() => {
                                throw own;
                            })(),
                        );
                    }
                })(),
        ],
    ])("%s", async (_, program) => expect(await failure(program)).toBe(own));

    test("in an input that is computed", async () => {
        const error = await failure(
            () =>
                void new Thing("a", {
                    size: new Thing("b", { size: 1 }).size.apply(() => {
                        throw own;
                    }),
                }),
        );
        expect(error).toBe(own);
    });

    test("a RunError of Pulumi's", async () => {
        const error = new pulumi.RunError("the user's mistake");
        expect(await failure(() => Promise.reject(error))).toBe(error);
    });
});

describe("any other failure says what failed", () => {
    test("with the error, and the place in the program", async () => {
        const error = await failure(() => (undefined as unknown as Thing).size);
        expect(error).toBeInstanceOf(InputError);
        expect(error.message).toMatch(
            /the program is refused[^]*TypeError: Cannot read properties of undefined \(reading 'size'\)[^]*look at .*failure\.test\.ts:\d+:\d+/,
        );
        expect(error.cause).toBeInstanceOf(TypeError);
    });

    test("in a function of a value", async () => {
        const error = await failure(
            () =>
                void new Thing("a", {
                    size: pulumi.output(1).apply(() => {
                        throw new RangeError("too far");
                    }),
                }),
        );
        expect(error.message).toContain('RangeError: error serializing property \\"size\\": too far');
    });

    test("in a function whose value nobody takes", async () => {
        const error = await failure(
            () =>
                void pulumi.output(1).apply(() => {
                    throw new RangeError("too far");
                }),
        );
        expect(error.message).toContain("RangeError: too far");
    });

    test("in an exported value", async () => {
        const error = await failure(() => ({
            a: pulumi.output(1).apply(() => {
                throw new RangeError("too far");
            }),
        }));
        expect(error.message).toContain("RangeError: too far");
    });

    test("when something else than an error is thrown", async () => {
        const word: unknown = "a word";
        expect((await failure(() => Promise.reject(word as Error))).message).toContain("a word");
    });
});

describe("faults", () => {
    test("a URN registered twice", async () => {
        const error = await failure(() => void [new Thing("a"), new Thing("a")]);
        expect(error).toBeInstanceOf(InputError);
        expect(error.message).toMatch(/registered twice[^]*urn:pulumi:dev::shop::things:index:Thing::a/);
    });

    test("the same name under two parents is no fault", async () => {
        const recording = await recorded(
            () =>
                void ["one", "two"].map(
                    (name) => new Shelf(name, {}, {}, (parent) => (new Thing(`${name}-a`, {}, { parent }), {})),
                ),
        );
        expect(recording.plan.deployment.resources).toHaveLength(5);
    });

    test("all of them at once", async () => {
        const error = await failure(async () => {
            void [new Thing("a"), new Thing("a")];
            await pulumi.runtime.invoke("things:index:list", {});
        });
        expect(error.message).toContain("registered twice");
        expect(error.message).toContain("things:index:list");
    });

    test("an error that the program logs", async () => {
        expect((await failure(() => pulumi.log.error("this will not do"))).message).toContain("this will not do");
    });

    test("a component that a plugin builds", async () => {
        const error = await failure(() => void new pulumi.ComponentResource("eks:index:Cluster", "c", {}, {}, true));
        expect(error.message).toMatch(/a component that a plugin builds[^]*eks:index:Cluster/);
    });

    test("recording inside a recording", async () => {
        expect((await failure(async () => void (await recorded(() => {})))).message).toContain(
            "by a program that is being recorded",
        );
    });
});

describe("a program that waits for ever", () => {
    const scratch = fileURLToPath(new URL("../../.tmp/", import.meta.url));

    /** In a process of its own: a test runner's never has nothing to do. */
    async function alone(program: string): Promise<string> {
        const script = `
            import * as pulumi from "@pulumi/pulumi";
            import { record } from "${new URL("../../recorder/record.ts", import.meta.url).href}";
            class Thing extends pulumi.CustomResource { constructor(name, args = {}, opts) { super("things:index:Thing", name, { size: undefined, ...args }, opts); } }
            await record(async () => { ${program} }, { stack: "dev", project: "shop" }).catch((error) => console.log(error.message));`;
        await mkdir(scratch, { recursive: true });
        const folder = await mkdtemp(join(scratch, "waits-"));
        await writeFile(join(folder, "waits.mjs"), script);
        const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "waits.mjs")]);
        await rm(folder, { recursive: true });
        return stdout;
    }

    test("for the value of an output that is unknown", async () => {
        expect(await alone("await new Promise((resolve) => new Thing('a').size.apply(resolve));")).toMatch(
            /waits for something that never comes/,
        );
    });

    test("for an input that never comes, with its name", async () => {
        expect(await alone("new Thing('a', { size: new Promise(() => {}) });")).toMatch(
            /a \[things:index:Thing\], for its input \\"size\\"/,
        );
    });
});
