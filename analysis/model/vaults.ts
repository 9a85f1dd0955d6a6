import { clouds, normalRegion, type Cloud } from "../../azure/clouds.ts";
import { resourceTypes } from "../../azure/resource-types.ts";
import * as vaultDefaults from "../../azure/vault-defaults.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { azureType } from "../../plan/type.ts";
import type { Evidence } from "../answer.ts";
import { evidence, flag, items, output, property, text, unsure, word, type Property, type Unsure } from "./property.ts";
import { logicalName, ownName, type Resources } from "./resources.ts";

/** A value with the place that it is written in, or should be. */
export interface Read<T> {
    readonly value: T;
    readonly at: Evidence;
}

/** A vault with its switches as Azure takes them: defaults filled in, words in one case. */
export interface Vault {
    readonly urn: string;
    readonly resource: PlanResource;
    /** The Azure name, or the name in the program where Azure's is not known yet. */
    readonly name: string;
    /** Whether `name` is what the vault answers to. */
    readonly named: boolean;
    readonly id?: string;
    readonly cloud: Cloud;
    readonly location: string | Unsure;
    readonly tenant: Read<string | Unsure>;
    readonly accessModel: Read<AccessModel | Unsure>;
    readonly publicAccess: Read<PublicAccess | Unsure>;
    readonly acls: NetworkAcls;
    readonly purgeProtection: Read<boolean | Unsure>;
    /** Off in vaults that are older than 2020 at most: Azure turns it on in every new one, and never off again. */
    readonly softDelete: Read<boolean | Unsure>;
    readonly switches: Readonly<Record<DeploymentSwitch, Read<boolean | Unsure>>>;
    readonly recovered: boolean;
}

export type AccessModel = "rbac" | "access-policies";
export type PublicAccess = "enabled" | "disabled" | "perimeter";

/** What a vault lets Azure itself read, each for one purpose. */
export type DeploymentSwitch = "enabledForDeployment" | "enabledForDiskEncryption" | "enabledForTemplateDeployment";

/** `networkAcls`: absent means that the firewall is off. */
export interface NetworkAcls {
    readonly kind: "absent" | "present" | "unknown";
    readonly at: Evidence;
    /** Whether trusted services pass; unspecified inside `networkAcls` means that they do. */
    readonly bypass: Read<boolean | Unsure>;
    readonly defaultAction: Read<"Allow" | "Deny" | Unsure>;
    readonly addressRules: readonly Property[] | Unsure;
    readonly subnetRules: readonly Property[] | Unsure;
    readonly addressRulesAt: Evidence;
    readonly subnetRulesAt: Evidence;
}

export function readVault(resources: Resources, resource: PlanResource): Vault {
    const name = ownName(resource);
    const id = resources.ids.get(resource.urn);
    // A vault that was only looked up shows nothing of itself: nothing of it is known, not even that it has defaults.
    const shown = property(resource, "properties").value !== undefined;
    const at = (...keys: string[]): Property =>
        shown
            ? property(resource, "properties", ...keys)
            : { value: unsure, resource, path: ["/inputs/properties", ...keys].join("/") };
    const location = text(property(resource, "location"));
    return {
        urn: resource.urn,
        resource,
        name: name ?? logicalName(resource.urn),
        named: name !== undefined,
        ...(id !== undefined && { id }),
        cloud: cloudOf(resources, resource),
        location: typeof location === "string" ? normalRegion(location) : unsure,
        tenant: read(at("tenantId"), (value) => lower(text(value)) ?? unsure),
        accessModel: accessModelOf(resource, at("enableRbacAuthorization")),
        publicAccess: publicAccessOf(at("publicNetworkAccess")),
        acls: networkAclsOf((...keys) => at("networkAcls", ...keys)),
        purgeProtection: read(at("enablePurgeProtection"), (value) => flag(value) ?? false),
        softDelete: read(at("enableSoftDelete"), (value) => flag(value) ?? true),
        switches: {
            enabledForDeployment: read(at("enabledForDeployment"), (value) => flag(value) ?? false),
            enabledForDiskEncryption: read(at("enabledForDiskEncryption"), (value) => flag(value) ?? false),
            enabledForTemplateDeployment: read(at("enabledForTemplateDeployment"), (value) => flag(value) ?? false),
        },
        recovered: word(at("createMode"), ["default", "recover"]) === "recover",
    };
}

function read<T>(from: Property, take: (from: Property) => T): Read<T> {
    return { value: take(from), at: evidence(from) };
}

function lower(value: string | undefined | Unsure): string | undefined | Unsure {
    return typeof value === "string" ? value.toLowerCase() : value;
}

function accessModelOf(resource: PlanResource, from: Property): Read<AccessModel | Unsure> {
    const chosen = flag(from);
    if (chosen === unsure) return { value: unsure, at: evidence(from) };
    const rbac = chosen ?? rbacByDefault(resource);
    return { value: rbac === unsure ? unsure : rbac ? "rbac" : "access-policies", at: evidence(from) };
}

function rbacByDefault(resource: PlanResource): boolean | Unsure {
    const version = azureType(resource.type)?.apiVersion ?? resourceTypes["keyvault:Vault"].apiVersion;
    return version === undefined ? unsure : version >= vaultDefaults.rbacFrom.value;
}

function publicAccessOf(from: Property): Read<PublicAccess | Unsure> {
    const found = word(from, ["Enabled", "Disabled", "SecuredByPerimeter"]);
    const meaning = { Enabled: "enabled", Disabled: "disabled", SecuredByPerimeter: "perimeter" } as const;
    return {
        value: found === unsure ? unsure : meaning[found ?? vaultDefaults.publicAccess.value],
        at: evidence(from),
    };
}

function networkAclsOf(at: (...keys: string[]) => Property): NetworkAcls {
    const whole = at();
    const addresses = at("ipRules");
    const subnets = at("virtualNetworkRules");
    return {
        kind: whole.value === undefined ? "absent" : whole.value === unsure ? "unknown" : "present",
        at: evidence(whole),
        bypass: read(at("bypass"), (value) => {
            const found = word(value, ["AzureServices", "None"]);
            return found === unsure ? unsure : (found ?? vaultDefaults.bypass.value) === "AzureServices";
        }),
        defaultAction: read(at("defaultAction"), (value) => word(value, ["Allow", "Deny"] as const) ?? unsure),
        addressRules: items(addresses),
        subnetRules: items(subnets),
        addressRulesAt: evidence(addresses),
        subnetRulesAt: evidence(subnets),
    };
}

/** The cloud by the vault's own address, its provider's setting or its region; Azure's public one where none tells. */
function cloudOf(resources: Resources, resource: PlanResource): Cloud {
    const uri = text(output(resource, "properties", "vaultUri"));
    const provider = resource.provider?.slice(0, resource.provider.lastIndexOf("::"));
    const settings = provider === undefined ? undefined : resources.byUrn.get(provider);
    const environment = settings && text(property(settings, "environment"));
    const location = text(property(resource, "location"));
    const all: readonly (readonly [string, Cloud])[] = Object.entries(clouds);
    const byUri =
        typeof uri === "string" && all.find(([, { vaultSuffix }]) => uri.replace(/\/$/, "").endsWith(vaultSuffix));
    const bySetting = typeof environment === "string" && all.find(([name]) => name === environment.toLowerCase());
    if (byUri) return byUri[1];
    if (bySetting) return bySetting[1];
    const region = typeof location === "string" ? normalRegion(location) : "";
    if (region.startsWith("china")) return clouds.china;
    if (/^us(gov|dod)/.test(region)) return clouds.usgovernment;
    return clouds.public;
}
