import { foreignResources, type ForeignEffect } from "../../azure/other-providers.ts";
import { isUnknown, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import { property, text, texts, unsure, type Unsure } from "./property.ts";
import { logicalName, ownName, typeKey, type Resources } from "./resources.ts";
import { deploymentOf } from "./templates.ts";

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
    vault: { readonly urn: string; readonly name: string; readonly id?: string; readonly group?: string },
    networking: Networking,
): boolean {
    const { resource, dependencies, written, deploys, effect } = foreign;
    if (dependencies.has(vault.urn) || (vault.group !== undefined && dependencies.has(vault.group))) return true;
    // What is not told, and comes from nothing that is, may be the vault.
    if (dependencies.size === 0 && holdsUnknown(resource.inputs)) return true;
    if ((effect === "names" || effect === "paths" || effect === "network") && concerns(foreign, networking))
        return true;
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
    const others = foreign.filter(({ effect }) => effect === "names" || effect === "paths" || effect === "network");
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
        const group = text(property(resource, "groupObjectId")) ?? text(property(resource, "objectId"));
        const member = text(property(resource, "memberObjectId"));
        const listed = texts(property(resource, "members"));
        const several: readonly (string | Unsure)[] = listed === unsure ? [unsure] : listed;
        const members: readonly (string | Unsure)[] = member === undefined ? several : [member];
        return members.length === 0 ? [] : [{ urn, group: lower(group), members: members.map(lower) }];
    });
}

function lower(value: string | undefined | Unsure): string | Unsure {
    return typeof value === "string" ? value.toLowerCase() : unsure;
}
