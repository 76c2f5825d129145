import { type OperatorNode, type PlanNode, rebuild } from "../node.ts";

/** An aggregate behind an exchange by key is split around it, so that only partial results cross. */
export function combineBeforeExchange(roots: readonly PlanNode[]): readonly PlanNode[] {
  return rebuild(roots, (node) => (node.kind === "operator" ? (split(node) ?? node) : node));
}

function split(node: OperatorNode): PlanNode | undefined {
  const exchange = node.inputs[0]!.node;
  const combine = node.operator.combine;
  if (combine === undefined || exchange.kind !== "exchange" || node.inputs.length > 1) return undefined;
  const before: PlanNode = {
    ...node,
    name: `${node.name} (combine)`,
    operator: combine.before,
    inputs: [exchange.input],
  };
  const partitioning =
    exchange.partitioning.by === "key"
      ? { by: "key" as const, key: combine.key, reads: "all" as const }
      : exchange.partitioning;
  return {
    ...node,
    operator: combine.after,
    inputs: [{ node: { ...exchange, input: { node: before }, partitioning } }],
  };
}
