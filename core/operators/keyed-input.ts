import { type Batch, lengthOf } from "../data/batch.ts";
import { type Column, valueAt } from "../data/column.ts";
import { columnOf } from "../data/column-of.ts";
import { any, type DataType } from "../data/data-type.ts";
import { missingColumn, nearestNames, type Schema } from "../data/schema.ts";
import { demandsOf } from "../expression/demanded.ts";
import type { Evaluation } from "../expression/evaluate.ts";
import type { FoldValue } from "../expression/fold.ts";
import { type Lambda, readLambda } from "../expression/read-lambda.ts";
import type { KeyScratch } from "../state/key-memory.ts";
import { columnNamed } from "./column-named.ts";
import type { FoldingNames } from "./fold-failure.ts";
import { countMissing } from "./kernels/count-missing.ts";
import type { Columns, OperatorContext } from "./operator.ts";
import { evaluatorOf } from "./rows.ts";
import { keysOrFailures } from "./unfit-keys.ts";
import { withoutBadValues } from "./value-checks.ts";

/**
 * What rows are keyed by: a lambda, or columns by name; undefined for one key of all rows. `names` are the columns that
 * hold the key in what an operator gives.
 */
export type KeySpec =
  | { readonly lambda: Lambda; readonly names: readonly [string]; readonly nulls?: NullKeys }
  | {
      readonly columns: readonly string[];
      readonly names: readonly string[];
      readonly nulls?: NullKeys;
      /** What the only column was made by, where it holds a key that a lambda has given. */
      readonly made?: Lambda;
    }
  | undefined;

/** The same key where it is in columns already: of partial results. */
export function keyInColumns(key: KeySpec): KeySpec {
  if (key === undefined) return undefined;
  const { names } = key;
  return { columns: names, names, ...("lambda" in key ? { made: key.lambda } : {}) };
}

/**
 * What becomes of rows whose key is null, or has a null among its columns: left out, or all given the key null.
 * Unless said they are failed records.
 */
export type NullKeys = "drop" | "single";

/** A batch with the numbers of its keys and the values that aggregates take, all at the batch's row numbers. */
export interface KeyedInput {
  readonly batch: Batch;
  readonly keys: Float64Array;
  /** The columns of the key. */
  readonly keyColumns: readonly Column[];
  readonly keyType: DataType;
  readonly values: readonly (FoldValue | undefined)[];
}

const noAggregates: FoldingNames = { names: [], foldings: [] };

/**
 * Evaluates key and value lambdas over batches. A null key is a failed record, as is one with a value that one of the
 * aggregates would not take.
 *
 * @param aggregates What the first of the values are for.
 */
export function keyedInput(
  context: OperatorContext,
  key: KeySpec,
  values: readonly (Lambda | undefined)[],
  aggregates: FoldingNames = noAggregates,
): (batch: Batch) => KeyedInput | undefined {
  const lambdas: Evaluation[] = values.flatMap((lambda, at) =>
    lambda === undefined ? [] : [{ lambda, step: stepOf(context, aggregates.names[at]) }],
  );
  if (key !== undefined && "lambda" in key) lambdas.unshift({ lambda: key.lambda, step: `${context.step} (key)` });
  const evaluate = evaluatorOf(lambdas, context);
  const scratch: KeyScratch = { numbers: new Float64Array(0) };
  // Until batches of this input have shown what its keys are.
  let { keptKeys: kept } = context;
  return (input) => {
    const evaluated = evaluate(input);
    if (evaluated === undefined) return undefined;
    const given = [...evaluated.values];
    const keyGiven = key !== undefined && "lambda" in key ? given.shift() : undefined;
    const taken = values.map((lambda) => (lambda === undefined ? undefined : foldValue(given.shift()!)));
    const checked = withoutBadValues(context, aggregates, evaluated.batch, taken);
    const numbersOf = (batch: Batch): Keyed => keyOf(context, key, keyGiven ?? batch, batch, scratch);
    const { batch, keyed } = keysOrFailures(context, key, checked, numbersOf);
    const whole = { batch, keys: keyed.keys };
    if (kept !== undefined && key !== undefined && kept.see(keyed.columns, batch)) kept = undefined;
    const valid = keyed.nullable ? nullKeysHandled(context, key, whole, keyGiven) : whole;
    return { ...valid, keyColumns: keyed.columns, keyType: keyed.type, values: taken };
  };
}

/** The lambda of an aggregate is named by its result, but for one that has none of its own. */
function stepOf({ step }: OperatorContext, result: string | undefined): string {
  return result === undefined ? step : `${step} (${result})`;
}

/** The columns that key and value lambdas read. */
export function columnsReadBy(key: KeySpec, values: readonly (Lambda | undefined)[], rowsNeeded: boolean): Columns {
  if (rowsNeeded) return "all";
  const read = new Set<string>(key !== undefined && "columns" in key ? key.columns : []);
  const lambdas = key !== undefined && "lambda" in key ? [key.lambda, ...values] : values;
  for (const lambda of lambdas) {
    if (lambda === undefined) continue;
    const { reads } = readLambda(lambda);
    if (reads === undefined) return "all";
    for (const name of reads) read.add(name);
  }
  return read;
}

/** The keys of a batch by number. */
export interface Keyed {
  readonly keys: Float64Array;
  readonly columns: readonly Column[];
  readonly type: DataType;
  /** Whether some of the keys may be NaN, which stands for null. */
  readonly nullable: boolean;
}

let zeros = new Float64Array(0);

