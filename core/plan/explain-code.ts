import type { Schema } from "../data/schema.ts";
import { operatorsOf } from "./explain.ts";
import type { PlanNode, Port } from "./node.ts";

/** For each step with lambdas: which way each went, what it reads and why, and the loop. */
export function codeText(roots: readonly PlanNode[]): string {
  const sections = operatorsOf(roots).flatMap((node) => {
    const text = node.operator.code?.(schemaBehind(node.inputs[0]));
    return text === undefined ? [] : [`── ${node.name}\n${text}`];
  });
  return sections.length === 0 ? "no lambdas" : sections.join("\n\n");
}

/** The schema of what a port gives, where it is known without running. */
function schemaBehind(port: Port | undefined): Schema | undefined {
  if (port === undefined) return undefined;
  const { node } = port;
  if (node.kind === "source") return node.description?.schema;
  if (node.kind === "exchange") return schemaBehind(node.input);
  if (node.kind === "operator" && node.operator.keepsSchema === true && port.side === undefined)
    return schemaBehind(node.inputs[0]);
  return undefined;
}
