import { clouds } from "../azure/clouds.ts";
import { unknown } from "../plan/plan.ts";
import { azureType } from "../plan/type.ts";
import { computedId } from "./azure-id.ts";
import { computed } from "./computed.ts";
import type { Decided } from "./computed.ts";
import { knownObject, knownText } from "./wire.ts";
import type { WireObject } from "./wire.ts";

/** What a provider is asked when a resource is registered. */
interface Creation {
    readonly type: string;
    readonly inputs: WireObject;
    /** The id to import, or `""`. */
    readonly importId: string;
    /** Settings of an explicitly chosen provider; `undefined` stands for the default one, set by the stack's configuration. */
    readonly provider: WireObject | undefined;
}

/** What the providers answer. Nothing here asks Azure: what only Azure can know is {@link unknown} or left out. */
export interface Provider {
    /** The id, where it can be computed, and what the program sees: its inputs and what is known besides. */
    create(creation: Creation): { readonly id?: string; readonly outputs: WireObject };
    /** A resource that exists already, of which nothing but its id and its name is known. */
    read(reading: { readonly type: string; readonly id: string; readonly inputs: WireObject }): WireObject;
    /** The answer of a provider function, or `undefined` where there is none. */
    call(token: string, args: WireObject, provider: WireObject | undefined): WireObject | undefined;
}

/** Answers to provider functions by token: `azure-native:keyvault:getVault`. */
export type Invokes = Readonly<Record<string, (args: WireObject) => WireObject>>;

/** @param config The stack's configuration with full keys: `azure-native:subscriptionId`. */
export function mockedProvider(config: Readonly<Record<string, string>>, invokes: Invokes): Provider {
    const settingsOf = (provider: WireObject | undefined): Settings => {
        const setting = (name: string): string | undefined =>
            provider === undefined ? knownText(config[`azure-native:${name}`]) : knownText(provider[name]);
        const environment = setting("environment")?.toLowerCase() ?? "public";
        return { subscriptionId: setting("subscriptionId"), tenantId: setting("tenantId"), environment };
    };
    return {
        create({ type, inputs, importId, provider }) {
            const key = azureType(type)?.key;
            if (key === undefined) return { ...(importId !== "" && { id: importId }), outputs: inputs };
            const settings = settingsOf(provider);
            const id = importId || computedId(key, (path) => textAt(inputs, path), settings.subscriptionId);
            return {
                ...(id !== undefined && { id }),
                outputs: { ...inputs, ...azureOutputs(key, inputs, id, settings) },
            };
        },
        read: ({ type, id, inputs }) => {
            const name = id.slice(id.lastIndexOf("/") + 1);
            if (azureType(type) === undefined || name === "" || knownText(id) === undefined) return inputs;
            return { ...inputs, name };
        },
        call: (token, args, provider) => invokes[token]?.(args) ?? functions[token]?.(settingsOf(provider)),
    };
}

interface Settings {
    readonly subscriptionId: string | undefined;
    readonly tenantId: string | undefined;
    /** A key of {@link clouds}. */
    readonly environment: string;
}

/** Provider functions whose answer the stack's configuration holds. */
const functions: Readonly<Record<string, (settings: Settings) => WireObject>> = {
    "azure-native:authorization:getClientConfig": ({ subscriptionId = unknown, tenantId = unknown }) => ({
        clientId: unknown,
        objectId: unknown,
        subscriptionId,
        tenantId,
    }),
};

function azureOutputs(key: string, inputs: WireObject, id: string | undefined, settings: Settings): WireObject {
    const name = id === undefined ? unknown : id.slice(id.lastIndexOf("/") + 1);
    const cloud = Object.hasOwn(clouds, settings.environment)
        ? clouds[settings.environment as keyof typeof clouds]
        : undefined;
    const decided: Decided = { id: id ?? unknown, name, inputs, cloud, tenantId: settings.tenantId ?? unknown };
    return { name, ...computed(key, decided) };
}

/** The text at a path of properties, `policy.objectId`. */
function textAt(inputs: WireObject, path: string): string | undefined {
    const [first = "", ...rest] = path.split(".");
    if (rest.length === 0) return knownText(inputs[first]);
    const inner = knownObject(inputs[first]);
    return inner && textAt(inner, rest.join("."));
}
