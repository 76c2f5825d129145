import type { DuckDBConnection } from "@duckdb/node-api";
import type { Batch } from "../../../core/data/batch.ts";
import type { Column } from "../../../core/data/column.ts";
import { firstBidMs } from "./bids-files.ts";

/** `rows`, and of each column Σ of its numbers, or of its texts Σ of lengths and first bytes. Exact: all are whole numbers below 2^53. */
export type ColumnSums = Readonly<Record<string, number>>;

/** Adds up the columns that a reader gives. */
export function columnSums(columns: readonly string[]): { add(batch: Batch): void; given(): ColumnSums } {
  const sums = new Float64Array(columns.length);
  let rows = 0;
  return {
    add(batch) {
      rows += batch.rowCount;
      columns.forEach((name, at) => {
        const column = batch.columns[batch.schema.fields.findIndex((field) => field.name === name)];
        sums[at]! += sumOf(name, column, batch.rowCount);
      });
    },
    given: () => ({ rows, ...Object.fromEntries(columns.map((name, at) => [name, sums[at]!])) }),
  };
}

/** The same of a table of DuckDB. */
export async function sumsInDuckdb(
  connection: DuckDBConnection,
  table: string,
  columns: readonly string[],
): Promise<ColumnSums> {
  const sums = columns.map((name) => {
    if (texts.has(name)) return `sum(strlen("${name}") + ascii("${name}"))`;
    return name === "dateTime" ? `sum("dateTime" - ${firstBidMs})` : `sum("${name}")`;
  });
  const [row] = await (await connection.run(`SELECT count(*), ${sums.join(", ")} FROM ${table}`)).getRows();
  return Object.fromEntries(["rows", ...columns].map((name, at) => [name, Number(row![at])]));
}

/** Throws where a sum of one side is not DuckDB's. */
export function compareSums(work: string, side: string, sums: ColumnSums, duckdb: ColumnSums): void {
  if (Object.keys(sums).every((column) => sums[column] === duckdb[column])) return;
  throw new RangeError(
    `Cannot measure "${work}" as the sums of the columns differ: ` +
      `got ${JSON.stringify(sums)} of ${side}, ${JSON.stringify(duckdb)} of DuckDB`,
  );
}

const texts: ReadonlySet<string> = new Set(["channel", "url", "extra"]);

function sumOf(name: string, column: Column | undefined, rows: number): number {
  const whole = column?.validity === undefined;
  if (whole && column?.layout === "utf8") return sumOfTexts(column.bytes, column.starts, column.lengths, rows);
  if (whole && column?.layout === "float64")
    return sumOfNumbers(column.values, rows, name === "dateTime" ? firstBidMs : 0);
  throw new TypeError(
    `Cannot add up column ${name} as every row must have a number or a text in bytes: got ${column?.layout ?? "none"}`,
  );
}

function sumOfNumbers(values: Float64Array, rows: number, origin: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += values[row]! - origin;
  return sum;
}

function sumOfTexts(bytes: Uint8Array, starts: Int32Array, lengths: Int32Array, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += lengths[row]! + bytes[starts[row]!]!;
  return sum;
}
