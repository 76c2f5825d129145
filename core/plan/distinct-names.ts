import { type LoopNode, type LoopSink, type PlanNode, rebuild } from "./node.ts";

/**
 * The plan with a name for each step that no other has: two branches may both have a `filter #1`. Errors, metrics, `explain`
 * and `why` call a step alike, then. The first in the order of the plan keeps its name, others get a number behind it.
 */
export function distinctNames(roots: readonly PlanNode[]): PlanNode[] {
  return named(roots, new Set(), "plan");
}

function named(roots: readonly PlanNode[], taken: Set<string>, within: "plan" | "loop"): PlanNode[] {
  return rebuild(roots, (node) => {
    if (node.kind === "exchange" || node.kind === "union") return node;
    // A loop finds what comes in and out by its names.
    if (within === "loop" && (node.kind === "source" || node.kind === "sink")) return node;
    const name = freeName(node.name, taken);
    taken.add(name);
    const own = node.kind === "loop" ? namedBody(node, taken) : node;
    return name === node.name ? own : renamed(own, name);
  });
}

function namedBody(loop: LoopNode, taken: Set<string>): LoopNode {
  const body = named(loop.body, taken, "loop") as LoopSink[];
  return body.every((sink, at) => sink === loop.body[at]) ? loop : { ...loop, body };
}

function renamed<Node extends PlanNode>(node: Node, name: string): Node {
  if (node.kind !== "operator") return { ...node, name };
  return { ...node, name, operator: node.operator.renamed?.(name) ?? node.operator };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
  return free;
}
