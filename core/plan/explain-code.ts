import { operatorsOf } from "./explain.ts";
import type { PlanNode } from "./node.ts";
import { schemaOf } from "./schema-of.ts";

/** For each step with lambdas: which way each went, what it reads and why, and the loop. */
export function codeText(roots: readonly PlanNode[]): string {
  const sections = operatorsOf(roots).flatMap((node) => {
    const text = node.operator.code?.(schemaOf(node.inputs[0]));
    return text === undefined ? [] : [`── ${node.name}\n${text}`];
  });
  return sections.length === 0 ? "no lambdas" : sections.join("\n\n");
}
