import { type Batch, type Column, rowReader, valueAt } from "../../core/mod.ts";
import { type Comparison, type ComparisonName, compared, fieldOf, holds } from "../pattern/comparison.ts";
import { type Condition, identityOf } from "../pattern/condition.ts";
import { columnOfField } from "./predicates.ts";
import { range } from "./waiting-rows.ts";

/**
 * The rows of a piece that fulfil conditions without code, as lists: thousands of rules ask for much the same, and most rows
 * fulfil next to none of it. What several conditions begin with is looked up once.
 */
export class RowLists {
  readonly #batch: Batch;
  readonly #all: Int32Array;
  readonly #known = new Map<unknown, Int32Array>();

  constructor(batch: Batch, from: number, to: number) {
    this.#batch = batch;
    this.#all = range(from, to);
  }

  /** The rows, ascending; of a condition for which `hasRowList`. */
  where(condition: Condition): Int32Array {
    const same = identityOf(condition);
    let rows = this.#known.get(same);
    if (rows === undefined) {
      rows = this.#listed(condition);
      this.#known.set(same, rows);
    }
    return rows;
  }

  #listed(condition: Condition): Int32Array {
    if (condition.kind === "compare") return filtered(condition.comparison, this.#batch, this.#all);
    if (condition.kind !== "and") return this.#all;
    const [first, ...others] = condition.of as [Condition, ...Condition[]];
    let rows = this.where(first);
    for (const other of others) {
      if (other.kind === "compare") rows = filtered(other.comparison, this.#batch, rows);
    }
    return rows;
  }
}

/** Whether a condition is a comparison, or several that must all hold. */
export function hasRowList(condition: Condition): boolean {
  if (condition.kind === "compare" || condition.kind === "true") return true;
  return condition.kind === "and" && condition.of.every(({ kind }) => kind === "compare");
}

/** Two ascending lists as one, what is in both once. */
export function unionOf(left: Int32Array, right: Int32Array): Int32Array {
  const union = new Int32Array(left.length + right.length);
  let count = 0;
  let a = 0;
  let b = 0;
  while (a < left.length && b < right.length) {
    const [one, other] = [left[a]!, right[b]!];
    union[count++] = Math.min(one, other);
    if (one <= other) a++;
    if (other <= one) b++;
  }
  while (a < left.length) union[count++] = left[a++]!;
  while (b < right.length) union[count++] = right[b++]!;
  return union.subarray(0, count);
}

function filtered(comparison: Comparison, batch: Batch, rows: Int32Array): Int32Array {
  const { op, left, right } = comparison;
  const kept = new Int32Array(rows.length);
  const column = columnOfField(left, batch);
  const isConstant = typeof right !== "object" || right === null || Array.isArray(right);
  if (column === undefined || !isConstant) {
    const read = rowReader(batch);
    return keepIf(rows, kept, (row) => holds(comparison, read(row), undefined));
  }
  const values = typeof right === "number" ? numbersOf(column) : undefined;
  if (values !== undefined) return kept.subarray(0, keepNumbers(op, values, right as number, rows, kept));
  if (column.layout === "dictionary" && column.validity === undefined) {
    const known: boolean[] = [];
    const { codes, dictionary } = column;
    return keepIf(rows, kept, (row) => {
      const code = codes[row]!;
      const answer = known[code] ?? compared(op, dictionary.text(code), right);
      known[code] = answer;
      return answer;
    });
  }
  return keepIf(rows, kept, (row) => compared(op, fieldOf({ value: valueAt(column, row) }, "value"), right));
}

function numbersOf(column: Column): Float64Array | Int32Array | undefined {
  if (column.validity !== undefined) return undefined;
  return column.layout === "float64" || column.layout === "int32" ? column.values : undefined;
}

function keepIf(rows: Int32Array, kept: Int32Array, test: (row: number) => boolean): Int32Array {
  let count = 0;
  for (let at = 0; at < rows.length; at++) if (test(rows[at]!)) kept[count++] = rows[at]!;
  return kept.subarray(0, count);
}

function keepNumbers(
  op: ComparisonName,
  values: Float64Array | Int32Array,
  than: number,
  rows: Int32Array,
  kept: Int32Array,
): number {
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    kept[count] = row;
    const value = values[row]!;
    if (isSo(op, value, than)) count++;
  }
  return count;
}

function isSo(op: ComparisonName, value: number, than: number): boolean {
  switch (op) {
    case ">=":
      return value >= than;
    case ">":
      return value > than;
    case "<":
      return value < than;
    case "<=":
      return value <= than;
    case "=":
      return value === than;
    case "!=":
      return value !== than;
    default:
      return false;
  }
}
