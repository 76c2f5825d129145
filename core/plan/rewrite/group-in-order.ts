import { inputsOf, type OperatorNode, type PlanNode, type Port, rebuild } from "../node.ts";

/**
 * Rows that are sorted by what they are grouped by need no table of all groups: each is given when the next one begins, so that
 * memory holds the groups of a batch, and nothing goes to disk. Of a plan that runs in one subtask, where all rows of a
 * sort come in its order.
 */
export function groupInOrder(roots: readonly PlanNode[]): readonly PlanNode[] {
  return rebuild(roots, (node) => (node.kind === "operator" ? ordered(node) : node));
}

function ordered(node: OperatorNode): PlanNode {
  const operator = node.operator.inOrder?.(ascendingBy(node.inputs[0]!));
  return operator === undefined ? node : { ...node, operator };
}

/** The columns by which rows ascend where they come by a port, as far as that is known. */
function ascendingBy({ node, side }: Port): readonly string[] {
  if (side !== undefined) return [];
  if (node.kind === "exchange") return ascendingBy(node.input);
  if (node.kind !== "operator") return [];
  const { ascends, keepsSchema, state = [] } = node.operator;
  if (ascends !== undefined) return ascends;
  // A filter leaves rows out, and does not move any.
  return keepsSchema === true && state.length === 0 && inputsOf(node).length === 1 ? ascendingBy(node.inputs[0]!) : [];
}
