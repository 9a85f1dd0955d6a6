import { InputError } from "../input/error.ts";

/**
 * GUIDs reserved for examples: subscriptions, tenants and principals of the shipped stacks. They let a preview run
 * anywhere; a deployment refuses them, so that nothing is granted to an accidental principal.
 */
const reserved = /^00000000-0000-4000-8000-[0-9a-f]{12}$/i;

export function isPlaceholder(text: string): boolean {
    return reserved.test(text);
}

/** A setting that still holds a placeholder: its path, as `roleSets.auditors.group.principalId`, and the GUID. */
export interface Placeholder {
    readonly path: string;
    readonly guid: string;
}

/** Every placeholder among settings, in order. */
export function placeholdersIn(settings: unknown, path = ""): Placeholder[] {
    if (typeof settings === "string") {
        const guid = settings.split("/").find(isPlaceholder);
        return guid === undefined ? [] : [{ path, guid }];
    }
    if (typeof settings !== "object" || settings === null) return [];
    return Object.entries(settings).flatMap(([key, value]) =>
        placeholdersIn(value, path === "" ? key : `${path}.${key}`),
    );
}

/** @throws InputError that lists every placeholder by the setting that holds it */
export function refusePlaceholders(found: readonly Placeholder[], stack: string): void {
    if (found.length === 0) return;
    throw new InputError({
        what: `${found.map(({ path }) => path).join(", ")} (stack ${stack})`,
        got: `${found.length === 1 ? "a placeholder" : `${found.length} placeholders`}, as ${found[0]?.guid}`,
        expected: "GUIDs of your own: placeholders are for previews, a deployment grants nothing to them",
        fix: `set them in Pulumi.${stack}.yaml, or with pulumi config set --path`,
    });
}
