/** The parts of an Azure resource id. Azure compares ids without regard to case; the parts keep the case they had. */
export interface ArmId {
    /** What the resource lives in or is attached to: the part before the last `/providers/`; `""` is the tenant. */
    readonly scope: string;
    readonly subscriptionId?: string;
    readonly resourceGroupName?: string;
    readonly managementGroup?: string;
    /** `Microsoft.KeyVault`; absent on the id of a subscription or resource group. */
    readonly provider?: string;
    /** `Microsoft.KeyVault/vaults/secrets`; absent on the id of a subscription or resource group. */
    readonly type?: string;
    /** `["vaults", "secrets"]`. */
    readonly types: readonly string[];
    /** `["kv-demo", "db-connection-string"]`, as many as there are types. */
    readonly names: readonly string[];
}

/** Takes an id apart; `undefined` when it is none. */
export function parseArmId(id: string): ArmId | undefined {
    if (!id.startsWith("/") || id.startsWith("//")) return undefined;
    const segments = `/${withoutSlashes(id)}`.split("/").slice(1);
    if (segments.length === 0 || segments.some((segment) => segment === "")) return undefined;

    const at = segments.findLastIndex((segment) => segment.toLowerCase() === "providers");
    const scope = containers(at === -1 ? segments : segments.slice(0, at));
    if (scope === undefined) return undefined;
    if (at === -1) return { scope: parentContainer(segments), ...scope, types: [], names: [] };

    const [provider, ...path] = segments.slice(at + 1);
    if (provider === undefined || path.length === 0 || path.length % 2 !== 0) return undefined;
    const types = path.filter((_, index) => index % 2 === 0);
    const names = path.filter((_, index) => index % 2 === 1);
    const type = [provider, ...types].join("/");
    const own = type.toLowerCase() === "microsoft.management/managementgroups" ? { managementGroup: names[0]! } : {};
    return { scope: joined(segments.slice(0, at)), ...scope, ...own, provider, type, types, names };
}

type Containers = Pick<ArmId, "subscriptionId" | "resourceGroupName" | "managementGroup">;

/** The subscription, resource group or management group at the front of a path. */
function containers(segments: readonly string[]): Containers | undefined {
    const word = (index: number): string | undefined => segments[index]?.toLowerCase();
    if (segments.length === 0) return {};
    if (word(0) === "subscriptions" && segments[1] !== undefined) {
        const subscriptionId = segments[1];
        if (segments.length === 2 || word(2) === "providers") return { subscriptionId };
        if (word(2) !== "resourcegroups" || segments[3] === undefined) return undefined;
        const resourceGroupName = segments[3];
        return segments.length === 4 || word(4) === "providers" ? { subscriptionId, resourceGroupName } : undefined;
    }
    if (word(0) !== "providers") return undefined;
    const inGroup = word(1) === "microsoft.management" && word(2) === "managementgroups" && segments[3] !== undefined;
    return inGroup ? { managementGroup: segments[3]! } : {};
}

function parentContainer(segments: readonly string[]): string {
    return segments.length === 4 ? joined(segments.slice(0, 2)) : "";
}

function joined(segments: readonly string[]): string {
    return segments.map((segment) => `/${segment}`).join("");
}

/** The form in which two ids of one resource are equal strings: lower case, one leading slash, none at the end. */
export function normalId(id: string): string {
    return `/${withoutSlashes(id)}`.toLowerCase();
}

/** An id without slashes at its ends; counted, because a pattern for them takes for ever on many slashes. */
export function withoutSlashes(id: string): string {
    let [start, end] = [0, id.length];
    while (id[start] === "/") start += 1;
    while (end > start && id[end - 1] === "/") end -= 1;
    return id.slice(start, end);
}

export function sameId(a: string, b: string): boolean {
    return normalId(a) === normalId(b);
}

/**
 * Whether a scope reaches a resource by its id: it is the resource, or stands above it. `/` reaches everything. A
 * management group reaches its own extension resources only: which subscriptions it holds is not in their ids.
 */
export function isWithin(id: string, scope: string): boolean {
    return isNormalWithin(normalId(id), normalId(scope));
}

/** {@link isWithin} for ids in their normal form. */
export function isNormalWithin(inner: string, outer: string): boolean {
    return outer === "/" || (inner.startsWith(outer) && (inner.length === outer.length || inner[outer.length] === "/"));
}
