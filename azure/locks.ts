import type { Response } from "./responses.ts";

/** A resource lock holds for everything below it, for the control plane alone, and for whoever has the role. */
export const lockLevels = {
    CanNotDelete: { refuses: "deletions" },
    ReadOnly: { refuses: "changes and deletions" },
    source: "learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
    certainty: "confirmed",
} as const;

/** How Azure Resource Manager answers what a lock refuses. */
export const lockRefusal: Response = {
    status: 409,
    code: "ScopeLocked",
    source: "learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
    certainty: "confirmed",
};
