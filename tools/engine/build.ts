/**
 * Builds the Pulumi command line from its Go modules into `.tools/pulumi/bin/pulumi`, for machines without it.
 *
 * The engine tests run the real thing; Pulumi's own installer fetches a release from a site that an offline machine or
 * a locked-down CI does not reach, while Go's module proxy and its checksum database usually are. The first build takes
 * three to four minutes on two cores and is skipped while the built version is the one that `go.mod` names.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { builtPulumi, installedPulumi, versionOf } from "./pulumi.ts";

const module = "github.com/pulumi/pulumi/pkg/v3";

/** The version that `go.mod` requires, as `v3.259.0`. */
function wantedVersion(): string {
    const requirements = readFileSync(join(import.meta.dirname, "go.mod"), "utf8");
    const found = new RegExp(`${module} (v\\S+)`).exec(requirements)?.[1];
    if (found === undefined) throw new Error(`tools/engine/go.mod does not require ${module}`);
    return found;
}

/** How many packages the build may have to compile, for the progress line. */
function packageCount(): number {
    const listed = execFileSync("go", ["list", "-deps", `${module}/cmd/pulumi`], {
        cwd: import.meta.dirname,
        encoding: "utf8",
    });
    return listed.trimEnd().split("\n").length;
}

/** Runs `go build`; rejects with the compiler's own words. */
async function build(version: string): Promise<void> {
    const arguments_ = [
        "build",
        "-v",
        "-trimpath",
        "-o",
        builtPulumi,
        // The tags and the version variable are those of Pulumi's own release build.
        "-tags=osusergo,grpcnotrace",
        `-ldflags=-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
        `${module}/cmd/pulumi`,
    ];
    const total = packageCount();
    const compiler = spawn("go", arguments_, { cwd: import.meta.dirname, stdio: ["ignore", "ignore", "pipe"] });
    const finished = new Promise<number | null>((resolve, reject) =>
        compiler.once("error", reject).once("close", resolve),
    );
    const complaints: string[] = [];
    let compiled = 0;
    for await (const line of createInterface({ input: compiler.stderr })) {
        if (/^[\w./-]+$/.test(line)) progress(++compiled, total);
        else if (!line.startsWith("go: downloading ")) complaints.push(line);
    }
    if (process.stdout.isTTY) process.stdout.write("\n");
    if ((await finished) !== 0) throw new Error(`go build failed\n${complaints.join("\n")}`);
}

/** One moving line on a terminal; elsewhere, as in a CI log, a line for every hundred packages. */
function progress(done: number, total: number): void {
    if (process.stdout.isTTY) process.stdout.write(`\r  ${done} of at most ${total} packages`);
    else if (done % 100 === 0) console.log(`  ${done} of at most ${total} packages`);
}

async function main(): Promise<void> {
    const installed = installedPulumi();
    if (installed !== undefined) {
        console.log(
            `Pulumi ${versionOf(installed) ?? "of unknown version"} is on PATH (${installed}); nothing to build.`,
        );
        return;
    }
    const version = wantedVersion();
    if (versionOf(builtPulumi) === version) {
        console.log(`Pulumi ${version} is built (${builtPulumi}).`);
        return;
    }
    console.log(`Building Pulumi ${version} from its Go modules; the first time takes some minutes.`);
    mkdirSync(dirname(builtPulumi), { recursive: true });
    await build(version);
    const built = versionOf(builtPulumi);
    if (built !== version)
        throw new Error(`${builtPulumi} says that it is ${built ?? "nothing that runs"}, not ${version}`);
    console.log(`Built ${builtPulumi}`);
}

try {
    await main();
} catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    console.error(
        missing ? "Go is not on PATH. Install Go 1.25 or newer, or the Pulumi CLI itself." : (error as Error).message,
    );
    process.exitCode = 1;
}
