import { expect, test } from "vitest";
import { asConsumersReadIt } from "../../tools/build.ts";

test.each<[string, string, string]>([
    ["imports", 'import { A } from "./a.ts";', 'import { A } from "./a.js";'],
    ["exports", 'export * from "../b/c.ts";', 'export * from "../b/c.js";'],
    ["types named in place", 'declare const x: import("./a.ts").A;', 'declare const x: import("./a.js").A;'],
    ["a package, whatever its name", 'import { A } from "a.ts";', 'import { A } from "a.ts";'],
    ["types among values", 'import { A, type B, type C } from "./a.ts";', 'import { A, B, C } from "./a.js";'],
    ["a type alone", 'export { type A } from "./a.ts";', 'export { A } from "./a.js";'],
    [
        "a list over several lines",
        'export {\n    A,\n    type B,\n} from "./a.ts";',
        'export {\n    A,\n    B,\n} from "./a.js";',
    ],
    [
        "a property named type",
        "export interface A {\n    type string: number;\n}",
        "export interface A {\n    type string: number;\n}",
    ],
    ["an import of types", 'import type { A } from "./a.ts";', 'import type { A } from "./a.js";'],
])("declarations are rewritten for consumers: %s", (_, written, read) => {
    expect(asConsumersReadIt(written)).toBe(read);
});
