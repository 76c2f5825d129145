import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import {
  type Batch,
  type Column,
  type DataType,
  lengthOf,
  missingColumn,
  type Schema,
  valueAt,
} from "../../core/io/mod.ts";
import { processNumber } from "../../core/platform/mod.ts";
import { jsonText } from "../files/mod.ts";
import { type DuckDbClient, loadDuckDb, running } from "./database.ts";
import { type DuckDbPlace, quoteName } from "./options.ts";
import { mustFit, tableType, type ValueWriter, valueWriter } from "./write-value.ts";

/** Where rows lie that are not committed. */
export const stagingSchema = "_millrace";

/** Of this life of this process: a file is open in one at a time, so what another was writing is nobody's. */
const writerToken = (): string => `${processNumber()}-${Math.round(performance.timeOrigin)}`;

let tables = 0;

/** A table for rows that are being written, or whole ones: who wrote it, which run, and for which table. */
function stagingName(state: "writing" | "whole", rest: string): string {
  return `${state}|${rest}`;
}

/** Removes what nobody will commit: half of what a killed process wrote, and what this run prepared but did not store. */
export async function dropStale(
  connection: DuckDBConnection,
  { name }: DuckDbPlace,
  runId: string,
  kept: ReadonlySet<string>,
): Promise<void> {
  const found = await connection.run(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $1",
    [stagingSchema],
  );
  for (const [table] of (await found.getRows()) as [string][]) {
    const [state, token] = table.split("|");
    const isLost = state === "writing" || table.endsWith(`|${runId}|${name}`);
    if (token !== writerToken() && isLost && !kept.has(table)) await dropStaged(connection, table);
  }
}

