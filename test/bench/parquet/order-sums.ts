import type { DuckDBConnection } from "@duckdb/node-api";
import type { Batch } from "../../../core/data/batch.ts";
import type { Column } from "../../../core/data/column.ts";
import type { Dictionary } from "../../../core/data/dictionary.ts";
import { firstMs, type OrderColumn } from "./orders-file.ts";

/** The number of rows, then the sum of each column. */
export type OrderSums = readonly number[];

/** Adds up batches of exactly these columns, in their order. */
export function orderSums(columns: readonly OrderColumn[]): { add(batch: Batch): void; given(): OrderSums } {
  const sums = new Float64Array(columns.length + 1);
  const places = columns.map(({ name }) => (name === "placed" ? firstMs : 0));
  return {
    add: (batch) => {
      sums[0]! += batch.rowCount;
      for (const [at, column] of batch.columns.entries()) sums[at + 1]! += sumOf(column, batch.rowCount, places[at]!);
    },
    given: () => [...sums],
  };
}

function sumOf(column: Column, rows: number, origin: number): number {
  switch (column.validity === undefined ? column.layout : "with absent values") {
    case "int32":
    case "float64":
      return sumOfNumbers((column as { values: Int32Array | Float64Array }).values, rows) - origin * rows;
    case "utf8": {
      const { bytes, starts, lengths } = column as Column & { layout: "utf8" };
      return sumOfTexts(bytes, starts, lengths, rows);
    }
    case "dictionary": {
      const { codes, dictionary } = column as Column & { layout: "dictionary" };
      return sumOfCodes(codes, weightsOf(dictionary), rows);
    }
    default:
      throw new TypeError(`Cannot add up a column of orders as it must be numbers or texts: got ${column.layout}`);
  }
}

let known: { readonly dictionary: Dictionary; readonly weights: Float64Array } | undefined;

/** Of each entry what it adds; a dictionary stays for a row group. */
function weightsOf(dictionary: Dictionary): Float64Array {
  if (known?.dictionary !== dictionary) {
    const weigh = (_: unknown, code: number): number => {
      const text = dictionary.text(code);
      return text.length + (text.codePointAt(0) ?? 0);
    };
    known = { dictionary, weights: Float64Array.from({ length: dictionary.size }, weigh) };
  }
  return known.weights;
}

function sumOfNumbers(values: Int32Array | Float64Array, rows: number): number {
  return values instanceof Int32Array ? sumOfIntegers(values, rows) : sumOfDoubles(values, rows);
}

function sumOfIntegers(values: Int32Array, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += values[row]!;
  return sum;
}

/** Two at a time: the next addition need not wait for the one before. */
function sumOfDoubles(values: Float64Array, rows: number): number {
  let a = 0;
  let b = 0;
  let row = 0;
  for (; row + 1 < rows; row += 2) {
    a += values[row]!;
    b += values[row + 1]!;
  }
  return a + b + (row < rows ? values[row]! : 0);
}

function sumOfTexts(bytes: Uint8Array, starts: Int32Array, lengths: Int32Array, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += lengths[row]! + bytes[starts[row]!]!;
  return sum;
}

function sumOfCodes(codes: Int32Array, weights: Float64Array, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += weights[codes[row]!]!;
  return sum;
}

/** Everything is added up inside: nothing but the sums leaves DuckDB. */
export async function sumsInside(
  connection: DuckDBConnection,
  path: string,
  columns: readonly OrderColumn[],
): Promise<OrderSums> {
  const sql = `SELECT count(*), ${columns.map(({ sum }) => sum).join(", ")} FROM '${path}'`;
  return (await (await connection.run(sql)).getRows())[0]!.map(Number);
}

/** What the client's vectors hold: doubles, or 16 bytes a text, its length and its first bytes in front. */
interface Memory {
  readonly items: Float64Array;
  readonly dataView: DataView;
}

/** All columns leave DuckDB as the memory of its vectors, where JavaScript adds them up; no text is decoded. */
export async function sumsOfVectors(
  connection: DuckDBConnection,
  path: string,
  columns: readonly OrderColumn[],
): Promise<OrderSums> {
  const sums = new Float64Array(columns.length + 1);
  // All at once: chunk by chunk, or streamed, costs more.
  const result = await connection.run(`SELECT ${columns.map(({ read }) => read).join(", ")} FROM '${path}'`);
  for (const chunk of await result.fetchAllChunks()) {
    const rows = chunk.rowCount;
    sums[0]! += rows;
    for (const [at, { kind, name }] of columns.entries()) {
      const { items, dataView } = chunk.getColumnVector(at) as unknown as Memory;
      if (kind === "text") sums[at + 1]! += sumOfStrings(new Uint8Array(dataView.buffer, dataView.byteOffset), rows);
      else sums[at + 1]! += sumOfDoubles(items, rows) - (name === "placed" ? firstMs * rows : 0);
    }
  }
  return [...sums];
}

function sumOfStrings(bytes: Uint8Array, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += bytes[16 * row]! + bytes[16 * row + 1]! * 256 + bytes[16 * row + 4]!;
  return sum;
}

/** Throws where sums are not those that DuckDB gives inside. */
export function agree(side: string, got: OrderSums, expected: OrderSums): void {
  if (got.length === expected.length && got.every((sum, at) => sum === expected[at])) return;
  throw new RangeError(`Cannot measure orders as ${side} must give ${expected.join(", ")}: got ${got.join(", ")}`);
}
