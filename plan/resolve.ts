import { resourceTypes } from "../azure/resource-types.ts";
import type { ResourceType, ResourceTypeName } from "../azure/resource-types.ts";
import { computedId } from "./azure-id.ts";
import { isUnknown, unknown } from "./plan.ts";
import type { PlanObject, PlanResource, PlanValue } from "./plan.ts";
import { azureType } from "./type.ts";
import { at, known, text } from "./value.ts";

/*
 * A first preview knows no ids: wherever one resource names another, its input is unknown. What the preview does know
 * is which resources each input depends on. Where the place takes nothing but one kind of resource, and the input
 * depends on exactly one that could stand there, only one reading is possible; so it is with a list of several places
 * and as many resources for them. Everywhere else unknown stays unknown:
 * the scope of a role assignment, for example, that depends on a vault may be the vault or one of its secrets.
 */

/** Inputs that hold the id of one kind of resource; `*` stands for each element of a list. */
const references: Partial<Record<ResourceTypeName, Readonly<Record<string, ResourceTypeName>>>> = {
    "keyvault:Vault": { "properties/networkAcls/virtualNetworkRules/*/id": "network:Subnet" },
    "network:Subnet": {
        "networkSecurityGroup/id": "network:NetworkSecurityGroup",
        "natGateway/id": "network:NatGateway",
        "routeTable/id": "network:RouteTable",
    },
    "network:NatGateway": { "publicIpAddresses/*/id": "network:PublicIPAddress" },
    "network:VirtualNetworkPeering": { "remoteVirtualNetwork/id": "network:VirtualNetwork" },
    "network:NetworkInterface": {
        "ipConfigurations/*/subnet/id": "network:Subnet",
        "ipConfigurations/*/publicIPAddress/id": "network:PublicIPAddress",
        "networkSecurityGroup/id": "network:NetworkSecurityGroup",
    },
    "network:PrivateEndpoint": { "subnet/id": "network:Subnet" },
    "network:PrivateDnsZoneGroup": { "privateDnsZoneConfigs/*/privateDnsZoneId": "privatedns:PrivateZone" },
    "privatedns:VirtualNetworkLink": { "virtualNetwork/id": "network:VirtualNetwork" },
    "compute:VirtualMachine": { "networkProfile/networkInterfaces/*/id": "network:NetworkInterface" },
    "web:WebApp": { serverFarmId: "web:AppServicePlan", virtualNetworkSubnetId: "network:Subnet" },
    "authorization:RoleAssignment": { roleDefinitionId: "authorization:RoleDefinition" },
    "monitor:DiagnosticSetting": {
        workspaceId: "operationalinsights:Workspace",
        storageAccountId: "storage:StorageAccount",
    },
};

/** Fills in the names and ids that a preview leaves unknown and that can be one thing only. */
export function resolved(resources: readonly PlanResource[], subscriptionId: string | undefined): PlanResource[] {
    const byUrn = new Map<string, PlanResource>();
    // A resource is registered after those that its inputs need, so one pass in order is enough.
    return resources.map((resource) => {
        const key = azureType(resource.type)?.key;
        const result = key === undefined || resource.external === true ? resource : resolve(resource, key);
        byUrn.set(result.urn, result);
        return result;
    });

    function resolve(resource: PlanResource, key: string): PlanResource {
        const names = parentNames(key).map(([property, type]) => [property, type, nameOf] as const);
        const ids = Object.entries(references[key as ResourceTypeName] ?? {}).map(([path, type]) => [path, type, idOf] as const);
        const inputs = [...names, ...ids].reduce<PlanObject>((current, [path, type, valueOf]) => {
            const [property = "", ...rest] = path.split("/");
            const values = sourcesOf(resource.propertyDependencies[property] ?? [], type).map(valueOf);
            if (!allKnown(values)) return current;
            return { ...current, [property]: filled(current[property], rest, values) ?? null };
        }, resource.inputs);
        const id = resource.id ?? computedId(key, textIn(inputs), subscriptionOf(resource));
        return { ...resource, ...(id !== undefined && { id }), inputs };
    }

    /** The resources that a value of a kind can come from; none where something else could have given it. */
    function sourcesOf(urns: readonly string[], type: ResourceTypeName): readonly PlanResource[] {
        const sources = urns.map((urn) => byUrn.get(urn)).filter((source) => source === undefined || couldGive(source, type));
        const own = sources.filter((source) => source !== undefined && azureType(source.type)?.key === type);
        return own.length === sources.length ? (own as PlanResource[]) : [];
    }

    function subscriptionOf({ provider }: PlanResource): string | undefined {
        if (provider === undefined) return subscriptionId;
        const settings = byUrn.get(provider.slice(0, provider.lastIndexOf("::")))?.inputs;
        return known(text(settings?.["subscriptionId"]));
    }
}

