import type * as pulumi from "@pulumi/pulumi";
import { SavedSearch } from "@pulumi/azure-native/operationalinsights/savedSearch.js";
import { logQueries } from "../topology/queries.ts";
import type { ChildOptions } from "./support.ts";

/** Saves the queries over a vault's logs in the workspace that receives them. */
export function saveQueries(
    name: string,
    workspaceName: pulumi.Input<string>,
    resourceGroupName: string,
    child: ChildOptions,
): void {
    for (const [label, query] of Object.entries(logQueries)) {
        new SavedSearch(
            `${name}-query-${label}`,
            {
                savedSearchId: `${name}-${label}`,
                workspaceName,
                resourceGroupName,
                category: "Key Vault",
                displayName: `${query.title} (${name})`,
                query: query.text,
                version: 2,
            },
            child,
        );
    }
}
