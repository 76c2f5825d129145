import type { Batch } from "../../core/data/batch.ts";
import type { Column } from "../../core/data/column.ts";
import type { Sink } from "../../core/io/sink.ts";

/** A sink that looks at every value of every column it is given and keeps only an xor of them. */
export interface Consumer extends Sink<unknown> {
  /** Of numbers their low 32 bits, of texts where they start and how long they are, of rows as objects their number. */
  readonly xor: number;
  readonly rows: number;
}

export function consumer(): Consumer {
  let xor = 0;
  let rows = 0;
  return {
    name: "consume",
    guarantee: "at-least-once",
    changes: "accepts",
    takes: "views",
    open: async () => ({
      write: (batch) => {
        for (const column of batch.columns) xor ^= xorOf(column, batch);
        rows += batch.selection?.length ?? batch.rowCount;
      },
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
    get xor() {
      return xor;
    },
    get rows() {
      return rows;
    },
  };
}

function xorOf(column: Column, { selection, rowCount }: Batch): number {
  switch (column.layout) {
    case "int32":
      return selection === undefined
        ? xorIntegers(column.values, rowCount)
        : xorChosenIntegers(column.values, selection);
    case "dictionary":
      return selection === undefined ? xorIntegers(column.codes, rowCount) : xorChosenIntegers(column.codes, selection);
    case "float64":
      return selection === undefined ? xorDoubles(column.values, rowCount) : xorChosenDoubles(column.values, selection);
    case "utf8":
      return selection === undefined
        ? xorIntegers(column.starts, rowCount) ^ xorIntegers(column.lengths, rowCount)
        : xorChosenIntegers(column.starts, selection) ^ xorChosenIntegers(column.lengths, selection);
    case "vector":
      throw new Error("Cannot consume vectors as no bench gives them: got a column of them; add them here");
    default:
      return xorAny(column.values, selection, rowCount);
  }
}

function xorIntegers(values: Int32Array, rowCount: number): number {
  let xor = 0;
  for (let row = 0; row < rowCount; row++) xor ^= values[row]!;
  return xor;
}

function xorChosenIntegers(values: Int32Array, selection: Int32Array): number {
  let xor = 0;
  for (let k = 0; k < selection.length; k++) xor ^= values[selection[k]!]!;
  return xor;
}

function xorDoubles(values: Float64Array, rowCount: number): number {
  let xor = 0;
  for (let row = 0; row < rowCount; row++) xor ^= values[row]!;
  return xor;
}

function xorChosenDoubles(values: Float64Array, selection: Int32Array): number {
  let xor = 0;
  for (let k = 0; k < selection.length; k++) xor ^= values[selection[k]!]!;
  return xor;
}

function xorAny(values: ArrayLike<unknown>, selection: Int32Array | undefined, rowCount: number): number {
  let xor = 0;
  const length = selection?.length ?? rowCount;
  for (let k = 0; k < length; k++) {
    const value = values[selection === undefined ? k : selection[k]!];
    xor ^= typeof value === "number" ? value : typeof value === "string" ? value.length : 1;
  }
  return xor;
}
