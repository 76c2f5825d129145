import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { columnOf } from "../data/column-of.ts";
import { take } from "../data/compact.ts";
import { requireColumn, rowSchema } from "../data/schema.ts";
import { evaluator, onlyColumn } from "../expression/evaluate.ts";
import { lambdaText } from "../expression/explain-chain.ts";
import { type Lambda, readLambda } from "../expression/read-lambda.ts";
import { type RowState, rowState } from "../state/row-state.ts";
import type { Columns, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { failureOf } from "./rows.ts";
import { type Ordering, sortedRows } from "./sort-order.ts";

/** What rows are sorted by: a column, or what a lambda gives. */
export type SortKey = Ordering & ({ readonly column: string } | { readonly lambda: Lambda });

/** Rows of an emitted batch. */
const batchRows = 8192;

/** Rows are kept in one namespace and what they are sorted by in another, row beside row. */
const rowSpace = 0;
const keySpace = 1;

/**
 * All rows in order, at the end of a bounded input. Equal rows keep their order of arrival.
 *
 * Morally: `end: for (row of rows.toSorted((a, b) => compare(keyOf(a), keyOf(b)))) emit(row)`.
 */
export function sort(keys: readonly SortKey[]): Operator {
  const kept = rowState("rows");
  return {
    name: "sort",
    details: { by: keys.map(keyText).join(", ") },
    state: [kept],
    selection: "accepts",
    // Rows keep their times, so none of the input's watermarks holds before the last row is out.
    watermarks: "own",
    keepsSchema: true,
    code: (schema) =>
      keys.map((key) => ("lambda" in key ? `key: ${lambdaText(key.lambda, schema)}` : `key: column ${key.column}`)).join("\n"),
    reads: (wanted): readonly Columns[] => [columnsRead(keys, wanted)],
    open: (context) => sortTask(keys, context, context.state(kept)),
  };
}

function sortTask(keys: readonly SortKey[], context: OperatorContext, state: RowState): OperatorTask {
  const keysOf = keyColumns(keys, context);
  let zeros = new Float64Array(0);
  return {
    batch: (given) => {
      if (lengthOf(given) === 0) return;
      const keyed = keysOf(given);
      if (keyed === undefined) return;
      if (zeros.length < given.rowCount) zeros = new Float64Array(given.rowCount);
      state.space(rowSpace).add(keyed.batch, zeros);
      state.space(keySpace).add(keyed.keys, zeros);
    },
    end: () => {
      const rows = state.space(rowSpace).all();
      const sorted = state.space(keySpace).all();
      if (rows !== undefined && sorted !== undefined) {
        const order = sortedRows(sorted.batch.columns, keys, sorted.batch.rowCount);
        for (let from = 0; from < order.length; from += batchRows) {
          context.emit(take(rows.batch, order.subarray(from, from + batchRows)));
        }
      }
      state.drop(rowSpace);
      state.drop(keySpace);
      context.emitWatermark(Number.POSITIVE_INFINITY);
    },
  };
}

/** Evaluates what rows are sorted by, as a batch of one column a key at the rows' numbers. */
function keyColumns(
  keys: readonly SortKey[],
  context: OperatorContext,
): (batch: Batch) => { batch: Batch; keys: Batch } | undefined {
  const lambdas = keys.flatMap((key) => ("lambda" in key ? [{ lambda: key.lambda, step: context.step }] : []));
  const evaluate = evaluator(lambdas, failureOf(context));
  return (given) => {
    const evaluated = evaluate(given);
    if (evaluated === undefined) return undefined;
    const { batch } = evaluated;
    const values = [...evaluated.values];
    const columns = keys.map((key) =>
      "lambda" in key ? oneColumn(values.shift()!, context.step) : columnNamed(batch, key.column, context.step),
    );
    const schema = rowSchema(columns.map(({ type }, at) => ({ name: String(at), type })));
    const reused = batch.reused || evaluated.values.some((each) => each.reused);
    return { batch, keys: makeBatch(schema, batch.rowCount, columns, { selection: batch.selection, reused }) };
  };
}

function oneColumn(values: Batch, step: string): Column {
  if (values.schema.shape === "value") return onlyColumn(values);
  throw new TypeError(
    `Cannot sort in ${step} by an object as it has no order: got columns ${[...values.schema.index.keys()].join(", ")}; ` +
      "give several functions or columns in an array, the most important first",
  );
}

function columnNamed(batch: Batch, name: string, step: string): Column {
  if (batch.schema.shape === "row") return batch.columns[requireColumn(batch.schema, name, step)]!;
  const [column] = batch.columns;
  const rows = column?.layout === "values" ? column.values.slice(0, batch.rowCount) : [];
  return columnOf(rows.map((row) => (row as Record<string, unknown> | null | undefined)?.[name] ?? null));
}

function columnsRead(keys: readonly SortKey[], wanted: Columns): Columns {
  const read = new Set<string>(wanted === "all" ? [] : wanted);
  for (const key of keys) {
    const names = "column" in key ? [key.column] : readLambda(key.lambda).reads;
    if (names === undefined) return "all";
    for (const name of names) read.add(name);
  }
  return wanted === "all" ? "all" : read;
}

function keyText(key: SortKey): string {
  const name = "column" in key ? key.column : "row lambda";
  return key.order === "ascending" ? name : `${name} descending`;
}
