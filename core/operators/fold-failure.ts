import type { Batch } from "../data/batch.ts";
import { isExplained } from "../data/explained-error.ts";
import type { FoldFailure } from "../expression/careful-fold.ts";
import type { AggregationSpec } from "./aggregation-spec.ts";
import type { OperatorContext, RecordFailure } from "./operator.ts";

/** What is known of aggregates that throw. */
export type FoldingNames = Pick<AggregationSpec, "names" | "foldings">;

/** Reports an aggregate that threw at a record. */
export function foldFailureOf(context: OperatorContext, spec: FoldingNames): FoldFailure {
  return (error, aggregate, batch, row) => context.fail(foldFailure(spec, aggregate, error, batch, row));
}

export function foldFailure(
  { names, foldings }: FoldingNames,
  aggregate: number,
  error: unknown,
  batch: Batch,
  row: number,
): RecordFailure {
  const result = names[aggregate] ?? foldings[aggregate]!.name;
  if (foldings[aggregate]!.name === "reduce") return { doing: "apply the function of reduce", error, batch, row };
  if (isExplained(error)) return { doing: "", error, explained: true, result, batch, row };
  return { doing: `add to result ${JSON.stringify(result)}`, error, batch, row, result };
}