/**
 * Whether an output of a resource could be the id or name of another of some kind: of its own kind, of what contains
 * that kind (a network lists its subnets), or of anything that is not one of Azure's known types.
 */
function couldGive(source: PlanResource, type: ResourceTypeName): boolean {
    const key = azureType(source.type)?.key;
    const row: ResourceType | undefined = key !== undefined && Object.hasOwn(resourceTypes, key) ? resourceTypes[key as ResourceTypeName] : undefined;
    return row === undefined || key === type || resourceTypes[type].armType.startsWith(`${row.armType}/`);
}

/** The inputs that name what a resource lives in, with the types that they name. */
function parentNames(key: string): (readonly [property: string, type: ResourceTypeName])[] {
    const row: ResourceType | undefined = Object.hasOwn(resourceTypes, key) ? resourceTypes[key as ResourceTypeName] : undefined;
    if (row === undefined) return [];
    const group = row.scope === "resource group" ? [["resourceGroupName", "resources:ResourceGroup"] as const] : [];
    const parents = row.names.slice(0, -1).flatMap((property, index) => {
        const armType = row.armType.split("/").slice(0, index + 2).join("/");
        const type = byArmType.get(armType.toLowerCase());
        return type === undefined ? [] : [[property, type] as const];
    });
    return [...group, ...parents];
}

const byArmType = new Map(
    Object.entries<ResourceType>(resourceTypes).map(([key, { armType }]) => [armType.toLowerCase(), key as ResourceTypeName]),
);

function idOf(resource: PlanResource): string | undefined {
    return resource.id === unknown ? undefined : resource.id;
}

/** A resource's own name: the last of those that make up its id. */
function nameOf(resource: PlanResource): string | undefined {
    const id = idOf(resource);
    if (id !== undefined) return id.slice(id.lastIndexOf("/") + 1);
    const key = azureType(resource.type)?.key as ResourceTypeName;
    const own = resourceTypes[key].names.at(-1);
    return own === undefined ? undefined : textIn(resource.inputs)(own);
}

function textIn(inputs: PlanObject): (path: string) => string | undefined {
    return (path) => known(text(at(inputs, `/${path.replaceAll(".", "/")}`)));
}

function allKnown(values: readonly (string | undefined)[]): values is readonly string[] {
    return values.length > 0 && values.every((value) => value !== undefined);
}

/**
 * A value with what is unknown at a path replaced, where there is one possible value for it. With several, a list whose
 * elements say nothing but `{ id: <unknown> }` holds them all, if it has as many: each must have been used somewhere.
 */
function filled(current: PlanValue | undefined, path: readonly string[], values: readonly string[]): PlanValue | undefined {
    const [first, ...rest] = path;
    const [only, ...others] = values;
    if (first === undefined) return isUnknown(current) && others.length === 0 ? only : current;
    if (typeof current !== "object" || current === null) return current;
    if (first === "*") {
        if (!Array.isArray(current)) return current;
        const elements = current as readonly PlanValue[];
        if (others.length > 0 && elements.length === values.length && elements.every(isUnknownId)) return values.map((id) => ({ id }));
        return elements.map((element) => filled(element, rest, values) ?? null);
    }
    const fields = current as PlanObject;
    const inner = filled(fields[first], rest, values);
    return inner === undefined ? current : { ...fields, [first]: inner };
}

function isUnknownId(element: PlanValue): boolean {
    return JSON.stringify(element) === JSON.stringify({ id: unknown });
}
