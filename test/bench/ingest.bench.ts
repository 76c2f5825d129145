import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { csv } from "../../connectors/csv/mod.ts";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import type { ScanRequest, Source } from "../../core/io/mod.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { writeBids } from "./ingest/bids-files.ts";

const batchRows = 8192;

const suite: BenchSuite = async ({ events = 850_000 }) => {
  const files = writeBids(events);
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  const table = {
    csv: `read_csv('${files.csv}')`,
    json: `read_json('${files.jsonLines}', format = 'newline_delimited')`,
  };
  const bytes = { csv: files.csvBytes / events, json: files.jsonBytes / events };
  const sources = { csv: () => csv(files.csv), json: () => jsonLines(files.jsonLines) };
  const cases: readonly (readonly [format: "csv" | "json", columns: readonly string[] | undefined])[] = [
    ["csv", undefined],
    ["json", undefined],
    ["csv", ["auction", "price"]],
    ["json", ["auction", "price"]],
  ];
  return cases.map(
    ([format, columns]): BenchCase => ({
      name: `${format === "csv" ? "CSV" : "JSON lines"}, ${columns === undefined ? "all 7 columns" : `${columns.length} of 7`}`,
      rows: events,
      run: () => readColumns(sources[format](), columns, events),
      rival: { name: "DuckDB, 1 thread", run: () => queryAll(connection, table[format], columns) },
      note: `${bytes[format].toFixed(0)} bytes a row: that many ns are 1 GB/s`,
    }),
  );
};

export default suite;

/** Every batch as columns; strings stay bytes. */
async function readColumns(
  source: Source<unknown>,
  columns: readonly string[] | undefined,
  rows: number,
): Promise<void> {
  const request: ScanRequest = { columns, conditions: [] };
  let read = 0;
  for (const split of await source.splits(request)) {
    const reader = await source.open(split, undefined, {
      request,
      batchRows,
      signal: new AbortController().signal,
      onBadRecord: ({ message }) => {
        throw new Error(message);
      },
    });
    for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) read += batch.rowCount;
    await reader.close();
  }
  if (read !== rows) throw new Error(`Cannot measure as all ${rows} rows must be read: got ${read}`);
}

/** The cheapest query that makes every one of the columns be read. */
async function queryAll(
  connection: DuckDBConnection,
  table: string,
  columns: readonly string[] | undefined,
): Promise<void> {
  const numbers = (columns ?? ["auction", "bidder", "price", '"dateTime"']).map((name) => `max(${name})`);
  const texts = columns === undefined ? ["channel", "url", "extra"].map((name) => `count(${name})`) : [];
  await connection.run(`SELECT ${[...numbers, ...texts].join(", ")} FROM ${table}`);
}
