import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";

/** A role that somebody holds, as Azure means it. */
export interface Held {
    readonly principal: string;
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
    readonly scope: string;
    /** Values of secrets only where their name starts so. */
    readonly onlyNames?: string | undefined;
}

export interface Request {
    /** The caller first, then the groups that the caller is in. */
    readonly principals: readonly string[];
    readonly action: string;
    /** Resource id of a vault or of an object in it. */
    readonly resource: string;
}

/**
 * The same roles as policies of Cedar: one for each, with wildcards as patterns on the action's name and scopes as
 * ancestors of what is asked for. Its fastest form from JavaScript: the policies are parsed once.
 */
export function cedarOf(roles: readonly Held[], name: string): (request: Request) => boolean {
    const parsed = preparsePolicySet(name, {
        staticPolicies: Object.fromEntries(roles.map((role, index) => [`role${index}`, policyOf(role)])),
    });
    if (parsed.type === "failure") throw new Error(parsed.errors.map(({ message }) => message).join("\n"));
    return ({ principals: [caller = "", ...groups], action, resource }) => {
        const answer = statefulIsAuthorized({
            principal: { type: "Principal", id: caller },
            action: { type: "Action", id: "call" },
            resource: { type: "Resource", id: resource.toLowerCase() },
            context: { action: action.toLowerCase(), name: resource.split("/").at(-1) ?? "" },
            preparsedPolicySetId: name,
            entities: [
                {
                    uid: { type: "Principal", id: caller },
                    attrs: {},
                    parents: groups.map((id) => ({ type: "Principal", id })),
                },
                {
                    uid: { type: "Resource", id: resource.toLowerCase() },
                    attrs: {},
                    parents: above(resource.toLowerCase()).map((id) => ({ type: "Resource", id })),
                },
            ],
        });
        if (answer.type === "failure") throw new Error(answer.errors.map(({ message }) => message).join("\n"));
        const [error] = answer.response.diagnostics.errors;
        if (error !== undefined) throw new Error(error.error.message);
        return answer.response.decision === "allow";
    };
}

function policyOf({ principal, dataActions, notDataActions, scope, onlyNames }: Held): string {
    const named = (patterns: readonly string[]): string =>
        patterns.length === 0
            ? "false"
            : patterns.map((pattern) => `context.action like ${JSON.stringify(pattern.toLowerCase())}`).join(" || ");
    const value = "microsoft.keyvault/vaults/secrets/getsecret/action";
    const condition =
        onlyNames === undefined ? "" : ` && (context.action != "${value}" || context.name like "${onlyNames}*")`;
    return `permit(principal in Principal::"${principal}", action, resource in Resource::"${scope.toLowerCase()}") when { (${named(dataActions)}) && !(${named(notDataActions)})${condition} };`;
}

/** What a resource is in: subscription, group, and of an object its vault. */
function above(id: string): readonly string[] {
    const parts = id.split("/");
    return [3, 5, 9].filter((length) => length < parts.length).map((length) => parts.slice(0, length).join("/"));
}
