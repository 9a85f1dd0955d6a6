import type { Plan, PlanObject, PlanResource, PlanValue } from "../plan/plan.ts";
import type { Family } from "./question.ts";

/**
 * A change to a plan, as a word with its facts and as edits of resources: what is written down is what was evaluated.
 */
export interface Change {
    readonly what: What;
    readonly edits: readonly Edit[];
}

export type What =
    | { readonly code: "add-address-rule"; readonly vault: string; readonly address: string }
    | { readonly code: "add-subnet-rule"; readonly vault: string; readonly subnet: string }
    | { readonly code: "add-service-endpoint"; readonly subnet: string }
    | { readonly code: "enable-public-access" | "disable-public-access"; readonly vault: string }
    | { readonly code: "deny-by-default" | "allow-by-default"; readonly vault: string }
    | { readonly code: "let-trusted-services-pass" | "stop-trusted-services"; readonly vault: string }
    | { readonly code: "link-zone"; readonly zone: string; readonly network: string }
    | { readonly code: "add-zone-group"; readonly endpoint: string; readonly zone: string }
    | { readonly code: "approve-endpoint"; readonly endpoint: string }
    | { readonly code: "add-private-endpoint"; readonly vault: string; readonly network: string }
    | { readonly code: "allow-outbound"; readonly subnet: string }
    /** `rule` is the one that forbids it; `to` an address or a tag, `port` what is allowed there. */
    | {
          readonly code: "allow-before";
          readonly group: string;
          readonly rule: string;
          readonly to: string;
          readonly port: number;
      }
    | { readonly code: "remove-security-rule"; readonly group: string; readonly rule: string }
    | { readonly code: "remove-route"; readonly table: string; readonly route: string }
    | { readonly code: "add-peering" | "open-peering"; readonly network: string; readonly peer: string }
    | { readonly code: "redirect-missing-names"; readonly zone: string; readonly network: string }
    /** `admits` is an address, or the id of a subscription. */
    | { readonly code: "add-perimeter-rule"; readonly perimeter: string; readonly admits: string }
    | { readonly code: "assign-role"; readonly role: string; readonly scope: string; readonly principal: string }
    | {
          readonly code: "add-permission";
          readonly vault: string;
          readonly family: Family;
          readonly permission: string;
          readonly principal: string;
      }
    | {
          readonly code: "drop-application";
          readonly vault: string;
          readonly principal: string;
          readonly application: string;
      }
    | { readonly code: "activate-role"; readonly assignment: string; readonly role: string }
    | { readonly code: "switch-model"; readonly vault: string; readonly to: "rbac" | "access-policies" }
    | { readonly code: "enable-object"; readonly object: string }
    | { readonly code: "move-date"; readonly object: string; readonly property: "expires" | "notBefore" }
    | { readonly code: "turn-on-switch"; readonly vault: string; readonly switch: string }
    | { readonly code: "remove-rule"; readonly rule: string; readonly vault: string }
    | { readonly code: "remove-policy"; readonly vault: string; readonly principal: string }
    | { readonly code: "remove-resource"; readonly name: string; readonly type: string }
    | {
          readonly code: "remove-permission";
          readonly vault: string;
          readonly permission: string;
          readonly principal: string;
          /** The resource of its own that the entry is; absent for one in the vault. */
          readonly entry?: string;
      };

export type Edit =
    /** Writes a value at a pointer into a resource; objects and lists on the way are made. */
    | { readonly edit: "set"; readonly urn: string; readonly path: string; readonly value: PlanValue }
    | { readonly edit: "append"; readonly urn: string; readonly path: string; readonly value: PlanValue }
    | { readonly edit: "remove"; readonly urn: string; readonly path: string }
    | { readonly edit: "add resource"; readonly resource: PlanResource }
    | { readonly edit: "remove resource"; readonly urn: string };

export function change(what: What, ...edits: readonly Edit[]): Change {
    return { what, edits };
}

/** A property taken out of a resource: out of what was written and out of what the provider reported of it. */
export function removedFrom(resource: PlanResource, path: string): readonly Edit[] {
    const [, , ...keys] = path.split("/");
    return (["inputs", "outputs"] as const).flatMap((side): Edit[] => {
        let value: PlanValue | undefined = resource[side];
        for (const key of keys) value = isObject(value) ? value[key] : undefined;
        return value === undefined ? [] : [{ edit: "remove", urn: resource.urn, path: `/${side}/${keys.join("/")}` }];
    });
}

/** The plan after some changes. */
export function changed(plan: Plan, changes: readonly Change[]): Plan {
    const resources = changes.flatMap(({ edits }) => edits).reduce(applied, plan.deployment.resources);
    return { version: 3, deployment: { resources } };
}

function applied(resources: readonly PlanResource[], edit: Edit): readonly PlanResource[] {
    switch (edit.edit) {
        case "add resource":
            return [...resources, edit.resource];
        case "remove resource":
            return resources.filter(({ urn }) => urn !== edit.urn);
        case "set":
        case "append":
        case "remove":
            return resources.map((resource) => (resource.urn === edit.urn ? edited(resource, edit) : resource));
    }
}

function edited(resource: PlanResource, edit: Extract<Edit, { readonly path: string }>): PlanResource {
    const [side = "inputs", ...keys] = edit.path
        .split("/")
        .slice(1)
        .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    // What a provider reported before is no longer so.
    const [first] = keys;
    const own = side === "outputs" ? "outputs" : "inputs";
    const after = replaced(resource[own], keys, edit) as PlanObject;
    const outputs =
        own === "outputs" || first === undefined ? resource.outputs : reportedLike(resource.outputs, after, first);
    return own === "outputs" ? { ...resource, outputs: after } : { ...resource, inputs: after, outputs };
}

/** Outputs that repeat an input repeat its new value. */
function reportedLike(outputs: PlanObject, inputs: PlanObject, key: string): PlanObject {
    const [reported, written] = [outputs[key], inputs[key]];
    if (reported === undefined || written === undefined) return outputs;
    const both = isObject(reported) && isObject(written) ? { ...reported, ...written } : written;
    return { ...outputs, [key]: both };
}

function replaced(
    value: PlanValue | undefined,
    keys: readonly string[],
    edit: Extract<Edit, { readonly path: string }>,
): PlanValue {
    const [key, ...rest] = keys;
    if (key === undefined) {
        if (edit.edit === "append")
            return [...(Array.isArray(value) ? (value as readonly PlanValue[]) : []), edit.value];
        return edit.edit === "set" ? edit.value : (value ?? null);
    }
    if (Array.isArray(value)) {
        const list = value as readonly PlanValue[];
        const index = Number(key);
        if (rest.length === 0 && edit.edit === "remove") return list.filter((_, at) => at !== index);
        return list.map((item, at) => (at === index ? replaced(item, rest, edit) : item));
    }
    const object = isObject(value) ? value : {};
    if (rest.length === 0 && edit.edit === "remove")
        return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
    return { ...object, [key]: replaced(object[key], rest, edit) };
}

function isObject(value: PlanValue | undefined): value is PlanObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
