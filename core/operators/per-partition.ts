import { partitioned } from "../state/partitioned.ts";
import type { Operator, OperatorContext } from "./operator.ts";

/**
 * An operator of one subtask in each of several: every subtask does with its own rows what it would do with all. What it
 * keeps stays with the partition.
 */
export function perPartition(operator: Operator): Operator {
  const { combine: _, ...rest } = operator;
  return {
    ...rest,
    name: `${operator.name} of a partition`,
    ...(operator.state === undefined ? {} : { state: operator.state.map(partitioned) }),
    open: (context) => operator.open(Object.create(context, { subtask: { value: 0 } }) as OperatorContext),
  };
}
