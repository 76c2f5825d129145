import type { Dataset } from "../../core/mod.ts";
import { from, type KeyedDataset } from "../../core/mod.ts";
import type { Operator } from "../../core/operators/operator.ts";

/** The operator that a transform of a dataset by key puts into the plan. */
export function operatorOf<Event>(
  key: keyof Event & string,
  transform: (input: KeyedDataset<Event, unknown>) => Dataset<unknown>,
): Operator {
  const rows = from([]) as unknown as Dataset<Event>;
  const { node } = transform(rows.keyBy(key) as never).port;
  if (node.kind !== "operator") throw new TypeError(`Cannot verify a ${node.kind} as it must be an operator`);
  return node.operator;
}
