import type { Reader } from "./json.ts";
import type { PlanResource } from "./plan.ts";
import { segment } from "./value.ts";

/** Reads one resource as Pulumi writes it into a state, a preview's step or a recorded plan. */
export function readResource(reader: Reader, value: unknown, pointer: string): PlanResource {
    const resource = reader.object(value, pointer);
    const field = <T>(name: string, read: (value: unknown, pointer: string) => T): T | undefined =>
        isLeftOut(resource[name]) ? undefined : read(resource[name], pointer + segment(name));
    const text = (name: string): string | undefined => field(name, (found, place) => reader.text(found, place));
    const texts = (name: string): string[] => reader.texts(resource[name], pointer + segment(name));
    const flag = (name: string): boolean => reader.flag(resource[name], pointer + segment(name));

    const urn = readUrn(reader, resource["urn"], pointer);
    const type = reader.text(resource["type"], `${pointer}/type`);
    const types = urn.split("::")[2]!;
    if (types !== type && !types.endsWith(`$${type}`))
        reader.refuse(`${pointer}/type`, type, `the type in the URN, ${types}`);
    const id = text("id");
    const parent = text("parent");
    const provider = text("provider");
    const deletedWith = text("deletedWith");
    const ignoreChanges = texts("ignoreChanges");
    const aliases = texts("aliases").filter((alias) => !isOtherVersion(alias, urn));
    const additionalSecretOutputs = texts("additionalSecretOutputs");
    return {
        urn,
        type,
        custom: flag("custom"),
        ...(id !== undefined && { id }),
        ...(parent !== undefined && { parent }),
        inputs: reader.properties(resource["inputs"], `${pointer}/inputs`),
        outputs: reader.properties(resource["outputs"], `${pointer}/outputs`),
        dependencies: sorted(texts("dependencies")),
        propertyDependencies: field("propertyDependencies", (found, place) => dependencies(reader, found, place)) ?? {},
        ...(flag("protect") && { protect: true }),
        ...(provider !== undefined && !isDefaultProvider(provider) && { provider }),
        ...(ignoreChanges.length > 0 && { ignoreChanges }),
        ...(flag("retainOnDelete") && { retainOnDelete: true }),
        ...(deletedWith !== undefined && { deletedWith }),
        ...(flag("external") && { external: true }),
        ...(aliases.length > 0 && { aliases }),
        ...(additionalSecretOutputs.length > 0 && { additionalSecretOutputs }),
    };
}

export function readUrn(reader: Reader, value: unknown, pointer: string): string {
    if (isLeftOut(value)) reader.refuse(pointer, "a resource without a URN", "a urn for each resource");
    const urn = reader.text(value, `${pointer}/urn`);
    const [start = "", project = "", types = "", name = ""] = urn.split("::");
    if (!/^urn:pulumi:./.test(start) || project === "" || types === "" || name === "") {
        reader.refuse(`${pointer}/urn`, urn, "urn:pulumi:<stack>::<project>::<types>::<name>");
    }
    return urn;
}

/** Providers that the engine makes by itself, one for each package (sdk/go/common/providers/reference.go). */
export function isDefaultProvider(urnOrReference: string): boolean {
    const [, , type = "", name = ""] = urnOrReference.split("::");
    return type.startsWith("pulumi:providers:") && name.startsWith("default");
}

/** Whether an alias differs from the URN in an azure-native type alone: the provider adds them, one for each version. */
function isOtherVersion(alias: string, urn: string): boolean {
    const own = /[:$](azure-native:[^:]+:\w+)::/.exec(urn)?.[1];
    const former = /[:$](azure-native:[^:]+:\w+)::/.exec(alias)?.[1];
    return own !== undefined && former !== undefined && alias.replace(former, own) === urn;
}

function dependencies(reader: Reader, value: unknown, pointer: string): Record<string, string[]> {
    const entries = Object.entries(reader.object(value, pointer)).map(
        ([property, urns]) => [property, sorted(reader.texts(urns, pointer + segment(property)))] as const,
    );
    return Object.fromEntries(entries.filter(([, urns]) => urns.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sorted(urns: readonly string[]): string[] {
    return [...new Set(urns)].sort();
}

/** Go leaves out what is empty; other writers give null or an empty text. */
function isLeftOut(value: unknown): boolean {
    return value === undefined || value === null || value === "";
}
