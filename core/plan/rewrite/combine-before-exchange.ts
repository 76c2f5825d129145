import { inputsOf, nodesOf, type OperatorNode, type PlanNode, rebuild } from "../node.ts";

/**
 * An aggregate behind an exchange is split around it, so that only partial results cross. Not where somebody reads a
 * side output (late records as they are). Aggregates of changelogs say themselves that they cannot be (what is taken
 * back may not be there yet).
 */
export function combineBeforeExchange(roots: readonly PlanNode[]): readonly PlanNode[] {
  const withSides = new Set(
    nodesOf(roots).flatMap((node) =>
      inputsOf(node).flatMap(({ node: input, side }) => (side === undefined ? [] : [nameOf(input)])),
    ),
  );
  return rebuild(roots, (node) =>
    node.kind === "operator" && !withSides.has(node.name) ? (split(node) ?? node) : node,
  );
}

function split(node: OperatorNode): PlanNode | undefined {
  const exchange = node.inputs[0]!.node;
  const { combine } = node.operator;
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

/** Nodes are rebuilt, their names stay. */
function nameOf(node: PlanNode): string {
  return node.kind === "operator" ? node.name : "";
}
