import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { take } from "../data/compact.ts";
import { rowSchema } from "../data/schema.ts";
import { onlyColumn } from "../expression/evaluate.ts";
import { lambdaText } from "../expression/explain-chain.ts";
import { type Lambda, readLambda } from "../expression/read-lambda.ts";
import { type RowState, rowState } from "../state/row-state.ts";
import { spilledRows } from "../state/spilled-rows.ts";
import { columnNamed } from "./column-named.ts";
import type { Columns, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { evaluatorOf } from "./rows.ts";
import type { Run, RunBlock } from "./sort-merge.ts";
import { sortedRows } from "./sort-order.ts";
import { type RunFiles, SortedRuns } from "./sort-runs.ts";
import type { Ordering } from "./sort-values.ts";
import { ColumnSeeker, namedColumns } from "./sought-columns.ts";

/** What rows are sorted by: a column, or what a lambda gives. */
export type SortKey = Ordering & ({ readonly column: string } | { readonly lambda: Lambda });

/** Rows of an emitted batch. */
const batchRows = 8192;

/** Rows are kept in one namespace and what lambdas gave for them in another, row beside row. */
const rowSpace = 0;
const keySpace = 1;

/**
 * All rows in order, at the end of a bounded input. Equal rows keep their order of arrival. Rows that do not fit into
 * memory are sorted as they come, run by run, and the runs are merged from disk.
 *
 * Morally: `end: for (row of rows.toSorted((a, b) => compare(keyOf(a), keyOf(b)))) emit(row)`.
 */
export function sort(keys: readonly SortKey[]): Operator {
  const declared = {
    kept: rowState("rows"),
    runs: spilledRows("sorted runs", "operator"),
    runKeys: spilledRows("keys of sorted runs", "operator"),
  };
  return {
    name: "sort",
    details: { by: keys.map(keyText).join(", ") },
    state: Object.values(declared),
    selection: "accepts",
    // Rows keep their times, so none of the input's watermarks holds before the last row is out.
    watermarks: "own",
    keepsSchema: true,
    named: namesOf(keys),
    ascends: ascendingColumns(keys),
    code: (schema) =>
      keys
        .map((key) => ("lambda" in key ? `key: ${lambdaText(key.lambda, schema)}` : `key: column ${key.column}`))
        .join("\n"),
    reads: (wanted): readonly Columns[] => [columnsRead(keys, wanted)],
    open: (context) =>
      sortTask(keys, context, {
        kept: context.state(declared.kept),
        runs: { rows: context.state(declared.runs), keys: context.state(declared.runKeys) },
      }),
  };
}

interface SortState {
  readonly kept: RowState;
  /** What did not fit into memory, sorted. */
  readonly runs: RunFiles;
}

/** Sorting takes a copy of the rows in order beside them, and their row numbers. */
const sortingFactor = 3;

function sortTask(keys: readonly SortKey[], context: OperatorContext, { kept, runs: files }: SortState): OperatorTask {
  const evaluate = evaluatedKeys(keys, context);
  const columnsOf = ({ rows, keys: evaluated }: RunBlock): Column[] => keyColumns(keys, rows, evaluated, context.step);
  const runs = new SortedRuns(files, { orderings: keys, columnsOf });
  const named = new ColumnSeeker(context.sought, namedColumns(namesOf(keys), context.step));
  const eachBlock = (blockRows: number, visit: (block: RunBlock) => void): void =>
    eachSorted(kept, keys, columnsOf, blockRows, visit);
  /** Rows that cannot be written stay in memory. */
  let isKept = false;
  const spill = (): void => {
    isKept = !runs.accepts({ rows: kept.space(rowSpace).all()?.batch, keys: kept.space(keySpace).all()?.batch });
    const { size } = kept.space(rowSpace);
    if (isKept || size === 0) return;
    runs.add(size, eachBlock);
    context.count("numRecordsSpilled", size);
    drop(kept);
  };
  return {
    batch: (given) => {
      if (lengthOf(given) === 0) return;
      named.see(given);
      const evaluated = evaluate(given);
      if (evaluated === undefined) return;
      kept.space(rowSpace).add(evaluated.batch);
      if (evaluated.keys !== undefined) kept.space(keySpace).add(evaluated.keys);
      const sizeBytes = kept.space(rowSpace).sizeBytes + kept.space(keySpace).sizeBytes;
      if (!isKept && sizeBytes * sortingFactor > context.memoryBytes) spill();
    },
    end: () => {
      // Rows in memory would take the place that merging needs.
      if (runs.count > 0 && !isKept) spill();
      if (runs.count === 0) eachBlock(batchRows, ({ rows }) => context.emit(rows));
      else runs.emitAll(lastRun(eachBlock), context.emit);
      drop(kept);
      runs.clear();
      context.emitWatermark(Number.POSITIVE_INFINITY);
    },
  };
}

/** What stayed in memory. */
function lastRun(eachBlock: (blockRows: number, visit: (block: RunBlock) => void) => void): Run {
  const blocks: RunBlock[] = [];
  eachBlock(batchRows, (block) => blocks.push(block));
  return { blocks: blocks.length, read: (block) => blocks[block]! };
}

function drop(kept: RowState): void {
  kept.drop(rowSpace);
  kept.drop(keySpace);
}

/** The kept rows in order, in blocks. */
function eachSorted(
  kept: RowState,
  keys: readonly SortKey[],
  columnsOf: (block: RunBlock) => Column[],
  blockRows: number,
  visit: (block: RunBlock) => void,
): void {
  const rows = kept.space(rowSpace).all()?.batch;
  if (rows === undefined) return;
  const evaluated = kept.space(keySpace).all()?.batch;
  const by = columnsOf({ rows, keys: evaluated });
  const { order, first } = sortedRows(by, keys, rows.rowCount);
  for (let from = 0; from < order.length; from += blockRows) {
    const block = order.subarray(from, from + blockRows);
    const known = first && { column: by[0]!, values: first(from, from + blockRows) };
    visit({ rows: take(rows, block, known), keys: evaluated && take(evaluated, block) });
  }
}

/** Evaluates the lambdas among the keys, as a batch of a column each; looks whether named columns are there. */
function evaluatedKeys(
  keys: readonly SortKey[],
  context: OperatorContext,
): (batch: Batch) => { batch: Batch; keys: Batch | undefined } | undefined {
  const lambdas = keys.flatMap((key) => ("lambda" in key ? [{ lambda: key.lambda, step: context.step }] : []));
  const named = namesOf(keys);
  const evaluate = evaluatorOf(lambdas, context);
  return (given) => {
    if (given.schema.shape === "row") for (const name of named) columnNamed(given, name, context.step);
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

/** The columns up to the first key that is something else. */
function ascendingColumns(keys: readonly SortKey[]): readonly string[] {
  const other = keys.findIndex((key) => !("column" in key && key.order === "ascending"));
  return namesOf(other < 0 ? keys : keys.slice(0, other));
}

function namesOf(keys: readonly SortKey[]): readonly string[] {
  return keys.flatMap((key) => ("column" in key ? [key.column] : []));
}

function oneColumn(values: Batch, step: string): Column {
  if (values.schema.shape === "value") return onlyColumn(values);
  throw new TypeError(
    `Cannot sort in ${step} by an object as it has no order: got columns ${[...values.schema.index.keys()].join(", ")}; ` +
      "give several functions or columns in an array, the most important first",
  );
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
