/** docs/access.md is the manual of the oracle: its tables are held to the code, and its program is the example. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gateNames } from "../../analysis/answer.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { readQuestion, type Words } from "../../analysis/words.ts";
import { program } from "../../cli/program.ts";
import { assumptionSentences } from "../../report/sentences/assumptions.ts";
import { indirectSentences } from "../../report/sentences/indirect.ts";
import { recordStack } from "../../recorder/stack.ts";
import { allDocuments, blocks, codes, readDocument, root, tables } from "./markdown.ts";

const document = readDocument("docs/access.md");

/** The first word in code of every row of the table under a heading. */
function firstCodes(heading: string): readonly string[] {
    const table = tables(document).find((candidate) => candidate.heading === heading);
    return (table?.rows ?? []).map(([first = ""]) => codes(first)[0] ?? "");
}

describe("docs/access.md", () => {
    it("has every gate, in order", () => expect(firstCodes("The answer")).toEqual(gateNames));

    it("has every assumption", () =>
        expect([...firstCodes("When it cannot tell")].sort()).toEqual(Object.keys(assumptionSentences).sort()));

    it("has every way round", () =>
        expect([...firstCodes("Ways round")].sort()).toEqual(Object.keys(indirectSentences).sort()));

    it("has every word of a question", () => {
        const explain = program().commands.find((command) => command.name() === "explain");
        const elsewhere = ["--stack", "--config", "--plan", "--json"];
        expect([...firstCodes("The words of a question"), ...elsewhere].sort()).toEqual(
            explain?.options.map(({ long }) => long).sort(),
        );
    });

    it("shows the example as it is", () => {
        expect(blocks(document, "ts").map(({ text }) => text)).toEqual([
            readFileSync(`${root}examples/plan-review/review.ts`, "utf8"),
        ]);
    });
});

/** The words of every question that the documents show, as commands on the stack `dev`. */
const questions = allDocuments()
    .flatMap((shown) => blocks(shown, "sh").flatMap(({ text }) => text.split("\n")))
    .filter((line) => line.startsWith("npm run --silent explain -- "))
    .map((line): Words => {
        const word = (option: string): string => new RegExp(`--${option} (\\S+)`).exec(line)?.[1] ?? "";
        return { from: word("from"), as: word("as"), do: word("do"), on: word("on") };
    });

it.each(questions)("asks what the stack dev can answer: $do from $from as $as", async (words) => {
    const { plan } = await recordStack({ folder: root, stack: "dev" });
    expect(() => readQuestion(modelOf(plan), words)).not.toThrow();
});
