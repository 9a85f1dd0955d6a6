import { styleText } from "node:util";
import { print, type Line, type Paint, type Style } from "../report/text.ts";

type Format = Parameters<typeof styleText>[0];

const formats: Readonly<Record<Style, Format>> = {
    title: ["bold", "cyan"],
    strong: "bold",
    quiet: "dim",
    good: "green",
    bad: "red",
    unsure: "yellow",
};

/** Colours where the stream is a terminal that shows them; `NO_COLOR` and `FORCE_COLOR` are heeded. */
function painter(stream: NodeJS.WriteStream): Paint {
    return (style, text) => styleText(formats[style], text, { stream, validateStream: true });
}

/** Wider lines are hard to read. */
const widest = 120;

/** How many columns to write: the terminal's, else those that `COLUMNS` says, else 80. */
export function columnsOf(stream: NodeJS.WriteStream): number {
    const said = Number(process.env["COLUMNS"]);
    const known = stream.isTTY ? stream.columns : said > 0 ? said : 80;
    return Math.min(widest, Math.max(40, Math.floor(known) || 80));
}

export function show(lines: readonly Line[]): void {
    process.stdout.write(print(lines, painter(process.stdout)));
}

/** What a person should know beside the result. */
export function warn(messages: readonly string[]): void {
    for (const message of messages) process.stderr.write(print([["warning: ", message]], painter(process.stderr)));
}

/** What was done beside what is printed. */
export function say(message: string): void {
    process.stderr.write(print([[message]], painter(process.stderr)));
}

/** A reader that goes away, as `head` does, is no error. */
export function survivePipes(): void {
    for (const stream of [process.stdout, process.stderr]) {
        stream.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code !== "EPIPE") throw error;
            process.exit();
        });
    }
}

/** Says on a terminal what takes time, if it does. */
export async function withProgress<T>(message: string, work: () => Promise<T>): Promise<T> {
    const { stderr } = process;
    if (!stderr.isTTY) return work();
    let shown = false;
    const timer = setTimeout(() => {
        shown = true;
        stderr.write(styleText("dim", `${message} …`, { stream: stderr }));
    }, 300);
    // A program that waits for ever is noticed by the process having nothing left to do.
    timer.unref();
    try {
        return await work();
    } finally {
        clearTimeout(timer);
        if (shown) stderr.write("\r\u001b[K");
    }
}
