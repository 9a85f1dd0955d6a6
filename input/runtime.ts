import { InputError } from "./error.ts";

/**
 * Recordings and the analysis use what Node has since version 22; the components alone run on 20 too.
 * @throws InputError on an older one, where a recording would end without a word
 */
export function refuseOldNode(): void {
    if ("groupBy" in Map && "withResolvers" in Promise) return;
    throw new InputError({
        what: "the version of Node",
        got: process.version,
        expected: "Node 22 or newer, for recordings and questions about access",
        fix: "install a current Node (nodejs.org), or the package node as a devDependency",
    });
}
