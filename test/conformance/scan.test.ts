/** What checkov reports of the shipped stacks is what docs/security.md explains. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codes, readDocument, tables } from "../docs/markdown.ts";
import { registered, snippets, stacks } from "../docs/stack.ts";
import { toArmTemplate } from "../support/arm/template.ts";

const document = readDocument("docs/security.md");
const findings = tables(document).find(({ columns }) => columns[0] === "check");

/** `CKV_AZURE_1 dev`: a check and the stack that it fails. */
const explained = (findings?.rows ?? []).flatMap(([checks = "", , where = ""]) =>
    codes(checks).flatMap((check) => where.split(", ").map((stack) => `${check} ${stack.replaceAll("`", "")}`)),
);

interface Report {
    readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly file_path: string }[] };
}

function checkov(...args: readonly string[]): string | undefined {
    try {
        return execFileSync("checkov", args, {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
            maxBuffer: 64 * 2 ** 20,
        });
    } catch (error) {
        // Status 1 says that something was found.
        const { status, stdout } = error as { status?: number; stdout?: string };
        return status === 1 ? stdout : undefined;
    }
}

describe("the table of findings", () => {
    it("explains each check once for each stack", () => {
        expect(explained.length).toBeGreaterThan(20);
        expect(explained.filter((finding, index) => explained.indexOf(finding) !== index)).toEqual([]);
    });

    it.skipIf(checkov("--version") === undefined)(
        "is what checkov reports, neither more nor less (needs checkov)",
        async () => {
            const folder = mkdtempSync(join(tmpdir(), "scan-"));
            const hardened = snippets(readDocument("docs/topologies.md")).find(({ name }) => name === "hardened");
            const plans = [
                ...stacks.map((stack) => ({ name: stack, stack, change: {} })),
                { name: "hardened", stack: "web-application", change: hardened?.change ?? {} },
            ];
            for (const { name, stack, change } of plans) {
                const { resources } = await registered(stack, change);
                writeFileSync(
                    join(folder, `${name}.json`),
                    JSON.stringify(toArmTemplate({ version: 3, deployment: { resources } })),
                );
            }
            const report = JSON.parse(
                checkov("-d", folder, "--framework", "arm", "--skip-download", "-o", "json") ?? "",
            ) as Report;
            rmSync(folder, { recursive: true });
            const reported = report.results.failed_checks.map(
                ({ check_id, file_path }) => `${check_id} ${/(\w[\w-]*)\.json$/.exec(file_path)?.[1]}`,
            );
            expect([...new Set(reported)].sort()).toEqual([...explained].sort());
        },
    );
});
