import type { Batch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { timestamp } from "../data/data-type.ts";
import { onlyColumn } from "../expression/evaluate.ts";
import { type Lambda, readLambda } from "../expression/read-lambda.ts";
import { columnNamed } from "./column-named.ts";
import { columnsReadBy, type KeySpec } from "./keyed-input.ts";
import type { Columns, OperatorContext } from "./operator.ts";
import type { Direction } from "./order-keys.ts";
import { evaluatorOf } from "./rows.ts";
import { withoutTime } from "./without-time.ts";

/** One of the things that rows are ordered by: a column, what a lambda gives, their event time, or when they arrive. */
export type OrderBy = { readonly order: Direction } & (
  | { readonly column: string }
  | { readonly lambda: Lambda }
  | { readonly time: "event" }
  | { readonly time: "arrival" }
);

/** Evaluates what rows are ordered by, as a column for each, at the row numbers of the batch that is left. */
export function orderColumns(
  by: readonly OrderBy[],
  context: OperatorContext,
): (batch: Batch) => { batch: Batch; columns: readonly Column[] } | undefined {
  const lambdas = by.flatMap((one) => ("lambda" in one ? [{ lambda: one.lambda, step: context.step }] : []));
  const evaluate = evaluatorOf(lambdas, context);
  return (given) => {
    const evaluated = evaluate(given);
    if (evaluated === undefined) return undefined;
    const { batch } = evaluated;
    const values = evaluated.values.values();
    const columns = by.map((one) =>
      "lambda" in one ? oneColumn(values.next().value!, context) : named(one, batch, context),
    );
    const [first] = columns;
    return { batch: first === undefined ? batch : withFirst(batch, first), columns };
  };
}

/** Without the rows that have nothing to be ordered by. */
function withFirst(batch: Batch, column: Column): Batch {
  const isThere = presence(column);
  if (isThere === undefined) return batch;
  const rows: number[] = [];
  const length = batch.selection?.length ?? batch.rowCount;
  for (let k = 0; k < length; k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    if (isThere(row)) rows.push(row);
  }
  return rows.length === length ? batch : { ...batch, selection: Int32Array.from(rows) };
}

function presence(column: Column): ((row: number) => boolean) | undefined {
  const { validity } = column;
  if (column.layout === "values") return (row) => column.values[row] !== null && column.values[row] !== undefined;
  return validity && ((row) => ((validity[row >> 3]! >> (row & 7)) & 1) === 1);
}

const allTheSame = new Map<number, Column>();

function named(by: Exclude<OrderBy, { lambda: Lambda }>, batch: Batch, context: OperatorContext): Column {
  if ("column" in by) return columnNamed(batch, by.column, context.step);
  if (by.time === "arrival") return constant(batch.rowCount);
  if (batch.times === undefined) throw withoutTime(context.step);
  return { type: timestamp, layout: "float64", values: batch.times, validity: undefined };
}

/** Arrival decides between equal rows, so that all are equal. */
function constant(rowCount: number): Column {
  const length = 2 ** Math.ceil(Math.log2(rowCount + 1));
  const known = allTheSame.get(length);
  if (known !== undefined) return known;
  const column: Column = { type: timestamp, layout: "float64", values: new Float64Array(length), validity: undefined };
  allTheSame.set(length, column);
  return column;
}

function oneColumn(values: Batch, context: OperatorContext): Column {
  if (values.schema.shape === "value") return onlyColumn(values);
  throw new TypeError(
    `Cannot order rows in ${context.step} by an object as it has no order: got columns ${[...values.schema.index.keys()].join(", ")}; ` +
      "give several functions or columns in an array, the most important first",
  );
}

/** What is read: the rows come out whole, so all that is wanted, and what they are ordered by. */
export function orderReads(key: KeySpec, by: readonly OrderBy[], wanted: Columns): Columns {
  const read = columnsReadBy(key, [], false);
  if (wanted === "all" || read === "all") return "all";
  const names = new Set([...wanted, ...read]);
  for (const one of by) {
    const reads = "column" in one ? [one.column] : "lambda" in one ? readLambda(one.lambda).reads : [];
    if (reads === undefined) return "all";
    for (const name of reads) names.add(name);
  }
  return names;
}

/** For plans. */
export function orderText(by: OrderBy): string {
  const what =
    "column" in by ? by.column : "lambda" in by ? "row lambda" : by.time === "event" ? "event time" : by.time;
  return by.order === "ascending" ? what : `${what} descending`;
}
