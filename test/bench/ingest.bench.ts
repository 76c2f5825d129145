import { DuckDBInstance } from "@duckdb/node-api";
import { csv } from "../../connectors/csv/mod.ts";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import type { Source } from "../../core/io/mod.ts";
import { readBatches } from "./batches.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { bidColumns, writeBids } from "./ingest/bids-files.ts";
import { type ColumnSums, columnSums, compareSums, sumsInDuckdb } from "./ingest/column-sums.ts";

const suite: BenchSuite = async ({ events = 850_000 }) => {
  const files = writeBids(events);
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  const table = {
    csv: `read_csv('${files.csv}')`,
    json: `read_json('${files.jsonLines}', format = 'newline_delimited')`,
  };
  const bytes = { csv: files.csvBytes / events, json: files.jsonBytes / events };
  const sources = { csv: () => csv(files.csv), json: () => jsonLines(files.jsonLines) };
  const cases: readonly (readonly [format: "csv" | "json", columns: readonly string[]])[] = [
    ["csv", bidColumns],
    ["json", bidColumns],
    ["csv", ["auction", "price"]],
    ["json", ["auction", "price"]],
  ];
  return cases.map(([format, columns]): BenchCase => {
    const name = `${format === "csv" ? "CSV" : "JSON lines"}, ${columns === bidColumns ? "all 7 columns" : `${columns.length} of 7`}`;
    const ours = () => readColumns(sources[format](), columns);
    const theirs = () => sumsInDuckdb(connection, table[format], columns);
    let agreed: ColumnSums;
    return {
      name,
      rows: events,
      setup: async () => {
        agreed = await theirs();
        compareSums(name, "the generator", { rows: events }, agreed);
      },
      // Memory is used again from run to run: each must still give the same.
      run: async () => compareSums(name, "ours", await ours(), agreed),
      rival: {
        name: "DuckDB, 1 thread",
        run: async () => compareSums(name, "its own first run", await theirs(), agreed),
      },
      note: `${bytes[format].toFixed(0)} bytes a row: that many ns are 1 GB/s`,
    };
  });
};

export default suite;

/** Every batch as columns; strings stay bytes. */
async function readColumns(source: Source<unknown>, columns: readonly string[]): Promise<ColumnSums> {
  const sums = columnSums(columns);
  await readBatches(source, columns === bidColumns ? undefined : columns, sums.add);
  return sums.given();
}