function keyOf(context: OperatorContext, key: KeySpec, from: Batch, batch: Batch, scratch: KeyScratch): Keyed {
  if (key === undefined) {
    if (zeros.length < batch.rowCount) zeros = new Float64Array(batch.rowCount * 2);
    return { keys: zeros, columns: [], type: any, nullable: false };
  }
  if ("columns" in key && from.schema.shape === "value") return propertyKeys(context, key, batch, scratch);
  const names = "columns" in key ? key.columns : namesInOrder(from.schema);
  const columns =
    "columns" in key
      ? names.map((name) => columnNamed(from, name, context.step))
      : names.map((name) => from.columns[from.schema.index.get(name)!]!);
  const composite = columns.length > 1 || (from.schema.shape === "row" && !("columns" in key));
  const compared = key.nulls === undefined || composite ? columns : columns.map(datesAsNumbers);
  const keys = context.keys.numbersOf(compared, composite ? names : [], batch.rowCount, batch.selection, scratch);
  const nullable = columns.some(({ layout, validity }) => layout === "values" || validity !== undefined);
  if (composite && key.nulls !== undefined && nullable) markNulls(columns, batch, keys);
  return {
    keys,
    columns,
    type: composite ? any : columns[0]!.type,
    nullable: nullable && (!composite || key.nulls !== undefined),
  };
}

/** Where keys are only compared: Dates that are values meet those of a typed column, which are numbers in it. */
function datesAsNumbers(column: Column): Column {
  if (column.layout !== "values" || !column.values.some((value) => value instanceof Date)) return column;
  return { ...column, values: column.values.map((value) => (value instanceof Date ? value.getTime() : value)) };
}

/** Sorted, so that `{ a, b }` and `{ b, a }` are the same key. */
function namesInOrder({ index }: Schema): string[] {
  return [...index.keys()].sort((a, b) => (a < b ? -1 : 1));
}

/** NaN stands for the key of each row that has a null among its columns. */
function markNulls(columns: readonly Column[], batch: Batch, keys: Float64Array): void {
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    if (columns.some((column) => (valueAt(column, row) ?? null) === null)) keys[row] = Number.NaN;
  }
}

/** The key of rows that are objects as they are: their properties. */
function propertyKeys(
  context: OperatorContext,
  { columns: names, nulls }: Extract<KeySpec, { columns: readonly string[] }>,
  batch: Batch,
  scratch: KeyScratch,
): Keyed {
  const rows = (batch.columns[0] as { values: readonly unknown[] }).values;
  const columns = names.map((name) =>
    columnOf(rows.map((row) => (row as Record<string, unknown> | null | undefined)?.[name] ?? null)),
  );
  const compared = nulls === undefined || names.length > 1 ? columns : columns.map(datesAsNumbers);
  const keys = context.keys.numbersOf(
    compared,
    names.length > 1 ? names : [],
    batch.rowCount,
    batch.selection,
    scratch,
  );
  if (names.length > 1 && nulls !== undefined) markNulls(columns, batch, keys);
  return { keys, columns, type: names.length > 1 ? any : columns[0]!.type, nullable: true };
}

function foldValue(values: Batch): FoldValue {
  return { column: values.columns[0]!, field: values.schema.fields[0]! };
}

interface KeyedRows {
  readonly batch: Batch;
  readonly keys: Float64Array;
}

function nullKeysHandled(
  context: OperatorContext,
  key: KeySpec,
  { batch, keys }: KeyedRows,
  given: Batch | undefined,
): KeyedRows {
  const nulls = key?.nulls;
  const length = lengthOf(batch);
  const { selection } = batch;
  if (countMissing(keys, selection, length) === 0) return { batch, keys };
  const single = context.keys.numberOf(null);
  const kept: number[] = [];
  for (let k = 0; k < length; k++) {
    const row = selection === undefined ? k : selection[k]!;
    if (!Number.isNaN(keys[row]!)) kept.push(row);
    else if (nulls === "single") keys[row] = single;
    else if (nulls === undefined)
      context.fail({
        doing: "take the key",
        error: nullKey(context, key, batch, row, given),
        explained: true,
        batch,
        row,
      });
  }
  return { batch: nulls === "single" ? batch : { ...batch, selection: Int32Array.from(kept) }, keys };
}

/** A key that is null, or a column of it that the row does not have at all. */
/** What a lambda gave: `undefined` where its function does not return. */
function absentIn({ schema, columns: [column] }: Batch, row: number): string {
  return column!.layout === "values" ? String(column!.values[row]) : (schema.fields[0]!.missing ?? "null");
}

function nullKey(
  { step }: OperatorContext,
  key: KeySpec,
  { schema, columns }: Batch,
  row: number,
  given: Batch | undefined,
): TypeError {
  const row0 = schema.shape === "row" ? undefined : (Object(valueAt(columns[0]!, row)) as object);
  const there = row0 === undefined ? [...schema.index.keys()] : Object.keys(row0);
  const isAbsent = (name: string): boolean => (row0 === undefined ? !schema.index.has(name) : !(name in row0));
  const named = key !== undefined && "columns" in key ? key.columns : [];
  const misspelt = key !== undefined && "lambda" in key ? [...demandsOf(key.lambda).named] : [];
  const name = named.find(isAbsent) ?? misspelt.find((each) => isAbsent(each) && nearestNames(each, there).length > 0);
  if (name !== undefined) return new TypeError(missingColumn(name, there, step));
  return new TypeError(
    `Cannot take the key of a row in ${step} as a key must not be null: got ${given === undefined ? "null" : absentIn(given, row)}; filter such rows out before keyBy, or give them a key like "unknown"`,
  );
}
