import type { Model } from "../../analysis/model/model.ts";
import { ofSubnet } from "../../analysis/model/networks.ts";
import { unsure } from "../../analysis/model/property.ts";
import { logicalName, nameOf } from "../../analysis/model/resources.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { rangeWords, typeWords } from "../words.ts";
import type { Holder } from "./holders.ts";

/** A resource or component, with those below it. */
export interface TreeNode {
    /** The Azure name; of a component its type and its name in the program; of a grant its role. */
    readonly label: string;
    /** What it is, in words; empty for components. */
    readonly words: string;
    readonly detail?: string;
    readonly component: boolean;
    readonly children: readonly TreeNode[];
}

/** The stack's resources by component: in each first the resources, by type and name, then the components. */
export function treeOf(model: Model, holders: readonly Holder[]): TreeNode {
    const { all, byUrn } = model.resources;
    const root = all.find(({ type }) => type === "pulumi:pulumi:Stack");
    const rootUrn = root?.urn ?? "";
    const registered = Map.groupBy(
        all.filter((resource) => resource !== root),
        ({ parent }) => (parent !== undefined && byUrn.has(parent) ? parent : rootUrn),
    );
    const children = flattened(registered, rootUrn);
    const holderOf = new Map(holders.flatMap((holder) => holder.grants.map((grant) => [grant.urn, holder] as const)));

    const node = (resource: PlanResource): TreeNode => {
        const component = !resource.custom;
        const own = below(resource.urn);
        if (component)
            return {
                label: `${resource.type.split(":").at(-1) ?? ""} ${logicalName(resource.urn)}`,
                words: "",
                component,
                children: own,
            };
        const holder = holderOf.get(resource.urn);
        const role = roleOf(resource, holder);
        const detail = detailOf(model, resource, holder);
        return {
            label: role ?? nameOf(resource),
            words: role === undefined ? typeWords(resource.type) : "",
            ...(detail !== undefined && { detail }),
            component,
            children: own,
        };
    };
    const below = (urn: string): readonly TreeNode[] => (children.get(urn) ?? []).map(node).sort(byKind);
    const label = root === undefined ? "resources" : logicalName(root.urn);
    return { label, words: "", component: true, children: below(rootUrn) };
}

/** Deeper nesting leaves no room for names. */
const deepest = 8;

type Children = ReadonlyMap<string, readonly PlanResource[]>;

/** What is nested deeper than a screen can show stands beside its parent. */
function flattened(children: Children, root: string): Children {
    const parents = new Map<PlanResource, string>();
    const queue: { readonly urn: string; readonly parent: string; readonly depth: number }[] = [
        { urn: root, parent: root, depth: 0 },
    ];
    for (const { urn, parent, depth } of queue) {
        const [under, next] = depth < deepest ? [urn, depth + 1] : [parent, depth];
        for (const child of children.get(urn) ?? []) {
            parents.set(child, under);
            queue.push({ urn: child.urn, parent: under, depth: next });
        }
    }
    return Map.groupBy(parents.keys(), (resource) => parents.get(resource)!);
}

function byKind(a: TreeNode, b: TreeNode): number {
    if (a.component !== b.component) return a.component ? 1 : -1;
    const [first, second] = a.component ? [a.label, b.label] : [`${a.words}\n${a.label}`, `${b.words}\n${b.label}`];
    return first.localeCompare(second, "en", { numeric: true });
}

/** The name of a role assignment is a GUID that says nothing: its role does. */
function roleOf(resource: PlanResource, holder: Holder | undefined): string | undefined {
    return holder !== undefined && resource.type.includes(":authorization:")
        ? holder.grants.find(({ urn }) => urn === resource.urn)?.what
        : undefined;
}

function detailOf(model: Model, resource: PlanResource, holder: Holder | undefined): string | undefined {
    if (resource.external === true) return "exists already";
    if (resource.protect === true) return "protected";
    if (holder !== undefined && !resource.type.endsWith(":Vault")) return `for ${holder.persona ?? holder.kind}`;
    const network = model.networks.networks.get(resource.urn);
    const subnet = model.networks.subnets.get(resource.urn);
    const prefixes =
        (subnet !== undefined && ofSubnet(subnet) !== undefined ? subnet.prefixes : network?.prefixes) ?? unsure;
    return prefixes === unsure || prefixes.length === 0 ? undefined : prefixes.map(rangeWords).join(", ");
}
