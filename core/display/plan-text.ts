import { visible } from "./escape.ts";
import { type Color, type Paint, paintFor } from "./paint.ts";

/** A tree as plain data: each node with what is to be known of it. */
export interface TreeView {
  readonly label: string;
  readonly details: readonly (readonly [name: string, value: string])[];
  readonly children: readonly TreeView[];
}

/** How a tree is drawn. */
export interface PlanTextOptions {
  /** Whether labels are bright and details dim by terminal codes. Default `"plain"`. */
  readonly color?: Color;
}

/**
 * A tree drawn with lines: each label, below it its details, below them its children.
 *
 * @example
 * ```ts
 * import { planText } from "millrace/display";
 *
 * const source = { label: "source flights", details: [], children: [] };
 * const filter = { label: "filter", details: [["reads", "delay"] as const], children: [source] };
 * console.log(planText({ label: "sink collect", details: [["guarantee", "exactly-once"]], children: [filter] }));
 * // sink collect
 * // │  guarantee: exactly-once
 * // └─ filter
 * //    │  reads: delay
 * //    └─ source flights
 * ```
 */
export function planText(tree: TreeView, options: PlanTextOptions = {}): string {
  return treeLines(tree, paintFor(options.color ?? "plain")).join("\n");
}

interface Visit {
  readonly tree: TreeView;
  /** What stands before the label, and before every line below it. */
  readonly start: string;
  readonly below: string;
}

/** Depth first, without recursion: a plan may be deeper than the stack. */
function treeLines(root: TreeView, paint: Paint): string[] {
  const lines: string[] = [];
  const open: Visit[] = [{ tree: root, start: "", below: "" }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    lines.push(...nodeLines(visit, paint));
    open.push(...childVisits(visit).reverse());
  }
  return lines;
}

function childVisits({ tree, below }: Visit): Visit[] {
  const last = tree.children.length - 1;
  return tree.children.map((child, at) => ({
    tree: child,
    start: `${below}${at === last ? "└─ " : "├─ "}`,
    below: `${below}${at === last ? "   " : "│  "}`,
  }));
}

function nodeLines({ tree, start, below }: Visit, { dim, bold }: Paint): string[] {
  const bar = tree.children.length > 0 ? "│  " : "   ";
  const details = tree.details.map(
    ([name, value]) => `${dim(below + bar)}${dim(`${visible(name)}:`)} ${visible(value)}`,
  );
  return [dim(start) + bold(visible(tree.label)), ...details];
}
