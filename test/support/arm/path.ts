/** Pulumi's type tokens and inputs as addresses in Azure Resource Manager. */
import { unknown, type PlanObject } from "../../../plan/plan.ts";

/** What a Pulumi type says: azure-native's `module:Type`, and the API version where the type carries one. */
export interface Token {
    readonly token: string;
    readonly version?: string;
}

/** `azure-native:keyvault:Vault`, `azure-native:keyvault/v20230701:Vault`, `azure-native_keyvault_v20260201:keyvault:Vault`. */
const pattern = /^azure-native(?:_\w+?_(?<local>v\d{8}\w*))?:(?<module>\w+)(?:\/(?<version>v\d{8}\w*))?:(?<name>\w+)$/;

/** Reads the type of an azure-native resource; undefined for another provider's. */
export function readToken(type: string): Token | undefined {
    const groups = pattern.exec(type)?.groups;
    if (groups?.["module"] === undefined || groups["name"] === undefined) return undefined;
    const token = `${groups["module"]}:${groups["name"]}`;
    const version = groups["version"] ?? groups["local"];
    return version === undefined
        ? { token }
        : { token, version: version.replace(/^v(\d{4})(\d\d)(\d\d)(?=(\w?))/, dashed) };
}

/** `2021-05-01` of `v20210501`, with a dash more before `preview`. */
function dashed(_digits: string, year: string, month: string, day: string, suffix: string): string {
    return `${year}-${month}-${day}${suffix === "" ? "" : "-"}`;
}

/** An address, and which inputs make it up. */
export interface Address {
    readonly type: string;
    readonly names: readonly string[];
    readonly scope?: string;
    /** Inputs that stand in the path or the query and are no part of the body. */
    readonly used: ReadonlySet<string>;
    /** Inputs that the path needs and that are absent; not the last name, which azure-native makes up. */
    readonly missing: readonly string[];
}

/** Fills a path such as `{scope}/providers/Microsoft.Authorization/locks/{lockName}` or `Microsoft.Sql/servers/{serverName}`. */
export function address(template: string, inputs: PlanObject): Address {
    const [path = "", query = ""] = template.split("?");
    const [before, after] = path.includes("/providers/") ? path.split("/providers/") : [undefined, path];
    const [namespace = "", ...segments] = (after ?? "").split("/");
    const last = segments.length - 1;
    const missing: string[] = [];

    function fill(word: string, index: number): string {
        const input = inputOf(word);
        if (input === undefined) return word;
        const value = inputs[input];
        if (value === undefined && index !== last) missing.push(input);
        return typeof value === "string" ? value : unknown;
    }

    const parent = before ?? "{resourceGroupName}";
    const scope = fill(parent, namespace === "Microsoft.Resources" ? last : -1);
    const filled = segments.map(fill);
    const words = [parent, ...segments, query];
    return {
        type: [namespace, ...filled.filter((_, index) => index % 2 === 0)].join("/"),
        names: filled.filter((_, index) => index % 2 === 1),
        used: new Set(words.map(inputOf).filter((input) => input !== undefined)),
        missing,
        ...(before === undefined ? {} : { scope }),
    };
}

/** `vaultName` of `{vaultName}`; undefined for a word that stands for itself. */
function inputOf(word: string): string | undefined {
    return /^\{(\w+)\}$/.exec(word)?.[1];
}
