import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, INTEGER } from "@duckdb/node-api";
import type { Checker, Checksum } from "./checksum.ts";
import { checker } from "./checksum.ts";

type Columns = Readonly<Record<string, Int32Array | Float64Array>>;

export interface Duckdb {
  /** Runs a query and adds up what it gives. */
  read(sql: string, check?: Checker): Promise<Checksum>;
  /** Adds it up in SQL: nothing but the checksum leaves DuckDB. */
  sum(sql: string, columns: readonly string[]): Promise<Checksum>;
}

/** DuckDB with one thread, the tables loaded. */
export async function openDuckdb(tables: Readonly<Record<string, Columns>>): Promise<Duckdb> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("SET threads = 1");
  for (const [name, columns] of Object.entries(tables)) await load(connection, name, columns);
  return {
    read: (sql, check = checker()) => checksumOf(connection, sql, check),
    sum: async (sql, columns) => {
      const sums = columns.map((name) => `sum(${name}::DOUBLE)`).join(" + ");
      const [row] = await (await connection.run(`SELECT count(*)::DOUBLE, ${sums} FROM (${sql})`)).getRows();
      return { rows: Number(row![0]), sum: Number(row![1]) };
    },
  };
}

/** Reads the result by its vectors, whose arrays are DuckDB's own memory: nothing is made into rows. */
async function checksumOf(connection: DuckDBConnection, sql: string, check: Checker): Promise<Checksum> {
  // All at once: chunk by chunk, or streamed, costs 1.5–2.5 times as much.
  const chunks = await (await connection.run(sql)).fetchAllChunks();
  for (const chunk of chunks) {
    const columns = Array.from({ length: chunk.columnCount }, (_, column) => {
      return (chunk.getColumnVector(column) as unknown as { readonly items: Int32Array | Float64Array }).items;
    });
    check.add(columns, chunk.rowCount);
  }
  return check.checksum();
}

const chunkRows = 2048;

async function load(connection: DuckDBConnection, table: string, columns: Columns): Promise<void> {
  const types = Object.values(columns).map((values) => (values instanceof Int32Array ? INTEGER : DOUBLE));
  const fields = Object.keys(columns).map((name, at) => `${name} ${types[at] === INTEGER ? "INTEGER" : "DOUBLE"}`);
  await connection.run(`CREATE TABLE ${table} (${fields.join(", ")})`);
  const appender = await connection.createAppender(table);
  const rows = Object.values(columns)[0]!.length;
  for (let from = 0; from < rows; from += chunkRows) {
    const chunk = DuckDBDataChunk.create(types, Math.min(chunkRows, rows - from));
    Object.values(columns).forEach((values, column) => {
      chunk.setColumnValues(column, Array.from(values.subarray(from, from + chunkRows)));
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
