import { type OperatorNode, type PlanNode, type Port, rebuild } from "../node.ts";
import { rowsAtMost } from "./sizes.ts";

/** A side of so many rows or fewer is copied. */
const mostCopied = 100_000;

/**
 * A join of which one side is known to be small gets a copy of that side in every subtask, and the other side stays
 * where it is: exchanging its rows by key costs more than looking them up.
 */
export function copySmallSide(roots: readonly PlanNode[]): readonly PlanNode[] {
  return rebuild(roots, (node) => (node.kind === "operator" ? copied(node) : node));
}

function copied(node: OperatorNode): PlanNode {
  const { copied: operator, readsFirst: small } = node.operator;
  if (operator === undefined || small === undefined) return node;
  const exchanges = node.inputs.map((port) => (port.node.kind === "exchange" ? port.node : undefined));
  const isKeyed = exchanges.every((exchange) => exchange?.partitioning.by === "key");
  if (!isKeyed || !(rowsAtMost(node.inputs[small]!) <= mostCopied)) return node;
  const inputs = exchanges.map((exchange, at): Port => {
    if (at !== small) return exchange!.input;
    return { node: { kind: "exchange", input: exchange!.input, partitioning: { by: "broadcast" } } };
  });
  return { ...node, operator, inputs };
}
