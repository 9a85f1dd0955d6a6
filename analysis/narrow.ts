import type { Plan, PlanResource } from "../plan/plan.ts";
import type { Model } from "./model/model.ts";
import { property, text } from "./model/property.ts";
import { typeKey } from "./model/resources.ts";

/**
 * A plan without the other vaults and what belongs to them alone: questions about the vault have the same answers, and a
 * changed plan is read in no time.
 */
export function aboutVault(model: Model, urn: string): Plan {
    const name = model.vaults.get(urn)?.name.toLowerCase();
    const others = new Set(
        [...model.vaults.values()]
            .filter((vault) => vault.urn !== urn && vault.named && vault.name.toLowerCase() !== name)
            .map((vault) => vault.name.toLowerCase()),
    );
    if (others.size === 0) return model.plan;
    const resources = model.resources.all.filter((resource) => !belongsToOther(model, resource, others));
    return { version: 3, deployment: { resources } };
}

function belongsToOther(model: Model, resource: PlanResource, others: ReadonlySet<string>): boolean {
    const key = typeKey(resource.type);
    if (key === "keyvault:Vault") return others.has(model.vaults.get(resource.urn)?.name.toLowerCase() ?? "");
    if (key?.startsWith("keyvault:") === true) return others.has(lower(text(property(resource, "vaultName"))));
    if (key !== "authorization:RoleAssignment") return false;
    const vault = /\/providers\/microsoft\.keyvault\/vaults\/([^/]+)/i.exec(
        lower(text(property(resource, "scope"))),
    )?.[1];
    return vault !== undefined && others.has(vault);
}

function lower(value: unknown): string {
    return typeof value === "string" ? value.toLowerCase() : "";
}
