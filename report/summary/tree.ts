import { ofSubnet } from "../../analysis/model/networks.ts";
import { unsure } from "../../analysis/model/property.ts";
import { logicalName, nameOf } from "../../analysis/model/resources.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { rangeWords, typeWords } from "../words.ts";
import type { Holder } from "./holders.ts";
import type { View } from "./view.ts";

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
export function treeOf(view: View, holders: readonly Holder[]): TreeNode {
    const { all, byUrn } = view.resources;
    const root = all.find(({ type }) => type === "pulumi:pulumi:Stack");
    const children = Map.groupBy(
        all.filter((resource) => resource !== root),
        ({ parent }) => (parent !== undefined && byUrn.has(parent) ? parent : (root?.urn ?? "")),
    );
    const holderOf = new Map(holders.flatMap((holder) => holder.grants.map((grant) => [grant.urn, holder] as const)));

    const node = (resource: PlanResource): TreeNode => {
        const component = !resource.custom;
        const own = below(resource.urn);
        if (component) return { label: `${resource.type.split(":").at(-1) ?? ""} ${logicalName(resource.urn)}`, words: "", component, children: own };
        const holder = holderOf.get(resource.urn);
        const role = roleOf(resource, holder);
        const detail = detailOf(view, resource, holder);
        return {
            label: role ?? nameOf(resource),
            words: role === undefined ? typeWords(resource.type) : "role",
            ...(detail !== undefined && { detail }),
            component,
            children: own,
        };
    };
    const below = (urn: string): readonly TreeNode[] => (children.get(urn) ?? []).map(node).sort(byKind);
    const label = root === undefined ? "resources" : logicalName(root.urn);
    return { label, words: "", component: true, children: below(root?.urn ?? "") };
}

function byKind(a: TreeNode, b: TreeNode): number {
    if (a.component !== b.component) return a.component ? 1 : -1;
    const [first, second] = a.component ? [a.label, b.label] : [`${a.words}\n${a.label}`, `${b.words}\n${b.label}`];
    return first.localeCompare(second, "en", { numeric: true });
}

/** The name of a role assignment is a GUID that says nothing: its role does. */
function roleOf(resource: PlanResource, holder: Holder | undefined): string | undefined {
    return holder !== undefined && resource.type.includes(":authorization:") ? holder.grants.find(({ urn }) => urn === resource.urn)?.what : undefined;
}

function detailOf(view: View, resource: PlanResource, holder: Holder | undefined): string | undefined {
    if (resource.external === true) return "exists already";
    if (resource.protect === true) return "protected";
    if (holder !== undefined && !resource.type.endsWith(":Vault")) return `for ${holder.persona ?? holder.kind}`;
    const network = view.networks.networks.get(resource.urn);
    const subnet = view.networks.subnets.get(resource.urn);
    const prefixes = (subnet !== undefined && ofSubnet(subnet) !== undefined ? subnet.prefixes : network?.prefixes) ?? unsure;
    return prefixes === unsure || prefixes.length === 0 ? undefined : prefixes.map(rangeWords).join(", ");
}
