/**
 * azure-native in front of a simulated Azure, as the real provider behaves where a program can tell: which inputs it
 * adds, what a preview knows, what replaces, and how a secret is deleted. Read at its source (`provider.go`,
 * `replacement.go`, `custom_keyvault.go`); everything else about Azure is in `azure.ts`.
 */
import { randomUUID } from "node:crypto";
import { clouds, type CloudName } from "../../../azure/clouds.ts";
import {
    armId,
    isResourceTypeName,
    resourceTypes,
    type ResourceType,
    type ResourceTypeName,
} from "../../../azure/resource-types.ts";
import type { SimulatedAzure } from "./azure.ts";
import { response, withoutSecrets, type Request } from "./computed-outputs.ts";
import { differences } from "./differences.ts";
import type { InvokeCall, Properties, SimulatedProvider } from "./provider.ts";
import { previewOutputs, repeatedInputs, resourceShape } from "./sdk-shape.ts";

/** Body properties that cannot change in place (`replacement.go`, and `x-ms-mutability` in the specifications). */
const replacing: Readonly<Record<string, readonly string[]>> = {
    "azure-native:authorization:RoleAssignment": ["principalId", "scope"],
    "azure-native:network:PrivateEndpoint": ["subnet"],
    "azure-native:network:PublicIPAddress": ["publicIPAddressVersion", "publicIPPrefix", "sku"],
    "azure-native:storage:StorageAccount": ["isHnsEnabled"],
    "azure-native:web:WebApp": ["kind"],
};

/** Whose delete call goes to the vault itself, because Resource Manager has none (`custom_keyvault.go`). */
const deletedThroughDataPlane: readonly string[] = ["azure-native:keyvault:Secret", "azure-native:keyvault:Key"];

/** What a vault answers to who comes from where it lets nobody in. */
const unreachable =
    "Public network access is disabled and request is not from a trusted service nor via an approved private link. " +
    "(ForbiddenByConnection)";

/** The signed-in caller that `getClientConfig` reports; its own object and application are of no consequence here. */
const caller = {
    objectId: "5f1f7e5c-6f0e-4c39-9d0b-0a1d6f3a2b41",
    clientId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    tenantId: "9a1c3e57-2b46-4d80-8f13-6c5e7d9b0a24",
} as const;

interface Configuration {
    readonly subscriptionId: string;
    readonly tenantId: string;
    readonly location: string | undefined;
    readonly cloud: CloudName;
}

