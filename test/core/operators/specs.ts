import type { AggregateSpec } from "../../../core/aggregates/mod.ts";
import { aggregationSpec } from "../../../core/dataset/aggregation.ts";
import type { AggregationSpec } from "../../../core/operators/aggregation-spec.ts";
import type { KeySpec } from "../../../core/operators/keyed-input.ts";
import type { Exchange } from "../../../core/testing/mod.ts";

/** A row of the cases: a key and a value. */
export interface Row {
  readonly k: unknown;
  readonly v: number;
}

export const byK: KeySpec = { lambda: (row: Row) => row.k, names: ["key"] };

/** How the rows of a case with keys meet their subtask. */
export const exchangeByK: readonly Exchange[] = [(row: Row) => row.k];

export function specOf(aggregates: AggregateSpec<Row>): AggregationSpec {
  return aggregationSpec(aggregates as AggregateSpec<never>, [], "the test");
}
