import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unzipSync } from "fflate";
import { packageApp, packageApps, type Package } from "../../tools/package-apps.ts";
import { workFolder } from "./program.ts";

let folder: Awaited<ReturnType<typeof workFolder>>;
let packages: readonly Package[];

beforeAll(async () => {
    folder = await workFolder();
    packages = await packageApps(folder.path);
});

afterAll(() => folder.remove());

async function contentOf({ file }: Package): Promise<Record<string, string>> {
    const files = unzipSync(await readFile(file));
    return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

test("each package holds its code in one file, what its platform needs beside it, and nothing else", async () => {
    const names = await Promise.all(
        packages.map(async (each) => [each.app, Object.keys(await contentOf(each)).join(" ")]),
    );
    expect(names).toEqual([
        ["web-application", "main.js main.js.LEGAL.txt package.json"],
        ["rotation-function", "host.json main.js main.js.LEGAL.txt package.json"],
        ["lab-client", "main.js main.js.LEGAL.txt package.json"],
    ]);
});

test("made again elsewhere, in another zone, the bytes are the same", async () => {
    const [zone, other] = [process.env["TZ"], await workFolder()];
    process.env["TZ"] = "Pacific/Kiritimati";
    const again = await packageApp("rotation-function", other.path);
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
    await other.remove();
    expect(again.sha256).toBe(packages.find(({ app }) => app === "rotation-function")?.sha256);
});

test("the packages name the file that the platform starts, and no path of the machine that made them", async () => {
    for (const each of packages) {
        const content = await contentOf(each);
        expect(JSON.parse(content["package.json"] ?? "")).toMatchObject({ main: "main.js" });
        expect(content["main.js"]).not.toContain(process.cwd());
    }
});
