import { foreignResources, type ForeignEffect } from "../../azure/other-providers.ts";
import { normalId } from "../../azure/resource-types.ts";
import { isUnknown, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import { below, property, text, texts, unsure, type Unsure } from "./property.ts";
import { logicalName, ownName, typeKey, type Resources } from "./resources.ts";
import { deploymentOf } from "./templates.ts";
import type { Family } from "../question.ts";
import type { Vault } from "./vaults.ts";

/** A resource of a kind that is not read, and that can change access. */
export interface Foreign {
    readonly urn: string;
    readonly name: string;
    readonly type: string;
    readonly effect: ForeignEffect;
    readonly resource: PlanResource;
    readonly dependencies: ReadonlySet<string>;
    /** Everything that it is given, in lower case. */
    readonly written: string;
    /** Of the deployment of a template: the group that it is for, where it is one alone. */
    readonly deploys?: { readonly group?: string };
}

/** That a group has a member, as far as the plan tells who. */
export interface Membership {
    readonly urn: string;
    readonly group: string | Unsure;
    readonly members: readonly (string | Unsure)[];
}

export function readForeign(resources: Resources): readonly Foreign[] {
    return resources.all.flatMap((resource) => {
        const type = versionless(resource.type);
        const row = resource.custom
            ? foreignResources.find(({ prefix, whole }) => (whole ? type === prefix : type.startsWith(prefix)))
            : undefined;
        const deployed = row === undefined ? undefined : deploymentOf(resource, type);
        return row === undefined ||
            row.effect === "nothing" ||
            (deployed !== undefined && deployed.effect === undefined)
            ? []
            : [
                  {
                      urn: resource.urn,
                      name: logicalName(resource.urn),
                      type: resource.type,
                      effect: deployed?.effect ?? row.effect,
                      resource,
                      dependencies: new Set([
                          ...resource.dependencies,
                          ...Object.values(resource.propertyDependencies).flat(),
                      ]),
                      written: JSON.stringify(resource.inputs).toLowerCase(),
                      ...(deployed !== undefined && { deploys: deployed }),
                  },
              ];
    });
}

/** `azure-native:resources/v20240301:Deployment` is `azure-native:resources:Deployment`. */
function versionless(type: string): string {
    return type.startsWith("azure-native")
        ? type.replace(/^azure-native[^:]*:/, "azure-native:").replace(/\/v\d+[a-z]*:/, ":")
        : type;
}

/** Whether a resource names a vault in what it is given, comes after it, or deploys where it is. */
export function touches(
    foreign: Foreign,
    vault: Pick<Vault, "urn" | "name" | "id" | "cloud"> & { readonly group?: string },
    networking: Networking,
): boolean {
    const { resource, dependencies, written, deploys, effect } = foreign;
    if (dependencies.has(vault.urn) || (vault.group !== undefined && dependencies.has(vault.group))) return true;
    if (isOfNetworks(effect)) {
        if (isElsewhere(foreign, vault)) return false;
        if (concerns(foreign, networking)) return true;
    }
    // What is not told, and comes from nothing that is, may be the vault.
    if (dependencies.size === 0 && holdsUnknown(resource.inputs)) return true;
    const group = vault.id?.split("/").slice(0, 5).join("/");
    const own = vault.id?.split("/")[4];
    if (deploys !== undefined && (deploys.group === undefined || own === undefined || deploys.group === own))
        return true;
    return written.includes(vault.name.toLowerCase()) || (group !== undefined && written.includes(group));
}

/** What of the plan makes its networks: what changes one of these may change how a vault is reached. */
export interface Networking {
    readonly urns: ReadonlySet<string>;
    readonly ids: ReadonlySet<string>;
    /** `<name of the property in lower case>/<name>`. */
    readonly names: ReadonlySet<string>;
}

export function readNetworking(resources: Resources, foreign: readonly Foreign[]): Networking {
    const own = resources.all.filter(({ type }) => /^(network|privatedns|dnsresolver):/.test(typeKey(type) ?? ""));
    const others = foreign.filter(({ effect }) => isOfNetworks(effect));
    const names = own.flatMap((resource) => {
        const name = ownName(resource)?.toLowerCase();
        const key = named[typeKey(resource.type) ?? ""];
        return name === undefined || key === undefined ? [] : [`${key}/${name}`];
    });
    return {
        urns: new Set([...own, ...others].map(({ urn }) => urn)),
        ids: new Set(own.flatMap(({ urn }) => resources.ids.get(urn) ?? [])),
        names: new Set(names),
    };
}

function isOfNetworks(effect: ForeignEffect): boolean {
    return effect === "names" || effect === "paths" || effect === "joints" || effect === "network";
}

/** Whether a private endpoint is to something else, or a zone for other names. */
function isElsewhere({ resource, type }: Foreign, vault: Pick<Vault, "name" | "id" | "cloud">): boolean {
    if (type.startsWith("azure:privatelink/endpoint:")) {
        const connection = property(resource, "privateServiceConnection");
        const groups = texts(below(connection, "subresourceNames"));
        if (
            groups !== unsure &&
            groups.length > 0 &&
            !groups.some((group) => group === unsure || /^vault$/i.test(group))
        )
            return true;
        const id = text(below(connection, "privateConnectionResourceId"));
        return typeof id === "string" && vault.id !== undefined && normalId(id) !== vault.id;
    }
    if (!type.startsWith("azure:privatedns/")) return false;
    const key = type.startsWith("azure:privatedns/zone:")
        ? "name"
        : type.includes("VirtualNetworkLink")
          ? "privateDnsZoneName"
          : "zoneName";
    const zone = text(property(resource, key));
    return typeof zone === "string" && !mayHold(zone.toLowerCase(), vault);
}

/** Whether a private zone may answer for a vault's name or its alias. */
function mayHold(zone: string, { name, cloud }: Pick<Vault, "name" | "cloud">): boolean {
    return [cloud.vaultSuffix, cloud.privateZones.vault]
        .map((suffix) => `${name.toLowerCase()}.${suffix}`)
        .some((host) => host === zone || host.endsWith(`.${zone}`));
}

/** By which property the classic provider's resources name their parents. */
const named: Readonly<Record<string, string>> = {
    "network:VirtualNetwork": "virtualnetworkname",
    "network:NetworkSecurityGroup": "networksecuritygroupname",
    "network:RouteTable": "routetablename",
    "privatedns:PrivateZone": "privatednszonename",
};

function concerns({ dependencies, written }: Foreign, { urns, ids, names }: Networking): boolean {
    if ([...dependencies].some((urn) => urns.has(urn))) return true;
    const found = [...written.matchAll(/"(\w+)":"([^"]*)"/g)];
    return found.some(([, key, value]) => ids.has(value!) || names.has(`${key!}/${value!}`));
}

function holdsUnknown(value: PlanValue): boolean {
    if (isUnknown(value)) return true;
    return typeof value === "object" && value !== null && Object.values(value as PlanObject).some(holdsUnknown);
}

export function readMemberships(foreign: readonly Foreign[]): readonly Membership[] {
    return foreign.flatMap(({ effect, urn, resource }): readonly Membership[] => {
        if (effect !== "joins groups") return [];
        const first = (...keys: string[]): string | undefined | Unsure =>
            keys.map((key) => text(property(resource, key))).find((value) => value !== undefined);
        const group = first("groupObjectId", "objectId", "groupId");
        const member = first("memberObjectId", "principalId");
        const listed = texts(property(resource, "members"));
        const several: readonly (string | Unsure)[] = listed === unsure ? [unsure] : listed;
        const members: readonly (string | Unsure)[] = member === undefined ? several : [member];
        return members.length === 0 ? [] : [{ urn, group: lower(group), members: members.map(lower) }];
    });
}

/** The object of a vault that another provider's resource makes, as far as it says which; a certificate is all three. */
export function makes({ effect, type, resource }: Foreign, family: Family, name: string): boolean {
    if (effect !== "objects") return false;
    const own = text(property(resource, "name"));
    if (typeof own === "string" && own.toLowerCase() !== name.toLowerCase()) return false;
    return /\/certifi/.test(type) || type.includes(`/${family.slice(0, -1)}:`);
}

function lower(value: string | undefined | Unsure): string | Unsure {
    return typeof value === "string" ? value.toLowerCase() : unsure;
}
