/**
 * Every valid sample, spoilt in every place and in every way: the validator must name the place each time. The places
 * are found by a walk of its own over Azure's types, which shares nothing with the validator's schemas.
 */
import { describe, expect, it } from "vitest";
import { isUnknown, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import { armResource, type ArmResource } from "../support/arm/body.ts";
import {
    flag,
    kindOf,
    nodeAt,
    typesAreHere,
    type BodyType,
    type ObjectType,
    type Ref,
    type TypeNodes,
} from "../support/arm/types.ts";
import { violationsOf } from "../support/arm/conformance.ts";
import { faults } from "../support/arm/validate.ts";
import { samples } from "./samples/index.ts";

/** An object in a body with its type. */
interface Site {
    readonly path: Path;
    readonly object: PlanObject;
    readonly type: ObjectType;
    /** The object that it is a property of; none for items of lists and for the body itself. */
    readonly parent?: Site;
}

type Path = readonly (string | number)[];

/** A spoilt body, and where the validator must see it. */
interface Mutant {
    readonly way: string;
    readonly at: string;
    readonly body: PlanValue;
}

describe.skipIf(!typesAreHere)("a valid resource (with ../shared/arm-types)", () => {
    const subjects = typesAreHere ? samples.map(subject) : [];

    it.each(subjects)("$token conforms, and no longer once it is spoilt in one place", ({ arm, type }) => {
        expect(violationsOf(arm)).toEqual([]);
        const survivors = mutantsOf(arm.body, type).filter(
            ({ body, at }) => !faults(body, type).some(({ path }) => path === at),
        );
        expect(survivors.map(({ way, at }) => `${way} ${at}`)).toEqual([]);
    });

    it("is spoilt in each of the ways, in more than two thousand places", () => {
        const ways = subjects.flatMap(({ arm, type }) => mutantsOf(arm.body, type).map(({ way }) => way));
        expect([...new Set(ways)].sort()).toEqual([
            "add",
            "change word",
            "delete",
            "move up",
            "retype",
            "write read-only",
        ]);
        expect(ways.length).toBeGreaterThan(2000);
    });
});

function subject(resource: PlanResource): {
    readonly token: string;
    readonly arm: ArmResource;
    readonly type: BodyType;
} {
    const arm = armResource(resource);
    if (arm?.bodyType === undefined) throw new Error(`${resource.type} has no type`);
    return { token: resource.type.slice("azure-native:".length), arm, type: arm.bodyType };
}

function mutantsOf(body: PlanObject, type: BodyType): readonly Mutant[] {
    return sitesOf(body, type.body, type.nodes, []).flatMap((site) =>
        spoilt(site, type.nodes).map(({ way, at, edits }) => ({
            way,
            at: pointer(at),
            body: edits.reduce<PlanValue>((whole, [path, value]) => edited(whole, path, value), body),
        })),
    );
}

interface Spoiling {
    readonly way: string;
    readonly at: Path;
    /** New values by their paths; undefined takes a property away. */
    readonly edits: readonly (readonly [Path, PlanValue | undefined])[];
}

function spoilt({ path, object, type, parent }: Site, nodes: TypeNodes): readonly Spoiling[] {
    const list: Spoiling[] = [];
    const one = (way: string, at: Path, value: PlanValue | undefined) => list.push({ way, at, edits: [[at, value]] });

    if (type.additionalProperties === undefined) one("add", [...path, "notAProperty"], "x");
    for (const [name, property] of Object.entries(type.properties)) {
        const at = [...path, name];
        const value = object[name];
        if ((property.flags & flag.readOnly) !== 0) one("write read-only", at, "x");
        if (value === undefined) continue;
        if ((property.flags & flag.required) !== 0) one("delete", at, undefined);
        const node = nodeAt(nodes, property.type);
        if (node.$type === "AnyType") continue;
        one("retype", at, typeof value === "object" ? "x" : {});
        if (typeof value === "string" && !isUnknown(value) && isClosed(property.type, nodes))
            one("change word", at, `${value}x`);
        if (
            parent !== undefined &&
            parent.type.additionalProperties === undefined &&
            parent.type.properties[name] === undefined
        ) {
            list.push({
                way: "move up",
                at: [...parent.path, name],
                edits: [
                    [at, undefined],
                    [[...parent.path, name], value],
                ],
            });
        }
    }
    return list;
}

function sitesOf(value: PlanValue, ref: Ref, nodes: TypeNodes, path: Path, parent?: Site): readonly Site[] {
    const node = nodeAt(nodes, ref);
    if (node.$type === "ArrayType" && Array.isArray(value)) {
        return (value as readonly PlanValue[]).flatMap((item, index) =>
            sitesOf(item, node.itemType, nodes, [...path, index]),
        );
    }
    if (typeof value !== "object" || value === null) return [];
    const object = value as PlanObject;
    const type =
        node.$type === "DiscriminatedObjectType" ? kindOf(nodes, node, object[node.discriminator] as string) : node;
    if (type?.$type !== "ObjectType") return [];
    const site: Site = { path, object, type, ...(parent === undefined ? {} : { parent }) };
    return [
        site,
        ...Object.entries(object).flatMap(([name, item]) => {
            const next = type.properties[name]?.type ?? type.additionalProperties;
            return next === undefined ? [] : sitesOf(item, next, nodes, [...path, name], site);
        }),
    ];
}

/** Whether only listed words may stand here. */
function isClosed(ref: Ref, nodes: TypeNodes): boolean {
    const node = nodeAt(nodes, ref);
    if (node.$type === "UnionType") return node.elements.every((element) => isClosed(element, nodes));
    return node.$type === "StringLiteralType";
}

function edited(whole: PlanValue, [first, ...rest]: Path, value: PlanValue | undefined): PlanValue {
    const name = String(first);
    const inner = rest.length === 0 ? value : edited((whole as PlanObject)[name] ?? {}, rest, value);
    if (Array.isArray(whole))
        return (whole as readonly PlanValue[]).map((item, index) => (index === first ? (inner ?? null) : item));
    const others = Object.entries(whole as PlanObject).filter(([key]) => key !== name);
    return Object.fromEntries(inner === undefined ? others : [...others, [name, inner]]);
}

function pointer(path: Path): string {
    return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
