import type { ForeignEffect } from "../../azure/other-providers.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { below, items, property, text, unsure, type Property } from "./property.ts";

/** What the deployment of a template may do, and where. */
export interface Deployed {
    /** Absent where the template can be read and holds nothing that concerns access. */
    readonly effect?: ForeignEffect;
    /** Name of the only resource group that it deploys to, lower case; absent where it may be any. */
    readonly group?: string;
}

/** @param type Without its API version. */
export function deploymentOf(resource: PlanResource, type: string): Deployed | undefined {
    const types = typesOf(resource, type);
    if (types === undefined) return undefined;
    const nested = types === unsure || types.some((name) => elsewhere.test(name));
    const group = groupOf(resource, type);
    const ofNetworks = types !== unsure && types.some((name) => /^microsoft\.network\//i.test(name));
    const grants = types !== unsure && types.some((name) => granting.test(name));
    const effect =
        types === unsure || types.some((name) => decides.test(name)) || (ofNetworks && grants)
            ? "anything"
            : ofNetworks
              ? "network"
              : grants
                ? "grants"
                : undefined;
    return {
        ...(effect !== undefined && { effect }),
        ...(group !== undefined && !nested && { group: group.toLowerCase() }),
    };
}

/** The types of Resource Manager that a resource stands for; `undefined` for one that stands for none. */
function typesOf(resource: PlanResource, type: string): readonly string[] | typeof unsure | undefined {
    if (type.startsWith("azure-native:resources:Deployment")) {
        const flat = property(resource, "template");
        return typesIn(flat.value === undefined ? property(resource, "properties", "template") : flat);
    }
    if (type === "azure-native:resources:Resource") {
        const parts = ["resourceProviderNamespace", "resourceType"].map((key) => text(property(resource, key)));
        return parts.every((part) => typeof part === "string") ? [parts.join("/")] : unsure;
    }
    if (!type.startsWith("azapi:")) return undefined;
    const written = text(property(resource, "type"));
    return typeof written === "string" ? [written.split("@")[0]!] : unsure;
}

/** The only resource group that it is made in; `undefined` where it may be another scope. */
function groupOf(resource: PlanResource, type: string): string | undefined {
    const parent = text(property(resource, "parentId"));
    if (typeof parent === "string") return /\/resourcegroups\/([^/]+)/i.exec(parent)?.[1];
    const inGroup = /:(Deployment|DeploymentStackAtResourceGroup|Resource)$/.test(type);
    const name = inGroup ? text(property(resource, "resourceGroupName")) : undefined;
    return typeof name === "string" ? name : undefined;
}

/** Providers whose resources are vaults or their objects, or run anything. */
const decides = /^microsoft\.(keyvault|resources\/deployment|blueprint)|^$/i;
/** Providers whose resources grant access, or are identities. */
const granting = /^microsoft\.(authorization|managedidentity|managedservices)\//i;
/** What deploys to other groups and scopes. */
const elsewhere = /^microsoft\.resources\/deployment|^$/i;

/** The types that a template deploys, also those inside others; an expression in place of a type is `""`. */
function typesIn(template: Property): readonly string[] | typeof unsure {
    if (template.value === undefined || typeof template.value !== "object" || Array.isArray(template.value))
        return unsure;
    const list = below(template, "resources");
    // Language version 2.0 has resources by name.
    const keyed =
        typeof list.value === "object" && !Array.isArray(list.value) ? Object.keys(list.value ?? {}) : undefined;
    const found = keyed === undefined ? items(list) : keyed.map((key) => below(list, key));
    if (found === unsure) return unsure;
    return found.flatMap((entry) => {
        const written = text(below(entry, "type"));
        const own = typeof written === "string" && !written.startsWith("[") ? written : "";
        if (below(entry, "resources").value === undefined) return [own];
        const inner = typesIn(entry);
        return [own, ...(inner === unsure ? [""] : inner)];
    });
}
