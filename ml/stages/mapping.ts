import {
  type Batch,
  type Column,
  type DataType,
  makeBatch,
  type Operator,
  type OperatorContext,
  rowReader,
  rowSchema,
  type Schema,
} from "../../core/mod.ts";
import { BatchColumns, type StageBatch } from "./stage-batch.ts";

/** What a transformer does with the columns of a batch. */
export interface Mapping {
  /** Names of the columns that it reads. */
  readonly reads: readonly string[];
  /** Names of the columns that it adds, or puts in the place of others. */
  readonly adds: readonly string[];
  /** The types of the columns that it adds, in their order, as far as those of the columns that it reads tell. */
  readonly types?: (typeOf: (column: string) => DataType | undefined) => readonly (DataType | undefined)[];
  /**
   * What becomes of rows that have no value in a column that it reads: by default they have none in the columns that it adds
   * either, whatever it gave for them; `"own"` says that it sees to them itself.
   */
  readonly absent?: "own";
  /** Called once in each subtask; what it returns gives the columns that are added to a batch, in their order. */
  open(): (batch: StageBatch) => readonly Column[];
}

/** The operator that adds columns to batches. */
export function mappingOperator(name: string, mapping: Mapping): Operator {
  return {
    name,
    changes: "keeps",
    named: mapping.reads,
    reads: (wanted) => [
      wanted === "all"
        ? "all"
        : new Set([...mapping.reads, ...[...wanted].filter((column) => !mapping.adds.includes(column))]),
    ],
    schema: (input) => input && schemaOf(input, mapping),
    open: (context) => ({ batch: mappingTask(mapping, context) }),
  };
}

/** The columns behind it where they are known before any row. */
function schemaOf(input: Schema, mapping: Mapping): Schema | undefined {
  if (input.shape !== "row" || input.open === true || mapping.types === undefined) return undefined;
  const types = mapping.types((column) => input.fields[input.index.get(column) ?? -1]?.type);
  if (types.includes(undefined)) return undefined;
  return withFields(input, mapping.adds, types as readonly DataType[]);
}

function withFields(input: Schema, names: readonly string[], types: readonly DataType[]): Schema {
  const fields = [...input.fields];
  names.forEach((name, at) => {
    fields[input.index.get(name) ?? fields.length] = { name, type: types[at]! };
  });
  return rowSchema(fields, input.open === undefined ? {} : { open: input.open });
}

/** What a mapping does with batches without a selection, in one subtask: it emits them with the columns that it adds. */
export type MappingTask = (batch: Batch) => void;

/** A mapping at work in a subtask. */
export function mappingTask(mapping: Mapping, context: OperatorContext): MappingTask {
  let atHand: Batch;
  const columns = new BatchColumns(context.step, (row, error) =>
    context.fail({ doing: "transform a row", error, explained: true, batch: atHand, row }),
  );
  const map = mapping.open();
  const place = placing(mapping.adds);
  return (batch) => {
    atHand = batch;
    const given = map(columns.next(batch));
    const added = mapping.absent === "own" ? given : given.map((column) => withAbsent(column, batch, columns, mapping));
    const selection = columns.kept;
    if (selection?.length !== 0) context.emit(place(batch, added, { selection, reused: columns.gaveRoom }));
  };
}

/** Values that are absent wherever one of the columns that are read is. */
function withAbsent(column: Column, { rowCount }: Batch, columns: StageBatch, { reads }: Mapping): Column {
  const validities = reads
    .map((name) => validityOf(columns.column(name), rowCount))
    .filter((bits) => bits !== undefined);
  if (validities.length === 0) return column;
  const own = validityOf(column, rowCount);
  const validity = new Uint8Array((rowCount + 7) >> 3).fill(255);
  for (const bits of own === undefined ? validities : [own, ...validities]) {
    for (let at = 0; at < validity.length; at++) validity[at]! &= bits[at]!;
  }
  if (column.layout !== "values") return { ...column, validity };
  const values = column.values.map((value, row) => (((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? value : null));
  return { ...column, values };
}

/** A bit for each row that has a value; undefined where all have. */
function validityOf(column: Column, rowCount: number): Uint8Array | undefined {
  if (column.layout !== "values") return column.validity;
  const bits = new Uint8Array((rowCount + 7) >> 3);
  let absent = 0;
  for (let row = 0; row < rowCount; row++) {
    if (column.values[row] === null || column.values[row] === undefined) absent++;
    else bits[row >> 3]! |= 1 << (row & 7);
  }
  return absent > 0 ? bits : undefined;
}

type Parts = { readonly selection: Int32Array | undefined; readonly reused: boolean };

/** Puts columns into batches; of batches of one schema all that come out have one, too. */
function placing(names: readonly string[]): (batch: Batch, added: readonly Column[], parts: Parts) => Batch {
  let before: { readonly input: Schema; readonly types: readonly DataType[]; readonly schema: Schema } | undefined;
  return (batch, added, { selection, reused }) => {
    if (batch.schema.shape === "value") return intoObjects(batch, names, added, selection);
    const types = added.map(({ type }) => type);
    if (before?.input !== batch.schema || types.some((type, at) => !isSameType(type, before!.types[at]!))) {
      before = { input: batch.schema, types, schema: withFields(batch.schema, names, types) };
    }
    const { schema } = before;
    const columns = [...batch.columns];
    names.forEach((name, at) => {
      columns[schema.index.get(name)!] = added[at]!;
    });
    const { times, kinds } = batch;
    return makeBatch(schema, batch.rowCount, columns, { times, kinds, selection, reused: batch.reused || reused });
  };
}

function isSameType(a: DataType, b: DataType): boolean {
  if (a === b || (a.kind === b.kind && a.kind === "float64")) return true;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Rows that are objects as they are get further properties. */
function intoObjects(
  batch: Batch,
  names: readonly string[],
  added: readonly Column[],
  selection: Int32Array | undefined,
): Batch {
  const read = rowReader(batch);
  const schema = rowSchema(names.map((name, at) => ({ name, type: added[at]!.type })));
  const readAdded = rowReader(makeBatch(schema, batch.rowCount, added));
  const values = Array.from({ length: batch.rowCount }, (_, row) => ({
    ...(read(row) as object),
    ...(readAdded(row) as object),
  }));
  const column: Column = { type: { kind: "any" }, layout: "values", values, validity: undefined };
  const { times, kinds } = batch;
  return makeBatch(batch.schema, batch.rowCount, [column], { times, kinds, selection, reused: batch.reused });
}
