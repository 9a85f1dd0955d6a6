import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { Command, CommanderError, Option } from "commander";
import { clean } from "../report/text.ts";
import type { ExplainOptions } from "./explain.ts";
import type { MatrixOptions } from "./matrix.ts";
import type { PreviewOptions } from "./preview.ts";
import { survivePipes } from "./terminal.ts";

/** What a process ends with. */
const status = { fine: 0, unusable: 2, broken: 70 } as const;

/** Reads the arguments and does what they ask for; answers with the exit status. */
export async function run(args: readonly string[]): Promise<number> {
    survivePipes();
    try {
        return await program()
            .parseAsync([...args], { from: "user" })
            .then(() => status.fine);
    } catch (error) {
        return report(error);
    }
}

const repeated = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The commands with their options. */
export function program(): Command {
    const command = new Command("keyvault-blueprint")
        .description("Azure Key Vault topologies, and a proof of who can reach what before anything is deployed.")
        .version(version(), "-V, --version", "print the version")
        .exitOverride()
        .showSuggestionAfterError()
        .allowExcessArguments(false)
        .addHelpText("after", examples);
    fromPlan(command.command("preview"))
        .description("show what a stack builds, without Azure, credentials or the Pulumi CLI")
        .option("--json", "print the plan as JSON")
        .option("--html <file>", "write a page instead of the text: one file that needs nothing else")
        .action(async (options: PreviewOptions) => (await import("./preview.ts")).preview(options));
    fromPlan(beside(asking(command.command("explain"))))
        .description("answer one question: may this caller, from this place, do this on that object, and why")
        .option("--json", "print the answer as JSON")
        .action(async (options: ExplainOptions) => (await import("./explain.ts")).explain(options));
    fromPlan(beside(command.command("matrix")))
        .description("every class of places and callers against every data operation: who may do what, from where")
        .option("--json", "print the matrix as JSON")
        .addOption(new Option("--markdown", "print the tables in Markdown").conflicts("json"))
        .action(async (options: MatrixOptions) => (await import("./matrix.ts")).matrix(options));
    return command;
}

const examples = `
Examples:
  keyvault-blueprint preview --stack prod
  keyvault-blueprint explain --from workload --as application --do secrets/get --on VAULT/secrets/api-token
  keyvault-blueprint explain --plan plan.json --from internet --as anonymous --do secrets/list --on VAULT
  keyvault-blueprint matrix --plan plan.json --markdown

Exit status: 0, 2 for input that cannot be used, 70 for a defect of this program.
`;

function version(): string {
    const path = findPackageJSON("..", import.meta.url);
    return path === undefined ? "unknown" : (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

/** The parts of a question. */
function asking(command: Command): Command {
    return command
        .requiredOption(
            "--from <place>",
            "a subnet, machine, app or container by name; an address; internet; on-premises; browser@<place>; service:<name>",
        )
        .requiredOption(
            "--as <caller>",
            "anonymous; a principal's GUID; the name of a resource with an identity; a persona",
        )
        .requiredOption(
            "--do <operation>",
            "secrets/get, keys/unwrapKey, …, or an action of the control plane, as Microsoft.KeyVault/vaults/write",
        )
        .requiredOption(
            "--on <object>",
            "VAULT, or VAULT/secrets/NAME, VAULT/keys/NAME, VAULT/certificates/NAME, perhaps with /VERSION",
        )
        .option("--through <application>", "client id of the application that acts for the caller")
        .option("--groups <guid...>", "groups that the caller is in");
}

/** What an answer needs to know besides the plan. */
function beside(command: Command): Command {
    return command
        .option("--at <moment>", "date and time by ISO 8601 (default: now)")
        .option("--personas <file>", "personas of a program that shows none itself: a list in JSON");
}

/** Options of every command that reads a plan. */
function fromPlan(command: Command): Command {
    return command
        .option("--stack <name>", "the stack to record: its file is Pulumi.<name>.yaml (default: dev)")
        .option("--config <key=value>", "a setting in place of the stack file's; can be repeated", repeated)
        .option(
            "--plan <file>",
            "read a plan instead: a recorded one, of pulumi preview --json --show-sames, or of pulumi stack export; - is standard input",
        );
}

/** Says what went wrong, and what kind of wrong it is. */
function report(error: unknown): number {
    // Commander has said it already; its own way to end after --help is an error too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? status.fine : status.unusable;
    if (isRefusal(error)) {
        say(`error: ${error.message}`);
        return status.unusable;
    }
    say(`internal error: ${error instanceof Error ? error.message : String(error)}`);
    say("This is a defect of keyvault-blueprint: please report it with the command and its input.");
    if (process.env["KEYVAULT_BLUEPRINT_DEBUG"] === "1" && error instanceof Error) say(error.stack ?? "");
    else say("KEYVAULT_BLUEPRINT_DEBUG=1 shows where it happened.");
    return status.broken;
}

/** An `InputError`, or any error that a Pulumi program raises to be shown without a stack trace. */
function isRefusal(error: unknown): error is Error {
    return error instanceof Error && "__pulumiRunError" in error;
}

function say(message: string): void {
    process.stderr.write(`${message.split("\n").map(clean).join("\n")}\n`);
}
