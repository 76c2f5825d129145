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

/** Rows are kept in one namespace and what lambdas gave for them in another, row beside row. */
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
      keys
        .map((key) => ("lambda" in key ? `key: ${lambdaText(key.lambda, schema)}` : `key: column ${key.column}`))
        .join("\n"),
    reads: (wanted): readonly Columns[] => [columnsRead(keys, wanted)],
    open: (context) => sortTask(keys, context, context.state(kept)),
  };
}

function sortTask(keys: readonly SortKey[], context: OperatorContext, state: RowState): OperatorTask {
  const evaluate = evaluatedKeys(keys, context);
  return {
    batch: (given) => {
      if (lengthOf(given) === 0) return;
      const evaluated = evaluate(given);
      if (evaluated === undefined) return;
      state.space(rowSpace).add(evaluated.batch);
      if (evaluated.keys !== undefined) state.space(keySpace).add(evaluated.keys);
    },
    end: () => {
      const rows = state.space(rowSpace).all()?.batch;
      if (rows !== undefined) {
        const columns = keyColumns(keys, rows, state.space(keySpace).all()?.batch, context.step);
        const order = sortedRows(columns, keys, rows.rowCount);
        for (let from = 0; from < order.length; from += batchRows) {
          context.emit(take(rows, order.subarray(from, from + batchRows)));
        }
      }
      state.drop(rowSpace);
      state.drop(keySpace);
      context.emitWatermark(Number.POSITIVE_INFINITY);
    },
  };
}

/** Evaluates the lambdas among the keys, as a batch of a column each; looks whether named columns are there. */
function evaluatedKeys(
  keys: readonly SortKey[],
  context: OperatorContext,
): (batch: Batch) => { batch: Batch; keys: Batch | undefined } | undefined {
  const lambdas = keys.flatMap((key) => ("lambda" in key ? [{ lambda: key.lambda, step: context.step }] : []));
  const named = keys.flatMap((key) => ("column" in key ? [key.column] : []));
  const evaluate = evaluator(lambdas, failureOf(context));
  return (given) => {
    if (given.schema.shape === "row") for (const name of named) requireColumn(given.schema, name, context.step);
    const evaluated = evaluate(given);
    if (evaluated === undefined) return undefined;
    const { batch, values } = evaluated;
    if (values.length === 0) return { batch, keys: undefined };
    const columns = values.map((value) => oneColumn(value, context.step));
    const schema = rowSchema(columns.map(({ type }, at) => ({ name: String(at), type })));
    const reused = batch.reused || values.some((each) => each.reused);
    return { batch, keys: makeBatch(schema, batch.rowCount, columns, { selection: batch.selection, reused }) };
  };
}

/** The columns that all kept rows are sorted by. */
function keyColumns(keys: readonly SortKey[], rows: Batch, evaluated: Batch | undefined, step: string): Column[] {
  const columns = evaluated?.columns.values();
  return keys.map((key) => ("lambda" in key ? columns!.next().value! : columnNamed(rows, key.column, step)));
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
