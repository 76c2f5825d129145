import { DuckDBInstance } from "@duckdb/node-api";
import type { ParquetOptions } from "../../../connectors/parquet/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Batch, Column, Condition, DataType, ReadContext, ScanRequest, Schema } from "../../../core/io/mod.ts";
import { keep, lengthOf, makeBatch, rowSchema, valueAt } from "../../../core/io/mod.ts";

export type Row = Record<string, unknown>;

/** What DuckDB answers, as plain values. */
export async function duck(sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export interface Reading {
  readonly columns?: readonly string[];
  readonly conditions?: readonly Condition[];
  readonly batchRows?: number;
  readonly options?: ParquetOptions;
}

export function request({ columns, conditions = [] }: Reading = {}): ScanRequest {
  return { columns, conditions };
}

export function contextOf(reading: Reading = {}): ReadContext {
  return {
    request: request(reading),
    batchRows: reading.batchRows ?? 8192,
    signal: new AbortController().signal,
    onBadRecord: ({ message }) => {
      throw new Error(message);
    },
  };
}

/** All batches of a location, kept as whoever keeps them must. */
export async function batchesOf(location: string | readonly string[], reading: Reading = {}): Promise<Batch[]> {
  const source = parquet(location, reading.options);
  const batches: Batch[] = [];
  for (const split of await source.splits(request(reading))) {
    const reader = await source.open(split, undefined, contextOf(reading));
    try {
      for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) batches.push(keep(batch));
    } finally {
      await reader.close();
    }
  }
  return batches;
}

export function rowsOf(batch: Batch): Row[] {
  return Array.from({ length: lengthOf(batch) }, (_, row) =>
    Object.fromEntries(batch.schema.fields.map(({ name }, at) => [name, valueAt(batch.columns[at]!, row)])),
  );
}

/** All rows of a location. */
export async function readRows(location: string | readonly string[], reading: Reading = {}): Promise<Row[]> {
  return (await batchesOf(location, reading)).flatMap(rowsOf);
}

export function schemaOf(types: Readonly<Record<string, DataType>>): Schema {
  return rowSchema(Object.entries(types).map(([name, type]) => ({ name, type })));
}

/** A batch whose columns are JavaScript values. */
export function batchOf(types: Readonly<Record<string, DataType>>, rows: readonly Row[]): Batch {
  const columns = Object.entries(types).map(
    ([name, type]): Column => ({ type, validity: undefined, layout: "values", values: rows.map((row) => row[name]) }),
  );
  return makeBatch(schemaOf(types), rows.length, columns);
}

export async function writeBatches(
  location: string,
  batches: readonly Batch[],
  options: ParquetOptions = {},
): Promise<void> {
  const sink = parquet(location, options);
  const writer = await sink.open({
    subtask: 0,
    parallelism: 1,
    runId: "run-1",
    signal: new AbortController().signal,
  });
  try {
    for (const batch of batches) await writer.write(batch);
    await writer.finish?.();
    const transaction = await writer.prepare();
    if (transaction !== undefined) await sink.commit([transaction]);
  } finally {
    await writer.close();
  }
}

/** The message of the error that `doing` ends in. */
export async function messageOf(doing: () => Promise<unknown>): Promise<string> {
  try {
    await doing();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing failed");
}
