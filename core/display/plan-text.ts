import { visible } from "./escape.ts";

/** A tree as plain data: each node with what is to be known of it. */
export interface TreeView {
  readonly label: string;
  readonly details: readonly (readonly [name: string, value: string])[];
  readonly children: readonly TreeView[];
}

/**
 * A tree drawn with lines, details below each label.
 *
 * @example
 * ```ts
 * import { planText } from "millrace/display";
 * const leaf = { label: "source", details: [], children: [] };
 * console.log(planText({ label: "sink", details: [["guarantee", "exactly-once"]], children: [leaf] }));
 * ```
 */
export function planText(tree: TreeView): string {
  return treeLines(tree).join("\n");
}

function treeLines({ label, details, children }: TreeView): string[] {
  const below = children.flatMap((child, at) => {
    const [first, ...rest] = treeLines(child);
    const last = at === children.length - 1;
    return [`${last ? "└─" : "├─"} ${first}`, ...rest.map((line) => `${last ? "  " : "│ "} ${line}`)];
  });
  const bar = children.length > 0 ? "│ " : "  ";
  return [visible(label), ...details.map(([name, value]) => `${bar} · ${visible(name)}: ${visible(value)}`), ...below];
}
