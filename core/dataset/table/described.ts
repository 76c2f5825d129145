import { distinctKey } from "../../aggregates/distinct-key.ts";
import { type AggregateSpec, avg, stddev } from "../../aggregates/mod.ts";
import { isAfter, type Ordered } from "../../aggregates/order.ts";
import { sortedQuantile } from "../../data/sorted-quantile.ts";
import { type Cells, cellOf, cellsOf, isAbsent, mustHaveColumns, typeNameOf } from "./cells.ts";
import { folding, groupsOf } from "./groups.ts";

/** What `describe` says of a column; null what it has not: only numbers have a mean. */
export interface ColumnSummary {
  readonly column: string;
  readonly type: string;
  /** Values that are there. */
  readonly count: number;
  readonly nulls: number;
  /** Different values. */
  readonly distinct: number;
  readonly mean: number | null;
  /** The standard deviation of a sample (divided by one less than their number). */
  readonly stddev: number | null;
  readonly min: unknown;
  /** Quartiles, between two values on the straight line between them, as pandas and NumPy have them. */
  readonly q25: number | Date | null;
  readonly median: number | Date | null;
  readonly q75: number | Date | null;
  readonly max: unknown;
}

export function summaryOf(cells: Cells, name: string): ColumnSummary {
  const values = cellsOf(cells, name);
  const given = values.filter((value) => !isAbsent(value));
  const type = typeNameOf(values, cells.types.get(name));
  const isTime = type === "timestamp" || type === "date";
  const numbers = isTime || given.every((value) => typeof value === "number") ? numbersOf(given) : undefined;
  const [min, max] = extremes(given);
  const shown = (value: unknown): unknown => (isTime && value !== null ? new Date(Number(value)) : value);
  const at = (share: number): number | Date | null =>
    shown(numbers === undefined || numbers.length === 0 ? null : sortedQuantile(numbers, share)) as
      | number
      | Date
      | null;
  return {
    column: name,
    type,
    count: given.length,
    nulls: values.length - given.length,
    distinct: new Set(given.map(distinctKey)).size,
    ...(numbers === undefined || isTime ? { mean: null, stddev: null } : momentsOf(given)),
    min: shown(min),
    q25: at(0.25),
    median: at(0.5),
    q75: at(0.75),
    max: shown(max),
  };
}

const momentsOf = folding(
  { mean: avg((value: number) => value), stddev: stddev((value: number) => value) } as AggregateSpec<never>,
  [],
) as (values: Iterable<unknown>) => Pick<ColumnSummary, "mean" | "stddev">;

/** In order, NaN last. */
function numbersOf(values: readonly unknown[]): Float64Array {
  return Float64Array.from(values, Number).sort();
}

function extremes(values: readonly unknown[]): [min: unknown, max: unknown] {
  const isOrdered = (value: unknown): boolean =>
    ["number", "string", "bigint", "boolean"].includes(typeof value) || value instanceof Date;
  if (values.length === 0 || !values.every(isOrdered)) return [null, null];
  let [min, max] = [values[0] as Ordered, values[0] as Ordered];
  for (const value of values as Ordered[]) {
    if (isAfter(min, value)) min = value;
    if (isAfter(value, max)) max = value;
  }
  return [min, max];
}

/** How often each value of a column is there, the most frequent first; equally frequent ones as they first appear. */
export function countedValues(cells: Cells, name: string): Record<string, unknown>[] {
  mustHaveColumns(cells, [name], "count values of the table");
  const groups = groupsOf(cells, [name]).sort((a, b) => b.length - a.length);
  return groups.map((group) => ({
    [name]: cellOf(cells.rows[group[0]!], name) ?? null,
    count: group.length,
    share: group.length / cells.rows.length,
  }));
}
