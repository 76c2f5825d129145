import { nodesOf, type OperatorNode, type PlanNode, type Port, rebuild } from "../node.ts";
import { rowsAtMost } from "./sizes.ts";

/** Where both sides are smaller, nothing is won that would be worth another order of rows. */
const leastKept = 100_000;

/** How many times smaller: what is known are bounds, and of the other side filters may leave less. */
const leastRatio = 2;

/** Of files nobody knows how many rows they have: so few are kept where the other side is made of so many bytes. */
const mostBesideFiles = 10_000;
const leastFileBytes = 2 ** 23;

/**
 * A join keeps the side that is smaller by what is known of both, and the other one passes by it: memory, and what goes to
 * disk, are then those of the smaller side. Rows come out in the order of the side that passes, so joins stay as they are where
 * event times are taken of rows: those would come in no order of time.
 */
export function keepSmallerSide(roots: readonly PlanNode[]): readonly PlanNode[] {
  if (nodesOf(roots).some((node) => node.kind === "operator" && node.operator.eventTime !== undefined)) return roots;
  return rebuild(roots, (node) => (node.kind === "operator" ? smallerKept(node) : node));
}

function smallerKept(node: OperatorNode): PlanNode {
  const { turned } = node.operator;
  if (turned === undefined) return node;
  const [left, right] = node.inputs.map(rowsAtMost) as [number, number];
  const isSmaller =
    right === Number.POSITIVE_INFINITY
      ? left <= mostBesideFiles && bytesBelow(node.inputs[1]!) >= leastFileBytes
      : right >= leastKept && left * leastRatio <= right;
  return isSmaller ? { ...node, operator: turned } : node;
}

function bytesBelow({ node }: Port): number {
  return nodesOf([node]).reduce((sum, each) => {
    return sum + (each.kind === "source" ? (each.description?.sizeBytes ?? 0) : 0);
  }, 0);
}
