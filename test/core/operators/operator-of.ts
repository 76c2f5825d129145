import type { Dataset, Operator } from "../../../core/mod.ts";

/** The operator of the last step of a dataset, for the verifier. */
export function operatorOf({ port: { node } }: Dataset<unknown>): Operator {
  if (node.kind !== "operator") throw new Error(`a ${node.kind} has no operator`);
  return node.operator;
}
