/** Properties that Azure makes up, for the types whose outputs a program may read. */
import { randomUUID } from "node:crypto";
import { clouds, type CloudName } from "../../../azure/clouds.ts";
import type { Properties } from "./provider.ts";

export interface Request {
    readonly type: string;
    readonly id: string;
    readonly name: string;
    readonly inputs: Properties;
    /** Outputs of the resource as it was, on an update: what was made up once stays. */
    readonly before: Properties | undefined;
    readonly tenantId: string;
    readonly cloud: CloudName;
}

type Compute = (request: Request) => Properties;

const perType: Readonly<Record<string, Compute>> = {
    "azure-native:keyvault:Vault": ({ name, cloud }) => ({
        properties: { vaultUri: vaultUri(name, cloud), provisioningState: "Succeeded", hsmPoolResourceId: "" },
    }),
    "azure-native:keyvault:Secret": (request) => ({ properties: objectUris("secret", request) }),
    "azure-native:keyvault:Key": (request) => objectUris("key", request),
    "azure-native:managedidentity:UserAssignedIdentity": ({ before, tenantId }) => ({
        principalId: before?.["principalId"] ?? randomUUID(),
        clientId: before?.["clientId"] ?? randomUUID(),
        tenantId,
    }),
    "azure-native:network:PublicIPAddress": ({ before }) => ({ ipAddress: before?.["ipAddress"] ?? "203.0.113.17" }),
    "azure-native:network:PrivateEndpoint": ({ id, name }) => ({
        networkInterfaces: [
            { id: `${id.replace(/privateEndpoints\/[^/]+$/i, "networkInterfaces")}/${name}.nic.${name}` },
        ],
        customDnsConfigs: [],
    }),
    "azure-native:operationalinsights:Workspace": ({ before }) => ({
        customerId: before?.["customerId"] ?? randomUUID(),
    }),
    "azure-native:applicationinsights:Component": ({ before }) => {
        const had = before?.["instrumentationKey"];
        const key = typeof had === "string" ? had : randomUUID();
        return { instrumentationKey: key, connectionString: `InstrumentationKey=${key}` };
    },
    "azure-native:storage:StorageAccount": ({ name, cloud }) => ({
        primaryEndpoints: Object.fromEntries(
            ["blob", "queue", "table", "file"].map((service) => [
                service,
                `https://${name}.${service}.${clouds[cloud].storageSuffix}/`,
            ]),
        ),
    }),
    "azure-native:sql:Server": ({ name, cloud }) => ({
        fullyQualifiedDomainName: `${name}.${clouds[cloud].sqlSuffix}`,
    }),
    "azure-native:web:WebApp": ({ name, cloud }) => ({
        defaultHostName: `${name}.${clouds[cloud].webSuffix}`,
        outboundIpAddresses: "203.0.113.18",
    }),
    "azure-native:compute:VirtualMachine": ({ before }) => ({ vmId: before?.["vmId"] ?? randomUUID() }),
};

/** Properties that a request may carry and no response repeats. */
const writeOnly: Readonly<Record<string, readonly string[]>> = {
    "azure-native:keyvault:Secret": ["properties.value"],
    "azure-native:keyvault:Vault": ["properties.createMode"],
    "azure-native:compute:VirtualMachine": ["osProfile.adminPassword", "osProfile.customData"],
    "azure-native:compute:VirtualMachineScaleSet": [
        "virtualMachineProfile.osProfile.adminPassword",
        "virtualMachineProfile.osProfile.customData",
    ],
    "azure-native:sql:Server": ["administratorLoginPassword"],
    "azure-native:web:WebApp": ["siteConfig.appSettings", "siteConfig.connectionStrings"],
};

/** What the service adds to what the request said. */
function computedOutputs(request: Request): Properties {
    return merged(perType[request.type]?.(request) ?? {}, systemAssignedIdentity(request));
}

/** A response: what is repeated of the request, without secrets, and what the service added. */
export function response(repeated: Properties, request: Request): Properties {
    return merged(withoutSecrets(request.type, repeated), computedOutputs(request));
}

/** Properties without those that only a request carries. */
export function withoutSecrets(type: string, values: Properties): Properties {
    return (writeOnly[type] ?? []).reduce((rest, path) => without(rest, path.split(".")), values);
}

function vaultUri(name: string, cloud: CloudName): string {
    return `https://${name}.${clouds[cloud].vaultSuffix}/`;
}

/** The addresses of an object, whose id ends in `/vaults/<vault>/<family>/<name>`. */
function objectUris(word: "secret" | "key", { id, cloud }: Request): Properties {
    const [vault = "", family = "", name = ""] = id.split("/").slice(-3);
    const uri = `${vaultUri(vault, cloud)}${family}/${name}`;
    return { [`${word}Uri`]: uri, [`${word}UriWithVersion`]: `${uri}/${randomUUID().replaceAll("-", "")}` };
}

function systemAssignedIdentity({ inputs, before, tenantId }: Request): Properties {
    const wanted = inputs["identity"] as Properties | undefined;
    if (typeof wanted?.["type"] !== "string" || !wanted["type"].includes("SystemAssigned")) return {};
    const had = before?.["identity"] as Properties | undefined;
    return { identity: { principalId: had?.["principalId"] ?? randomUUID(), tenantId } };
}

function merged(base: Properties, extra: Properties): Properties {
    const entries = Object.entries(extra).map(([key, value]): [string, Properties[string]] => {
        const under = base[key];
        return [key, isObject(under) && isObject(value) ? merged(under, value) : value];
    });
    return { ...base, ...Object.fromEntries(entries) };
}

function without(values: Properties, [key, ...rest]: readonly string[]): Properties {
    if (key === undefined || values[key] === undefined) return values;
    const { [key]: value, ...others } = values;
    return rest.length > 0 && isObject(value) ? { ...others, [key]: without(value, rest) } : others;
}

function isObject(value: Properties[string] | undefined): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
