import type { TreeNode } from "../summary/tree.ts";
import { cut, fitted, styled, width, type Line } from "../text.ts";

/** The tree of resources, with what each is in a second column. */
export function treeLines(root: TreeNode, columns: number): Line[] {
    const branches = branchesOf(root, "");
    const widest = Math.max(0, ...branches.map(({ branch, node }) => width(branch) + width(node.label)));
    const second = Math.min(widest + 2, Math.floor(columns * 0.6));
    return [
        [styled("strong", cut(root.label, columns))],
        ...branches.map(({ branch, node }): Line => {
            const { label, words, detail, component } = node;
            const stem = styled("quiet", cut(branch, second - 2));
            if (component) return [stem, styled("strong", cut(label, columns - width(stem.text)))];
            const rest = [words, detail ?? ""].filter((part) => part !== "").join("  ");
            return [
                stem,
                fitted(label, second - width(stem.text) - 1),
                " ",
                styled("quiet", cut(rest, columns - second)),
            ];
        }),
    ];
}

interface Branch {
    readonly branch: string;
    readonly node: TreeNode;
}

function branchesOf({ children }: TreeNode, stem: string): Branch[] {
    return children.flatMap((node, index) => {
        const last = index === children.length - 1;
        return [
            { branch: `${stem}${last ? "└─ " : "├─ "}`, node },
            ...branchesOf(node, `${stem}${last ? "   " : "│  "}`),
        ];
    });
}
