import type { Model } from "../../analysis/model/model.ts";
import { typeWords } from "../words.ts";
import { holdersOf, type Holder } from "./holders.ts";
import { irreversibleOf, type Irreversible } from "./irreversible.ts";
import { placesOf } from "./names.ts";
import { topologyOf, type Topology } from "./topology.ts";
import { treeOf, type TreeNode } from "./tree.ts";

/** A plan as a person wants to see it first. Made of the registered resources alone. */
export interface Summary {
    readonly project: string;
    readonly stack: string;
    readonly locations: readonly string[];
    readonly subscriptions: readonly string[];
    readonly resources: number;
    readonly components: number;
    /** How many there are of each kind of resource, most frequent first. */
    readonly kinds: readonly (readonly [words: string, count: number])[];
    readonly tree: TreeNode;
    readonly topology: Topology;
    readonly holders: readonly Holder[];
    readonly irreversible: readonly Irreversible[];
}

export function summaryOf(model: Model): Summary {
    const { plan, resources } = model;
    const holders = holdersOf(model);
    const azure = plan.deployment.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    const kinds = [...Map.groupBy(azure, ({ type }) => typeWords(type))].map(
        ([words, all]) => [words, all.length] as const,
    );
    return {
        ...programOf(model),
        ...placesOf(resources),
        resources: azure.length,
        components: plan.deployment.resources.filter(({ custom, type }) => !custom && type !== "pulumi:pulumi:Stack")
            .length,
        kinds: kinds.sort(([, a], [, b]) => b - a),
        tree: treeOf(model, holders),
        topology: topologyOf(model),
        holders,
        irreversible: irreversibleOf(model),
    };
}

/** Every URN names the stack and the project. */
function programOf({ plan }: Model): Pick<Summary, "project" | "stack"> {
    const [stack = "", project = ""] = plan.deployment.resources[0]?.urn.split("::") ?? [];
    return { project, stack: stack.replace(/^urn:pulumi:/, "") };
}