export function simulatedAzureNative(version: string, azure: SimulatedAzure): SimulatedProvider {
    let configured: Configuration | undefined;
    const configuration = (): Configuration => {
        if (configured === undefined) throw new Error("azure-native is used before it is configured");
        return configured;
    };

    const idOf = (type: string, inputs: Properties): string => {
        const row = rowOf(type);
        const names = row.names.map((path) => text(at(inputs, path)));
        const place = {
            subscriptionId: configuration().subscriptionId,
            resourceGroupName: text(inputs["resourceGroupName"]),
            scope: text(inputs[row.scopeProperty ?? "scope"]),
        };
        return armId(shortName(type) as ResourceTypeName, place, row.generatedName ? [...names, randomUUID()] : names);
    };

    const requestOf = (type: string, id: string, inputs: Properties, before: Properties | undefined): Request => {
        const { tenantId, cloud } = configuration();
        return { type, id, name: id.slice(id.lastIndexOf("/") + 1), inputs, before, tenantId, cloud };
    };

    const outputsOf = (request: Request): Properties => {
        const { outputs, apiVersion } = resourceShape(request.type);
        const always = { name: request.name, type: rowOf(request.type).armType, azureApiVersion: apiVersion };
        const known = Object.fromEntries(Object.entries(always).filter(([key]) => key in outputs));
        return response({ ...repeatedInputs(request.inputs, outputs), ...known }, request);
    };

    return {
        name: "azure-native",
        version,
        // The real one answers Configure without `acceptSecrets`: the engine sends it values and marks the answers.
        acceptsSecrets: false,
        configure(variables) {
            configured = configurationFrom(variables);
        },
        check({ type, news, olds }) {
            const { inputNames, apiVersion } = resourceShape(type);
            const location = news["location"] ?? olds["location"] ?? configuration().location;
            return {
                ...news,
                ...(inputNames.has("location") && location !== undefined ? { location } : {}),
                ...(apiVersion === "" ? {} : { azureApiVersion: news["azureApiVersion"] ?? apiVersion }),
            };
        },
        diff({ type, oldInputs, news }) {
            const fixed = new Set([
                "location",
                "resourceGroupName",
                ...pathParameters(type),
                ...(replacing[type] ?? []),
            ]);
            const replaces = (path: string): boolean => fixed.has(path) || fixed.has(path.split(".")[0] ?? path);
            return differences(oldInputs, news, replaces);
        },
        async create({ type, inputs, preview }) {
            if (preview) return { id: "", outputs: previewOutputs(inputs, resourceShape(type).outputs) };
            const id = idOf(type, inputs);
            const outputs = outputsOf(requestOf(type, id, inputs, undefined));
            await azure.create({ id, type, inputs, outputs });
            return { id, outputs };
        },
        async update({ type, id, inputs, oldOutputs, preview }) {
            if (preview) {
                const stable = Object.fromEntries(
                    ["name", "location"].flatMap((key) =>
                        oldOutputs[key] === undefined ? [] : [[key, oldOutputs[key]]],
                    ),
                );
                return { ...previewOutputs(inputs, resourceShape(type).outputs), ...stable };
            }
            const outputs = outputsOf(requestOf(type, id, inputs, azure.get(id)?.outputs));
            await azure.update({ id, type, inputs, outputs });
            return outputs;
        },
        read({ type, id, inputs }) {
            const held = azure.get(id);
            if (held === undefined) return undefined;
            const imported = Object.keys(inputs).length === 0;
            return { inputs: imported ? withoutSecrets(type, held.inputs) : inputs, outputs: held.outputs };
        },
        async delete({ type, id }) {
            if (deletedThroughDataPlane.includes(type) && !azure.dataPlaneReachable) {
                throw new Error(`DELETE ${id}: 403 Forbidden. ${unreachable}`);
            }
            await azure.delete(id);
        },
        invoke: (call) => invoked(call, configuration()),
    };
}

function invoked({ token }: InvokeCall, { subscriptionId, tenantId }: Configuration): Properties {
    if (token === "azure-native:authorization:getClientConfig") return { ...caller, subscriptionId, tenantId };
    throw new Error(`the simulated azure-native has no function ${token} (test/engine/simulation/azure-native.ts)`);
}

function configurationFrom(variables: Readonly<Record<string, string>>): Configuration {
    const value = (key: string): string | undefined => variables[`azure-native:config:${key}`];
    const cloud = value("environment") ?? "public";
    if (!Object.hasOwn(clouds, cloud)) throw new Error(`azure-native:environment is '${cloud}'`);
    const subscriptionId = value("subscriptionId");
    if (subscriptionId === undefined) throw new Error("set azure-native:subscriptionId");
    return {
        subscriptionId,
        tenantId: value("tenantId") ?? caller.tenantId,
        location: value("location"),
        cloud: cloud as CloudName,
    };
}

function pathParameters(type: string): readonly string[] {
    const { names, scopeProperty } = rowOf(type);
    return scopeProperty === undefined ? names : [...names, scopeProperty];
}

function rowOf(type: string): ResourceType {
    const name = shortName(type);
    if (!isResourceTypeName(name))
        throw new Error(`azure/resource-types.ts has no row for ${type}: its id is not known`);
    return resourceTypes[name];
}

/** `keyvault:Vault` of `azure-native:keyvault:Vault`. */
function shortName(type: string): string {
    return type.slice(type.indexOf(":") + 1);
}

/** The input at a dotted path: an access policy is named by `policy.objectId`. */
function at(inputs: Properties, path: string): unknown {
    return path.split(".").reduce<unknown>((under, key) => (under as Properties | undefined)?.[key], inputs);
}

function text(value: unknown): string {
    return typeof value === "string" ? value : "";
}
