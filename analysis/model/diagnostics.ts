import type { LogEntry } from "../answer.ts";
import { below, flag, items, property, text, unsure, word } from "./property.ts";
import { referenceById } from "./references.ts";
import { ofType, type Resources } from "./resources.ts";

/** Where requests to each vault leave a row. */
export function readDiagnostics(resources: Resources): ReadonlyMap<string, readonly LogEntry[]> {
    const found = ofType(resources, "monitor:DiagnosticSetting").flatMap((setting) => {
        const vault = referenceById(resources, property(setting, "resourceUri"), ["keyvault:Vault"]);
        if (vault.kind !== "found" || !logsAudit(items(property(setting, "logs")))) return [];
        const destinations = ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId"].flatMap((key) => {
            const id = property(setting, key);
            if (id.value === undefined) return [];
            const written = text(id);
            const target = referenceById(resources, id, ["operationalinsights:Workspace", "storage:StorageAccount"]);
            return [typeof written === "string" ? written : target.kind === "found" ? target.urn : setting.urn];
        });
        return destinations.map((destination) => ({
            vault: vault.urn,
            entry: { destination, category: "AuditEvent" },
        }));
    });
    return new Map(
        [...Map.groupBy(found, ({ vault }) => vault)].map(([vault, rows]) => [vault, rows.map(({ entry }) => entry)]),
    );
}

function logsAudit(logs: ReturnType<typeof items>): boolean {
    if (logs === unsure) return false;
    return logs.some((log) => {
        const category = word(below(log, "category"), ["AuditEvent"]);
        const group = word(below(log, "categoryGroup"), ["audit", "allLogs"]);
        return flag(below(log, "enabled")) === true && (category === "AuditEvent" || typeof group === "string");
    });
}
