/** Where the Pulumi command line is: the machine's own, or the one that `npm run engine:build` makes. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/** The command line that `build.ts` writes. */
export const builtPulumi: string = resolve(import.meta.dirname, "../../.tools/pulumi/bin/pulumi");

/** The machine's own `pulumi`, if there is one. Node's package binaries are not searched: none is Pulumi's. */
export function installedPulumi(): string | undefined {
    const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
    return folders.map((folder) => join(folder, "pulumi")).find(isExecutable);
}

/** The one to use, if any. */
export function findPulumi(): string | undefined {
    return installedPulumi() ?? (isExecutable(builtPulumi) ? builtPulumi : undefined);
}

/** What an executable says of itself, as `v3.259.0`; nothing where it does not run. */
export function versionOf(pulumi: string): string | undefined {
    const { status, stdout } = spawnSync(pulumi, ["version"], {
        encoding: "utf8",
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return status === 0 ? stdout.trim() : undefined;
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
