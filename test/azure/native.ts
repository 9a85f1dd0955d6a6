import { readFileSync, readdirSync } from "node:fs";

const root = new URL("../../node_modules/@pulumi/azure-native/", import.meta.url);

export interface NativeInput {
    readonly required: boolean;
    readonly type: string;
}

export interface NativeType {
    /** Of the class's comment; the provider's own resources have none. */
    readonly apiVersion: string | undefined;
    readonly inputs: ReadonlyMap<string, NativeInput>;
}

/** What the provider's type declarations say of a resource: `network:Subnet`. */
export function nativeType(token: string): NativeType {
    const [module = "", name = ""] = token.split(":");
    const folder = new URL(`${module}/`, root);
    const file = readdirSync(folder).find((entry) => entry.toLowerCase() === `${name.toLowerCase()}.d.ts`);
    if (file === undefined) throw new Error(`${token}: no declaration in ${folder.pathname}`);
    const text = readFileSync(new URL(file, folder), "utf8");
    const args = text.slice(text.indexOf(`interface ${name}Args {`));
    const inputs = [...args.matchAll(/^ {4}(\w+)(\??): ([^;]*);/gm)].map(
        ([, input = "", optional = "", type = ""]): [string, NativeInput] => [
            input,
            { required: optional === "", type },
        ],
    );
    return { apiVersion: /Uses Azure REST API version ([\w-]+)/.exec(text)?.[1], inputs: new Map(inputs) };
}

/** Declarations of everything nested in the provider's inputs. */
export const nativeInputs = readFileSync(new URL("types/input.d.ts", root), "utf8");

/** The declaration of an interface or enumeration of the provider's types. */
export function nativeDeclaration(file: "input" | "enums/keyvault/index", name: string): string {
    const text = file === "input" ? nativeInputs : readFileSync(new URL(`types/${file}.d.ts`, root), "utf8");
    const start = text.search(new RegExp(`(interface|const) ${name}\\b`));
    if (start === -1) throw new Error(`no ${name} in types/${file}.d.ts`);
    return text.slice(start, text.indexOf("\n}", start));
}
