import type * as pulumi from "@pulumi/pulumi";
import { SavedSearch } from "@pulumi/azure-native/operationalinsights/savedSearch.js";
import { parseArmId } from "../azure/arm-id.ts";
import { logQueries } from "../topology/queries.ts";
import type { ChildOptions } from "./support.ts";

/** Saves the queries over a vault's logs in the workspace that receives them, which may be in another resource group. */
export function saveQueries(name: string, workspaceId: pulumi.Output<string>, child: ChildOptions): void {
    const workspace = workspaceId.apply(parseArmId);
    for (const [label, query] of Object.entries(logQueries)) {
        new SavedSearch(
            `${name}-query-${label}`,
            {
                savedSearchId: `${name}-${label}`,
                workspaceName: workspace.apply((id) => id?.names[0] ?? ""),
                resourceGroupName: workspace.apply((id) => id?.resourceGroupName ?? ""),
                category: "Key Vault",
                displayName: `${query.title} (${name})`,
                query: query.text,
                version: 2,
            },
            child,
        );
    }
}
