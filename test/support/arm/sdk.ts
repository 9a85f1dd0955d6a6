/** The inputs that azure-native offers for a resource, read from the type declarations of the installed SDK. */
import { existsSync, readFileSync } from "node:fs";

export interface SdkProperty {
    readonly name: string;
    /** Names of the SDK's input types that the property's value may have, as `keyvault.SkuArgs`. */
    readonly types: readonly string[];
}

export interface SdkResource {
    /** Azure's API version; undefined for resources of the SDK's own. */
    readonly version?: string;
    readonly inputs: readonly SdkProperty[];
}

const root = new URL("../../../node_modules/@pulumi/azure-native/", import.meta.url);

/** The inputs of a resource by its `module:Type`. */
export function sdkResource(token: string): SdkResource | undefined {
    const [module = "", type = ""] = token.split(":");
    const file = new URL(`${module}/${type.charAt(0).toLowerCase()}${type.slice(1)}.d.ts`, root);
    if (!existsSync(file)) return undefined;
    const text = readFileSync(file, "utf8");
    const version = /Uses Azure REST API version (\d{4}-\d\d-\d\d(?:-\w+)?)/.exec(text)?.[1];
    const inputs = properties(text.slice(text.indexOf(`export interface ${type}Args {`)).split("\n"));
    return version === undefined ? { inputs } : { version, inputs };
}

let known: ReadonlyMap<string, readonly SdkProperty[]> | undefined;

/** The properties of the SDK's input types, by name: `keyvault.SkuArgs`. */
export function inputTypes(): ReadonlyMap<string, readonly SdkProperty[]> {
    return (known ??= readInputTypes(readFileSync(new URL("types/input.d.ts", root), "utf8")));
}

function readInputTypes(text: string): ReadonlyMap<string, readonly SdkProperty[]> {
    const types = new Map<string, readonly SdkProperty[]>();
    for (const namespace of text.split("\nexport declare namespace ").slice(1)) {
        const module = namespace.slice(0, namespace.indexOf(" "));
        for (const block of namespace.split("\n    interface ").slice(1)) {
            types.set(
                `${module}.${block.slice(0, block.indexOf(" "))}`,
                properties(block.slice(0, block.indexOf("\n    }")).split("\n")),
            );
        }
    }
    return types;
}

function properties(lines: readonly string[]): readonly SdkProperty[] {
    return lines.flatMap((line) => {
        const match = /^ +"?([\w.$]+)"?\??: (.*);$/.exec(line);
        if (match?.[1] === undefined || match[2] === undefined) return [];
        return [{ name: match[1], types: [...match[2].matchAll(/inputs\.([\w.]+)/g)].map((type) => type[1] ?? "") }];
    });
}
