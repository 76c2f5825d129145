import type { DuckDBAppender, DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { type Batch, type Column, type DataType, lengthOf, type Schema, valueAt } from "../../core/io/mod.ts";
import { goneColumn, orderColumn } from "./commit.ts";
import { type DuckDbClient, running } from "./database.ts";
import { type RowPart, type VectorFiller, vectorFiller } from "./fill-vector.ts";
import { quoteName } from "./options.ts";
import { dropStaged, stagedTable, stagingNames, stagingSchema } from "./staged-tables.ts";
import type { Target, TargetColumn } from "./target.ts";
import { jsonAt, sqlType, tableType, type ValueWriter, valueWriter } from "./write-value.ts";

/** Rows of the same columns on their way into the table. */
export interface Staged {
  /** The names of its columns, as text. */
  readonly key: string;
  /** Those that a table has which is made of these rows. */
  readonly columns: readonly TargetColumn[];
  /** @param gone Of each row whether it deletes, where rows are known by something. */
  write(batch: Batch, gone: Uint8Array | undefined): void;
  /** All is durable then; gives the name of what holds it. */
  finish(): Promise<string>;
  drop(): Promise<void>;
}

export function keyOf({ fields }: Schema): string {
  return JSON.stringify(fields.map(({ name }) => name));
}

/** @param first The rows whose values say what types columns have that nobody knows. */
export async function stage(target: Target, connection: DuckDBConnection, first: Batch): Promise<Staged> {
  const { place, runId, client } = target;
  const columns = first.schema.fields.map(({ name, type }, at) => {
    const made = target.columns?.find((column) => column.name === name)?.type;
    if (made !== undefined) return { name, ...columnWriter(made, client) };
    return { name, ...newColumnWriter(typeOfNew(client, type, first, at, place.name, name), client) };
  });
  const { writing, whole } = stagingNames(place, runId);
  const isKeyed = place.by.length > 0;
  const types = [...columns.map(({ staged }) => staged), ...(isKeyed ? [client.BIGINT, client.BOOLEAN] : [])];
  const names = [...columns.map(({ name }) => name), ...(isKeyed ? [orderColumn, goneColumn] : [])];
  const definitions = names.map((name, at) => `${quoteName(name)} ${sqlType(types[at]!)}`);
  await running(`write to ${place.name}`, "see that its file can be written to", () =>
    connection.run(`CREATE TABLE ${stagedTable(writing)} (${definitions.join(", ")})`),
  );
  const appender = await connection.createAppender(writing, stagingSchema);
  let isWhole = false;
  return {
    key: keyOf(first.schema),
    columns: columns.map(({ name, made }) => ({ name, type: made, isRequired: false, isGenerated: false })),
    write: appending({ client, appender, types, columns, isKeyed, where: place.name }),
    finish: () =>
      running(`write to ${place.name}`, "see that its file can be written to, and mend what does not fit", async () => {
        if (isWhole) return whole;
        appender.closeSync();
        for (const { name, made, staged } of columns) {
          if (made !== staged)
            await connection.run(
              `SELECT count(CAST(${quoteName(name)} AS ${sqlType(made)})) FROM ${stagedTable(writing)}`,
            );
        }
        await connection.run(`ALTER TABLE ${stagedTable(writing)} RENAME TO ${quoteName(whole)}`);
        isWhole = true;
        return whole;
      }),
    drop: async () => {
      if (isWhole) return dropStaged(connection, whole);
      appender.clear();
      appender.closeSync();
      await dropStaged(connection, writing);
    },
  };
}

interface Appending {
  readonly client: DuckDbClient;
  readonly appender: DuckDBAppender;
  readonly types: readonly DuckDBType[];
  readonly columns: readonly WrittenColumn[];
  readonly isKeyed: boolean;
  readonly where: string;
}

/** Rows that are known by something have two columns more: their place among all, and whether they delete. */
function appending({ client, appender, types, columns, isKeyed, where }: Appending): Staged["write"] {
  let written = 0;
  return (batch, gone) => {
    const from = columns.map(({ name }) => batch.columns[batch.schema.index.get(name)!]!);
    for (let at = 0; at < lengthOf(batch); at += chunkRows) {
      const rows = Math.min(chunkRows, lengthOf(batch) - at);
      const chunk = client.DuckDBDataChunk.create(types, rows);
      for (const [number, column] of columns.entries()) {
        const part = { selection: batch.selection, start: at, count: rows };
        if (column.fill?.(chunk.getColumnVector(number), from[number]!, part) === true) continue;
        chunk.setColumnValues(number, valuesOf(from[number]!, part, column, where) as never);
      }
      if (isKeyed) {
        const places = Array.from({ length: rows }, () => BigInt(written++));
        const isGone = Array.from({ length: rows }, (_, row) => gone?.[at + row] === 1);
        chunk.setColumnValues(columns.length, places);
        chunk.setColumnValues(columns.length + 1, isGone);
      }
      appender.appendDataChunk(chunk);
    }
  };
}

/** Rows of a vector of DuckDB. */
const chunkRows = 2048;

interface WrittenColumn {
  readonly name: string;
  /** In the table, and on the way to it: what has no values here is written as text, which DuckDB reads. */
  readonly made: DuckDBType;
  readonly staged: DuckDBType;
  readonly write: ValueWriter;
  /** Where there is one it is tried first. */
  readonly fill: VectorFiller | undefined;
}

function columnWriter(made: DuckDBType, client: DuckDbClient): Omit<WrittenColumn, "name"> {
  const write = valueWriter(made, client);
  // The table sees to it that JSON is JSON.
  if (write !== undefined && made.alias !== "JSON")
    return { made, staged: made, write, fill: vectorFiller(made, client) };
  return { made, staged: client.VARCHAR, write: write ?? valueWriter(client.VARCHAR, client)!, fill: undefined };
}

/** In a table that is made texts are values as any other. */
function newColumnWriter(made: DuckDBType, client: DuckDbClient): Omit<WrittenColumn, "name"> {
  if (made.alias !== "JSON") return columnWriter(made, client);
  return { made, staged: made, write: jsonAt, fill: undefined };
}

function typeOfNew(
  client: DuckDbClient,
  type: DataType,
  first: Batch,
  at: number,
  where: string,
  name: string,
): DuckDBType {
  const column = first.columns[at]!;
  const values = Array.from({ length: lengthOf(first) }, (_, row) => valueAt(column, first.selection?.[row] ?? row));
  return tableType(type, values, client, `column ${JSON.stringify(name)} of ${where}`);
}

function valuesOf(
  column: Column,
  { selection, start, count }: RowPart,
  { name, write }: WrittenColumn,
  where: string,
): unknown[] {
  const values = new Array<unknown>(count);
  const place = (): string => `column ${JSON.stringify(name)} of ${where}`;
  for (let row = 0; row < count; row++) {
    const value = valueAt(column, selection === undefined ? start + row : selection[start + row]!);
    values[row] = value === null ? null : write(value, place);
  }
  return values;
}
