/** The evaluator for log queries does what Kusto does with what it knows, and refuses the rest. */
import { describe, expect, test } from "vitest";
import { runQuery, type Row } from "../support/kql.ts";

const rows: readonly Row[] = [
    { Name: "SecretGet", Status: 403, Id: "/A/b" },
    { Name: "SecretGet", Status: 200, Id: "/a/B" },
    { Name: "KeySign", Status: 401, Id: "/c" },
    { Name: "Authentication", Status: 401, Id: "" },
];

function names(condition: string): readonly unknown[] {
    return runQuery(`T\n| where ${condition}`, { T: rows }).map((row) => rows.indexOf(row));
}

describe("conditions", () => {
    test.each([
        ["Status in (401, 403)", [0, 2, 3]],
        ['Name == "SecretGet"', [0, 1]],
        ['Name == "secretget"', []],
        ['Name in ("secretget", "KeySign")', [2]],
        ['Id =~ "/A/B"', [0, 1]],
        ['Id == "/a/B"', [1]],
        ['Name matches regex "^(Secret|Key)"', [0, 1, 2]],
        ['not(Name == "SecretGet" and Status == 200)', [0, 2, 3]],
        ['Name == "KeySign" or Name == "SecretGet" and Status == 200', [1, 2]],
        ['(Name == "KeySign" or Name == "SecretGet") and Status == 200', [1]],
    ] as const)("%s", (condition, expected) => {
        expect(names(condition)).toEqual(expected);
    });
});

test("stages follow each other, and project keeps the columns it names", () => {
    expect(runQuery('T | where Status == 401 | where Name == "KeySign" | project Status, Name', { T: rows })).toEqual([
        { Status: 401, Name: "KeySign" },
    ]);
});

test.each([
    ["another table", "U"],
    ["a column that is not there", 'T | where Nmae == "x"'],
    ["another operator", "T | summarize count()"],
    ["another comparison", 'T | where Name has "Secret"'],
    ["an inequality", "T | where Status >= 400"],
    ["a case-insensitive list", 'T | where Name in~ ("secretget")'],
    ["an escape", 'T | where Name == "a\\"b"'],
    ["a comment", "T // all"],
    ["an unfinished condition", "T | where Status =="],
    ["a missing bracket", "T | where not(Status == 401"],
    ["an expression", "T | where Status + 1 == 402"],
    ["a decimal number", "T | where Status == 401.5"],
    ["a second statement", "T | where Status == 401; U"],
])("refused: %s", (_what, query) => {
    expect(() => runQuery(query, { T: rows })).toThrow();
});
