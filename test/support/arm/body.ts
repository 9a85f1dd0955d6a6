/** What azure-native is given, as the request body that it sends to Azure Resource Manager. */
import { isSecret, unknown, type PlanObject, type PlanResource, type PlanValue } from "../../../plan/plan.ts";
import { address, readToken } from "./path.ts";
import { placed } from "./placement.ts";
import { neighbours, places } from "./resources.ts";
import { bodyType, type BodyType } from "./types.ts";

/** A resource as Azure Resource Manager sees it. */
export interface ArmResource {
    readonly urn: string;
    /** `Microsoft.Network/virtualNetworks/subnets`. */
    readonly type: string;
    /** The version that azure-native uses. */
    readonly apiVersion: string;
    /** The names along the path; the last one is the resource's own. */
    readonly names: readonly string[];
    /** What an extension resource belongs to. */
    readonly scope?: string;
    /** `name` and all that is sent. A property without a place in Azure's type stays where the SDK has it. */
    readonly body: PlanObject;
    /** Azure's type of the body, sometimes of a neighbouring version; absent where it is not to be had. */
    readonly bodyType?: BodyType;
    /** What is wrong with the address. */
    readonly faults: readonly string[];
}

/** The body of an azure-native resource; undefined for a type that the table of places does not have. */
export function armResource(resource: PlanResource): ArmResource | undefined {
    const read = readToken(resource.type);
    const place = read === undefined ? undefined : places.get(read.token);
    if (read === undefined || place === undefined) return undefined;

    const inputs = reshaped(read.token, withoutSecrets(resource.inputs) as PlanObject);
    const { type, names, scope, used, missing } = address(place.path, inputs);
    const apiVersion = read.version ?? place.version;
    const found = bodyType(type, neighbours[`${type.split("/", 1).join()}@${apiVersion}`] ?? apiVersion);
    const name = names.at(-1) ?? unknown;
    const sent = Object.fromEntries(Object.entries(inputs).filter(([key]) => !used.has(key)));
    const body = { ...sent, name };
    return {
        urn: resource.urn,
        type,
        apiVersion,
        names,
        body: found === undefined ? enveloped(body) : (placed(body, found.body, found.nodes) as PlanObject),
        faults: [...missing.map((input) => `${input} is missing`), ...nameFaults(sent["name"], name)],
        ...(scope === undefined ? {} : { scope }),
        ...(found === undefined ? {} : { bodyType: found }),
    };
}

/** Some SDK types take the name twice, for the path (`subnetName`) and for the body (`name`): Azure refuses two names. */
function nameFaults(inBody: PlanValue | undefined, inPath: string): readonly string[] {
    if (inBody === undefined || inBody === inPath) return [];
    const path = inPath === unknown ? "one that azure-native makes up" : JSON.stringify(inPath);
    return [`the body's name is ${JSON.stringify(inBody)}, the path's ${path}`];
}

/** Secrets become unknowns: nobody can look at either. */
function withoutSecrets(value: PlanValue): PlanValue {
    if (isSecret(value)) return unknown;
    if (Array.isArray(value)) return (value as readonly PlanValue[]).map(withoutSecrets);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}

/** An access policy is a resource of the SDK's own, sent as a list of one (pulumi-azure-native, `custom_keyvault_accesspolicy.go`). */
function reshaped(token: string, inputs: PlanObject): PlanObject {
    if (token !== "keyvault:AccessPolicy" || inputs["policy"] === undefined) return inputs;
    const { policy, ...rest } = inputs;
    return { ...rest, accessPolicies: [policy] };
}

/** Without Azure's type only the envelope that all resources share is told from their properties. */
function enveloped(body: PlanObject): PlanObject {
    const envelope = new Set(["name", "location", "tags", "sku", "identity", "kind", "zones", "properties"]);
    const entries = Object.entries(body);
    const properties = Object.fromEntries(entries.filter(([key]) => !envelope.has(key)));
    return { properties, ...Object.fromEntries(entries.filter(([key]) => envelope.has(key))) };
}
