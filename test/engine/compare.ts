/** Compares what a program registers by three ways: recorded, previewed and deployed. */
import { parseArmId } from "../../azure/resource-types.ts";
import {
    isUnknown,
    secret,
    signatureKey,
    type Plan,
    type PlanObject,
    type PlanResource,
    type PlanValue,
} from "../../plan/plan.ts";
import { registered } from "./support.ts";

/** What a recorded resource and a deployed one have in common. */
export interface Registration {
    readonly type: string;
    readonly parent: string | undefined;
    readonly inputs: PlanObject;
    readonly dependencies: readonly string[];
}

/** The registrations of a recorded plan by URN, without what only Azure can tell. */
export function recordedRegistrations(plan: Plan): Readonly<Record<string, Registration>> {
    return byUrn(registered(plan));
}

/**
 * The registrations of a deployed stack by URN, put in the words of a recording: secrets without their values, unknown
 * where the recording cannot know, and without the two inputs that the provider adds by itself (`azureApiVersion`, and
 * the configured `location` where the program gives none).
 */
export function deployedRegistrations(exported: Plan, recorded: Plan): Readonly<Record<string, Registration>> {
    const before = new Map(registered(recorded).map((resource) => [resource.urn, resource]));
    return byUrn(
        registered(exported).map((resource) => ({
            ...resource,
            inputs: asRecorded(resource, before.get(resource.urn)),
        })),
    );
}

function byUrn(resources: readonly PlanResource[]): Readonly<Record<string, Registration>> {
    const entries = resources.map(({ urn, type, parent, inputs, dependencies }): [string, Registration] => [
        urn,
        // Exports leave out what is empty.
        {
            type,
            parent,
            inputs: (inputs as PlanObject | undefined) ?? {},
            dependencies: [...((dependencies as readonly string[] | undefined) ?? [])].sort(),
        },
    ]);
    return Object.fromEntries(entries);
}

function asRecorded({ inputs = {} }: Partial<PlanResource>, recorded: PlanResource | undefined): PlanObject {
    const added = ["azureApiVersion", "location"].filter((key) => recorded?.inputs[key] === undefined);
    const own = Object.entries(inputs).filter(([key]) => !added.includes(key) && !key.startsWith("__"));
    return Object.fromEntries(own.map(([key, value]) => [key, valueAsRecorded(value, recorded?.inputs[key])]));
}

function valueAsRecorded(value: PlanValue, recorded: PlanValue | undefined): PlanValue {
    if (recorded !== undefined && isUnknown(recorded)) return recorded;
    if (typeof value !== "object" || value === null) return value;
    if (isList(value))
        return value.map((item, index) => valueAsRecorded(item, isList(recorded) ? recorded[index] : undefined));
    if (signatureKey in value && "ciphertext" in value) return secret;
    // The engine computes the hash of an asset from its file.
    if (signatureKey in value) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "hash"));
    const under = typeof recorded === "object" && recorded !== null && !isList(recorded) ? recorded : {};
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, valueAsRecorded(item, under[key])]));
}

/** The output of `pulumi preview --json --show-sames`, as far as it is looked at here. */
export interface PreviewSteps {
    readonly steps: readonly { readonly newState?: Pick<PlanResource, "urn" | "type" | "inputs"> }[];
}

/** Every Azure id among the inputs of previewed resources: `<urn> <path>` to id. */
export function previewedIds({ steps }: PreviewSteps): Readonly<Record<string, string>> {
    return idsIn(steps.flatMap(({ newState }) => (newState === undefined ? [] : [newState])));
}

/** Every Azure id among the inputs of deployed resources. */
export function deployedIds(exported: Plan): Readonly<Record<string, string>> {
    return idsIn(registered(exported));
}

function idsIn(resources: readonly Pick<PlanResource, "urn" | "inputs">[]): Readonly<Record<string, string>> {
    // Without inputs, as a component in a preview, the list is absent.
    return Object.fromEntries(
        resources
            .flatMap(({ urn, inputs }) => textsIn((inputs as PlanObject | undefined) ?? {}, urn))
            .filter(([, text]) => isId(text)),
    );
}

function textsIn(value: PlanValue, path: string): [string, string][] {
    if (typeof value === "string") return [[path, value]];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) => textsIn(item, `${path} ${key}`));
}

function isId(text: string): boolean {
    return text.startsWith("/subscriptions/") && parseArmId(text) !== undefined;
}

function isList(value: PlanValue | undefined): value is readonly PlanValue[] {
    return Array.isArray(value);
}
