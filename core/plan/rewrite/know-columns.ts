import { type PlanNode, rebuild } from "../node.ts";
import { schemaOf } from "../schema-of.ts";

/**
 * Joins are told what columns their inputs have where that is known before any row: rows without a partner then have nulls in
 * them, also beside an input that gives no row at all.
 */
export function knowColumns(roots: readonly PlanNode[]): readonly PlanNode[] {
  return rebuild(roots, (node) => {
    if (node.kind !== "operator" || node.operator.knowing === undefined) return node;
    return { ...node, operator: node.operator.knowing(node.inputs.map(schemaOf)) };
  });
}
