/** What a program registers, in the words of a test. */
import { expect } from "vitest";
import { InputError } from "../../input/error.ts";
import type { Plan, PlanObject, PlanResource } from "../../plan/plan.ts";
import { record, type RecordOptions } from "../../recorder/record.ts";
import type { Placement } from "../../topology/placement.ts";

export const subscriptionId = "11111111-2222-4333-8444-555555555555";
export const tenantId = "22222222-3333-4444-8555-666666666666";
const resourceGroupName = "rg-payments";

/** A resource group that exists, as a stranger's program would say it. */
export const placement: Placement = {
    subscriptionId,
    tenantId,
    resourceGroupName,
    location: "westeurope",
    tags: { team: "payments" },
};

/** What the placement puts on every resource that has it. */
export const placed = { resourceGroupName, location: "westeurope", tags: { team: "payments" } };

/** The id of something in the placement's resource group. */
export function idOf(path: string): string {
    return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/${path}`;
}

export interface Registered {
    readonly plan: Plan;
    readonly outputs: PlanObject;
    readonly warnings: readonly string[];
    /** Everything but the stack itself, in the order of registration. */
    readonly resources: readonly PlanResource[];
    /** `<type> <name>` of everything, sorted; types without package and project. */
    readonly list: readonly string[];
    /** How many of each type. */
    readonly counts: Readonly<Record<string, number>>;
    /** The only resource with this logical name, or with this type and name: `keyvault:Vault payments-vault`. */
    readonly one: (name: string) => PlanResource;
    readonly inputs: (name: string) => PlanObject;
    /** Logical names of what a resource waits for. */
    readonly waitsFor: (name: string) => readonly string[];
}

type Options = Partial<RecordOptions>;

const defaults: RecordOptions = {
    stack: "dev",
    project: "strangers-program",
    config: {
        "azure-native:subscriptionId": subscriptionId,
        "azure-native:tenantId": tenantId,
        "azure-native:location": "westeurope",
    },
};

/** Records a program. */
export async function registered(program: () => unknown, options: Options = {}): Promise<Registered> {
    const { plan, outputs, warnings } = await record(program, { ...defaults, ...options });
    const resources = plan.deployment.resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
    const one = (name: string): PlanResource => {
        const found = resources.filter((resource) => nameOf(resource) === name || shortName(resource) === name);
        expect(found.map(shortName), `resources named ${name}`).toHaveLength(1);
        return found[0]!;
    };
    return {
        plan,
        outputs,
        warnings,
        resources,
        list: resources.map(shortName).sort(),
        counts: Object.fromEntries([...Map.groupBy(resources, shortType)].map(([type, all]) => [type, all.length])),
        one,
        inputs: (name) => one(name).inputs,
        waitsFor: (name) => one(name).dependencies.map(lastOf).sort(),
    };
}

/**
 * What a program's input error says. Fails unless the program raises one, and nothing at all was registered by then.
 * @returns the first refusal, and the whole message
 */
export async function refusedProgram(program: () => unknown, options: Options = {}): Promise<InputError> {
    let refusal: InputError | undefined;
    const { list } = await registered(async () => {
        try {
            await program();
        } catch (error) {
            if (!(error instanceof InputError)) throw error;
            refusal = error;
        }
    }, options);
    if (refusal === undefined) throw new Error("the program refused nothing");
    expect(list, "what was registered before the refusal").toEqual([]);
    const { what, expected, fix } = refusal.refusal;
    for (const part of [what, expected, fix]) expect(part.trim()).not.toBe("");
    return refusal;
}

/** Logical name of a resource. */
function nameOf({ urn }: PlanResource): string {
    return lastOf(urn);
}

function lastOf(urn: string): string {
    return urn.slice(urn.lastIndexOf("::") + 2);
}

function shortType({ type }: PlanResource): string {
    return type.replace(/^azure-native:|^keyvault-blueprint:index:/, "");
}

function shortName(resource: PlanResource): string {
    return `${shortType(resource)} ${nameOf(resource)}`;
}
