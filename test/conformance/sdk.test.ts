/** The table of places against the installed SDK, so that neither a version nor a renamed input is taken on trust. */
import { describe, expect, it } from "vitest";
import { resourceTypes, type ResourceType } from "../../azure/resource-types.ts";
import { address } from "../support/arm/path.ts";
import { homeOf } from "../support/arm/placement.ts";
import { neighbours, places, type Place } from "../support/arm/resources.ts";
import { inputTypes, sdkResource, type SdkProperty } from "../support/arm/sdk.ts";
import {
    bodyType,
    kindOf,
    nodeAt,
    typesAreHere,
    type BodyType,
    type ObjectType,
    type Ref,
} from "../support/arm/types.ts";

const addressOf = (place: Place) => address(place.path, { recordType: "A" });

/** Inputs of the SDK that Azure's types have no place for. A blueprint that uses one fails its conformance test. */
const withoutPlace = new Map([
    ["FunctionAppConfig.siteUpdateStrategy", "came with 2025-05-01; the types are those of 2025-03-01"],
    ["IpamPoolPrefixAllocation.id", "the SDK flattens an object that is not called `properties`"],
    ["Microsoft.KeyVault/vaults/accessPolicies.policy", "a resource of the SDK's own, reshaped by name"],
    ["Subnet.serviceGateway", "not in Azure's types of 2024-05-01"],
]);

describe("the table of places", () => {
    it.each([...places])("%s has the version and the path inputs of the installed SDK", (token, place) => {
        const sdk = sdkResource(token);
        expect(sdk, "the SDK's declaration").toBeDefined();
        if (sdk?.version !== undefined) expect(place.version).toBe(sdk.version);
        const inputs = sdk?.inputs.map(({ name }) => name) ?? [];
        expect([...addressOf(place).used].filter((input) => !inputs.includes(input))).toEqual([]);
    });

    it("agrees with the product's own table on every type and version that both have", () => {
        const both = Object.entries<ResourceType>(resourceTypes).flatMap(([token, row]) => {
            const place = places.get(token);
            return place === undefined || row.apiVersion === undefined ? [] : [{ token, row, place }];
        });
        expect(both.length).toBeGreaterThan(30);
        expect(both.map(({ token, row }) => [token, row.armType.replace("{recordType}", "A"), row.apiVersion])).toEqual(
            both.map(({ token, place }) => [token, addressOf(place).type, place.version]),
        );
    });
});

describe.skipIf(!typesAreHere)("the places in Azure's types (../shared/arm-types)", () => {
    it("have every input that the SDK offers, down to the last nested one", () => {
        const missing = [...places].flatMap(([token, place]) => inputsWithoutPlace(token, place));
        expect([...new Set(missing)].sort()).toEqual([...withoutPlace.keys()].sort());
    });
});

function inputsWithoutPlace(token: string, place: Place): readonly string[] {
    const { type, used } = addressOf(place);
    const found = bodyType(type, neighbours[`${type.split("/", 1).join()}@${place.version}`] ?? place.version);
    if (found === undefined) return [];
    const missing: string[] = [];
    const seen = new Set<string>();

    function walk(inputs: readonly SdkProperty[], objects: readonly ObjectType[]): void {
        for (const input of inputs) {
            const homes = objects.flatMap((object) => homeOf(input.name, object, nodes) ?? []);
            if (homes.length === 0) missing.push(`${objects[0]?.name ?? "nothing"}.${input.name}`);
            const next = homes.flatMap((home) => objectsAt(home.type, body));
            for (const name of input.types) {
                const step = `${name} in ${next.map((object) => object.name).join()}`;
                if (seen.has(step) || homes.length === 0) continue;
                seen.add(step);
                walk(inputTypes().get(name) ?? [], next);
            }
        }
    }

    const body = found;
    const { nodes } = body;
    walk(
        (sdkResource(token)?.inputs ?? []).filter(({ name }) => !used.has(name)),
        objectsAt(body.body, body),
    );
    return missing;
}

/** The objects that a value may be, through lists, dictionaries and kinds. */
function objectsAt(ref: Ref, type: BodyType): readonly ObjectType[] {
    const node = nodeAt(type.nodes, ref);
    if (node.$type === "ArrayType") return objectsAt(node.itemType, type);
    if (node.$type === "DiscriminatedObjectType")
        return Object.keys(node.elements).flatMap((tag) => kindOf(type.nodes, node, tag) ?? []);
    if (node.$type !== "ObjectType") return [];
    const isDictionary = node.additionalProperties !== undefined && Object.keys(node.properties).length === 0;
    return isDictionary ? objectsAt(node.additionalProperties, type) : [node];
}
