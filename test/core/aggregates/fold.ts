import type { Aggregate, Aggregation } from "../../../core/aggregates/mod.ts";

/** Carries partial results about as the runtime does, and asks an aggregation for its result over an array of rows. */
export interface Folded<Row, Result> {
  fold(rows: readonly Row[]): unknown;
  add(partial: unknown, row: Row): unknown;
  merge(left: unknown, right: unknown): unknown;
  retract: ((partial: unknown, row: Row) => unknown) | undefined;
  result(partial: unknown): Result;
}

export function folded<Row, Result>({ aggregate, value }: Aggregation<Row, Result>): Folded<Row, Result> {
  const { zero, add, merge, retract, result } = aggregate as unknown as Aggregate<unknown, unknown, Result>;
  const view = (partial: unknown): unknown => (columnar && hasOnlyNumbers(partial) ? viewOf(partial) : partial);
  const columnar = hasOnlyNumbers(zero());
  const read = (row: Row): unknown => value?.(row);
  const plus = (partial: unknown, row: Row): unknown => view(add(partial, read(row), () => row));
  return {
    fold: (rows) => rows.reduce(plus, view(zero())),
    add: plus,
    merge: (left, right) => view(merge(left, right)),
    retract: retract && ((partial, row) => view(retract(partial, read(row), () => row))),
    result,
  };
}

export function fold<Row, Result>(aggregation: Aggregation<Row, Result>, rows: readonly Row[]): Result {
  const { fold: foldRows, result } = folded(aggregation);
  return result(foldRows(rows));
}

/** The result of folding the parts that `cuts` (positions, in any order) make, and merging them in order. */
export function foldParts<Row, Result>(
  aggregation: Aggregation<Row, Result>,
  rows: readonly Row[],
  cuts: readonly number[],
): Result {
  const { fold: foldRows, merge, result } = folded(aggregation);
  const edges = [0, ...cuts.map((cut) => cut % (rows.length + 1)), rows.length].sort((a, b) => a - b);
  const parts = edges.slice(1).map((to, part) => foldRows(rows.slice(edges[part], to)));
  return result(parts.reduce(merge));
}

function hasOnlyNumbers(partial: unknown): partial is Readonly<Record<string, number>> {
  if (partial === null || typeof partial !== "object" || Object.getPrototypeOf(partial) !== Object.prototype)
    return false;
  return Object.values(partial).every((field) => typeof field === "number");
}

/** An object whose fields are only reachable as those of a reused cursor over columns are: by getters of its prototype. */
function viewOf(partial: Readonly<Record<string, number>>): unknown {
  const prototype = {};
  for (const [name, field] of Object.entries(partial)) Object.defineProperty(prototype, name, { get: () => field });
  return Object.create(prototype);
}
