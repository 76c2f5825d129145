import { consumerCounts, type OperatorNode, type PlanNode, rebuild } from "../node.ts";

/** Neighbouring operators that know how to be one become one: lambdas of a row share a loop. */
export function fuseOperators(roots: readonly PlanNode[]): readonly PlanNode[] {
  let plan = roots;
  for (;;) {
    const fused = fuseOnce(plan);
    if (fused.every((root, at) => root === plan[at])) return plan;
    plan = fused;
  }
}

/** One step, so that the numbers of consumers are those of the plan at hand. */
function fuseOnce(roots: readonly PlanNode[]): readonly PlanNode[] {
  const consumers = consumerCounts(roots);
  let done = false;
  return rebuild(roots, (node) => {
    const fused = done || node.kind !== "operator" ? undefined : fusedWithInput(node, consumers);
    done ||= fused !== undefined;
    return fused ?? node;
  });
}

function fusedWithInput(node: OperatorNode, consumers: ReadonlyMap<PlanNode, number>): PlanNode | undefined {
  const [input, ...others] = node.inputs;
  if (input?.node.kind !== "operator" || others.length > 0 || input.side !== undefined) return undefined;
  if (consumers.get(input.node) !== 1 || node.onError !== input.node.onError) return undefined;
  const operator = input.node.operator.fuse?.(node.operator);
  return operator && { ...node, name: `${input.node.name} → ${node.name}`, operator, inputs: input.node.inputs };
}
