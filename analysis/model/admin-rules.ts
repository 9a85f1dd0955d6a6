import type { Property, Unsure } from "./property.ts";
import { below, count, evidence, items, property, text, unsure, word } from "./property.ts";
import { nameOf, ofType, type Resources } from "./resources.ts";
import { concernsOf, named, type Named, type SecurityRule } from "./security-groups.ts";

/** A rule of Azure Virtual Network Manager, asked before those of security groups. */
export interface AdminRule extends SecurityRule {
    readonly urn: string;
    /** What it allows no security group forbids. */
    readonly always: boolean | Unsure;
}

/**
 * Which networks a rule is for, and whether its configuration was deployed, is not told: a rule leaves open what it would
 * decide. Source: learn.microsoft.com/azure/virtual-network-manager/concept-security-admins.
 */
export function readAdminRules(resources: Resources): readonly AdminRule[] {
    return ofType(resources, "network:AdminRule").map((resource): AdminRule => {
        const access = word(property(resource, "access"), ["Allow", "AlwaysAllow", "Deny"]);
        const direction = word(property(resource, "direction"), ["Inbound", "Outbound"] as const);
        const priority = count(property(resource, "priority"));
        return {
            urn: resource.urn,
            name: nameOf(resource),
            priority: typeof priority === "number" ? priority : 0,
            direction: typeof direction === "string" ? direction : "Outbound",
            allows: access === undefined || access === unsure ? unsure : access !== "Deny",
            always: access === undefined || access === unsure ? unsure : access === "AlwaysAllow",
            sources: endsOf(property(resource, "sources")),
            destinations: endsOf(property(resource, "destinations")),
            concerns: concernsOf((...keys) => property(resource, ...keys)),
            at: evidence(property(resource, "access")),
        };
    });
}

function endsOf(list: Property): readonly Named[] {
    const found = items(list);
    if (found === unsure) return [unsure];
    if (found.length === 0) return [{ kind: "everything" }];
    return found.map((item) => {
        const type = text(below(item, "addressPrefixType"));
        const prefix = text(below(item, "addressPrefix"));
        return type === "NetworkGroup" || prefix === undefined ? unsure : named(prefix);
    });
}
