/** README.md shows commands: each must be one that works. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { program } from "../cli/program.ts";

const root = new URL("../", import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
};
const readme = new URL("README.md", root);

/** Commands in blocks of shell and in inline code. */
function commandsIn(markdown: string): readonly string[] {
    const blocks = [...markdown.matchAll(/^```(?:sh|shell|bash|console)\n([^]*?)^```/gm)].flatMap(([, text = ""]) =>
        text.replaceAll("\\\n", " ").split("\n"),
    );
    const inline = [...markdown.replace(/^```[^]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text);
    return [...blocks, ...inline]
        .flatMap((line) =>
            line
                .replace(/^\$ /, "")
                .replace(/\s#.*$/, "")
                .split(/&&|;|\|/),
        )
        .map((command) => command.trim())
        .filter((command) => /^(npm|npx) /.test(command));
}

const own = "keyvault-blueprint";

/** What a command asks our command line to do: the arguments after the name, if it asks it. */
function argumentsOf(command: string): readonly string[] | undefined {
    const words = command.split(/\s+/);
    if (words[0] === "npx") return words[1] === own ? words.slice(2) : undefined;
    const name = words.slice(2).find((word) => !word.startsWith("-"));
    const script = words[1] === "run" && name !== undefined ? (scripts[name] ?? "") : "";
    if (!script.startsWith("node cli/main.ts")) return undefined;
    const separator = words.indexOf("--");
    return [...script.split(/\s+/).slice(2), ...(separator === -1 ? [] : words.slice(separator + 1))];
}

function commandNamed(name: string | undefined): Command | undefined {
    return program().commands.find((command) => command.name() === name);
}

describe.skipIf(!existsSync(readme))("the commands of README.md", () => {
    const commands = existsSync(readme) ? commandsIn(readFileSync(readme, "utf8")) : [];

    it("are found", () => expect(commands.length).toBeGreaterThan(2));

    it.each([...new Set(commands.filter((command) => command.startsWith("npm ")))])(
        "%s: is a command of npm or a script of package.json",
        (command) => {
            const [, verb = "", ...rest] = command.split(/\s+/);
            if (verb !== "run") return expect(["ci", "install", "test", "link", "pack"]).toContain(verb);
            expect(Object.keys(scripts)).toContain(rest.find((word) => !word.startsWith("-")));
        },
    );

    it.each([...new Set(commands.filter((command) => argumentsOf(command) !== undefined))])(
        "%s: has its command and its options",
        (command) => {
            const [name, ...rest] = argumentsOf(command)!;
            const found = commandNamed(name);
            expect(found?.name()).toBe(name);
            const options = rest.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split("=")[0]);
            const known = found!.options.flatMap(({ long, short }) => [long, short]);
            for (const option of options) expect(known).toContain(option);
            const stack = rest[rest.indexOf("--stack") + 1];
            if (rest.includes("--stack") && stack !== undefined && stack !== "…") {
                expect(existsSync(fileURLToPath(new URL(`Pulumi.${stack}.yaml`, root))), `the stack ${stack}`).toBe(
                    true,
                );
            }
        },
    );
});