export async function dropStaged(connection: DuckDBConnection, table: string): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${stagedTable(table)}`);
}

/** As SQL names it. */
export function stagedTable(table: string): string {
  return `${stagingSchema}.${quoteName(table)}`;
}

/** A column of the table that is written to. */
interface TargetColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

export interface Target {
  readonly place: DuckDbPlace;
  readonly client: DuckDbClient;
  readonly runId: string;
  /** Undefined while there is no such table: it is made as the first rows are. */
  readonly columns: readonly TargetColumn[] | undefined;
}

/** What is known of the table before rows come. A schema that does not fit it is refused. */
export async function targetOf(
  place: DuckDbPlace,
  connection: DuckDBConnection,
  runId: string,
  schema: Schema | undefined,
): Promise<Target> {
  const client = await loadDuckDb();
  const target: Target = { place, client, runId, columns: await columnsOf(place, connection) };
  if (schema !== undefined && schema.shape === "row" && schema.fields.length > 0) checkColumns(target, schema);
  return target;
}

async function columnsOf(
  { table, from }: DuckDbPlace,
  connection: DuckDBConnection,
): Promise<readonly TargetColumn[] | undefined> {
  const result = await connection.run(`SELECT * FROM ${from} LIMIT 0`).catch((error: unknown) => {
    if (/Catalog Error: Table with name/.test(String(error))) return undefined;
    throw error;
  });
  const types = result?.columnTypes() ?? [];
  return table === undefined ? undefined : result?.columnNames().map((name, at) => ({ name, type: types[at]! }));
}

/** Refuses columns that the table has not, or that are of another kind there. */
export function checkColumns({ place, columns }: Target, schema: Schema): void {
  if (schema.shape !== "row") {
    throw new TypeError(
      `Cannot write to ${place.name} as rows must be objects with a property for each column: got ${schema.fields[0]!.type.kind}; map them before, as in map((value) => ({ value }))`,
    );
  }
  if (columns === undefined) return;
  for (const { name, type } of schema.fields) {
    const column = columns.find((one) => one.name === name);
    if (column === undefined)
      throw new TypeError(
        missingColumn(
          name,
          columns.map((one) => one.name),
          place.name,
        ),
      );
    mustFit(type, column.type, name, place.name);
  }
}

/** Rows of the same columns on their way into the table. */
export interface Staged {
  /** The names of its columns, as text. */
  readonly key: string;
  write(batch: Batch): void;
  /** All is durable then; gives the name of what holds it. */
  finish(): Promise<string>;
  drop(): Promise<void>;
}

export function keyOf({ fields }: Schema): string {
  return JSON.stringify(fields.map(({ name }) => name));
}

export async function stage(target: Target, connection: DuckDBConnection, first: Batch): Promise<Staged> {
  const { place, runId, client } = target;
  checkColumns(target, first.schema);
  const columns = first.schema.fields.map(({ name, type }, at) => {
    const made = target.columns?.find((column) => column.name === name)?.type;
    if (made !== undefined) return { name, ...columnWriter(made, client) };
    return { name, ...newColumnWriter(typeOfNew(client, type, first, at, place.name, name), client) };
  });
  const rest = `${writerToken()}|${tables++}|${runId}|${place.name}`;
  const [writing, whole] = [stagingName("writing", rest), stagingName("whole", rest)];
  const definitions = columns.map(({ name, staged }) => `${quoteName(name)} ${sqlType(staged)}`);
  await running(`write to ${place.name}`, "see that its file can be written to", () =>
    connection.run(`CREATE TABLE ${stagedTable(writing)} (${definitions.join(", ")})`),
  );
  const appender = await connection.createAppender(writing, stagingSchema);
  const append = (batch: Batch): void => {
    const from = columns.map(({ name }) => batch.columns[batch.schema.index.get(name)!]!);
    for (let at = 0; at < lengthOf(batch); at += chunkRows) {
      const rows = Math.min(chunkRows, lengthOf(batch) - at);
      const chunk = client.DuckDBDataChunk.create(
        columns.map(({ staged }) => staged),
        rows,
      );
      for (const [number, column] of columns.entries()) {
        const values = valuesOf(from[number]!, batch, at, rows, column, place.name);
        chunk.setColumnValues(number, values as never);
      }
      appender.appendDataChunk(chunk);
    }
  };
  return {
    key: keyOf(first.schema),
    write: append,
    finish: () =>
      running(`write to ${place.name}`, "see that its file can be written to, and mend what does not fit", async () => {
        appender.closeSync();
        for (const { name, made, staged } of columns) {
          if (made !== staged)
            await connection.run(
              `SELECT count(CAST(${quoteName(name)} AS ${sqlType(made)})) FROM ${stagedTable(writing)}`,
            );
        }
        await connection.run(`ALTER TABLE ${stagedTable(writing)} RENAME TO ${quoteName(whole)}`);
        return whole;
      }),
    drop: async () => {
      appender.clear();
      appender.closeSync();
      await dropStaged(connection, writing);
    },
  };
}

function sqlType(type: DuckDBType): string {
  return type.alias ?? String(type);
}

/** Rows of a vector of DuckDB. */
const chunkRows = 2048;

interface WrittenColumn {
  readonly name: string;
  /** In the table, and on the way to it: what has no values here is written as text, which DuckDB reads. */
  readonly made: DuckDBType;
  readonly staged: DuckDBType;
  readonly write: ValueWriter;
}

function columnWriter(made: DuckDBType, client: DuckDbClient): Omit<WrittenColumn, "name"> {
  const write = valueWriter(made, client);
  // The table sees to it that JSON is JSON.
  if (write !== undefined && made.alias !== "JSON") return { made, staged: made, write };
  return { made, staged: client.VARCHAR, write: write ?? valueWriter(client.VARCHAR, client)! };
}

/** In a table that is made texts are values as any other. */
function newColumnWriter(made: DuckDBType, client: DuckDbClient): Omit<WrittenColumn, "name"> {
  return made.alias === "JSON" ? { made, staged: made, write: (value) => jsonText(value) } : columnWriter(made, client);
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
  { selection }: Batch,
  at: number,
  rows: number,
  { name, write }: WrittenColumn,
  where: string,
): unknown[] {
  const values = new Array<unknown>(rows);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(column, selection === undefined ? at + row : selection[at + row]!);
    values[row] = value === null ? null : write(value, () => `column ${JSON.stringify(name)} of ${where}`);
  }
  return values;
}
