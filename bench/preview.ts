import { stackConfig } from "../recorder/config.ts";
import { readProject, readStackFile } from "../recorder/project.ts";
import { goal } from "./bench.ts";
import type { Bench, Row } from "./bench.ts";
import { coldAndWarm, root } from "./process.ts";
import type { Run } from "./process.ts";

/** Whole processes, as a developer waits for them: the preview of `dev`, a unit test of `dev`, and the bare SDK. */
export const preview: Bench = {
    name: "preview",
    about: "npm run preview of dev, against mocha and ts-node with type checking, and against loading @pulumi/pulumi alone",
    async run() {
        const { cold, warm } = await coldAndWarm({
            ours: { args: ["cli/main.ts", "preview", "--stack", "dev"], times: 7 },
            bare: { args: ["-e", 'require("@pulumi/pulumi")'], times: 7 },
            mocha: {
                args: [
                    "--no-warnings",
                    "--loader",
                    "ts-node/esm",
                    "node_modules/mocha/bin/mocha.js",
                    "--timeout",
                    "0",
                    "bench/mocha/dev.spec.ts",
                ],
                env: { TS_NODE_PROJECT: "bench/mocha/tsconfig.json", PULUMI_CONFIG: JSON.stringify(devConfig()) },
                times: 2,
            },
        });
        return [...rows("cold", cold), ...rows("warm", warm)];
    },
};

function rows(state: "cold" | "warm", { ours, mocha, bare }: Record<"ours" | "mocha" | "bare", Run>): Row[] {
    const faster = mocha.seconds / ours.seconds;
    const slower = ours.seconds / bare.seconds;
    const busier = ours.processorSeconds / bare.processorSeconds;
    return [
        {
            what: `preview of dev, ${state}`,
            measured: shown(ours),
            against: `mocha and ts-node: ${shown(mocha)}; ${faster.toFixed(1)} times as long`,
            ...goal("at least 6 times", faster >= 6),
        },
        {
            what: "",
            measured: "",
            against: `require("@pulumi/pulumi"): ${shown(bare)}; preview takes ${slower.toFixed(2)} times that, ${busier.toFixed(2)} times in processor time`,
            ...goal("at most 1.5 times", slower <= 1.5),
        },
        { what: "", measured: `${ours.megabytes.toFixed(0)} MB`, ...goal("below 250 MB", ours.megabytes < 250) },
    ];
}

function shown({ seconds, megabytes }: Run): string {
    return `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
}

function devConfig(): Readonly<Record<string, string>> {
    const project = readProject(root);
    const { name, declarations } = project;
    return stackConfig({ project: name, declarations, ...readStackFile(project, "dev"), overrides: [] }).config;
}
