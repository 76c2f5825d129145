import type { Batch } from "../data/batch.ts";
import { changeKind } from "../data/batch.ts";
import { encodeValue } from "../data/codec.ts";
import { rowsOf } from "../expression/row-reader.ts";
import type { Sink } from "./sink.ts";

/**
 * A sink that puts rows into an array, in order of arrival; of a changelog it holds what is left.
 *
 * @example
 * ```ts
 * import { from, into } from "millrace";
 * const rows: number[] = [];
 * await from([1, 2]).sinkTo(into(rows)).run();
 * console.log(rows); // [1, 2]
 * ```
 */
export function into<Row>(rows: Row[]): Sink<Row> {
  return {
    name: "collect",
    guarantee: "exactly-once",
    changes: "accepts",
    takes: "views",
    open: async () => ({
      write: (batch) => {
        if (batch.kinds === undefined) for (const row of rowsOf(batch)) rows.push(row as Row);
        else applyChanges(rows, batch);
      },
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
  };
}

function applyChanges(rows: unknown[], batch: Batch): void {
  rowsOf(batch).forEach((row, k) => {
    const kind = batch.kinds![batch.selection === undefined ? k : batch.selection[k]!]!;
    if (kind === changeKind.insert || kind === changeKind.updateAfter) rows.push(row);
    else removeEqual(rows, row);
  });
}

/** Takes out the last row with the same content; there is one, or the changelog is broken. */
function removeEqual(rows: unknown[], row: unknown): void {
  const text = encodeValue(row).join();
  const at = rows.findLastIndex((each) => encodeValue(each).join() === text);
  if (at < 0)
    throw new Error(
      `Cannot take back a row as it is not there: got ${text.slice(0, 100)}; this is a defect of Millrace`,
    );
  rows.splice(at, 1);
}

/**
 * A sink that calls a function with each row in turn; a promise that it returns is waited for before the next.
 *
 * @example
 * ```ts
 * import { each, from } from "millrace";
 * await from([1, 2]).sinkTo(each((n) => console.log(n))).run();
 * ```
 */
export function each<Row>(call: (row: Row) => void | Promise<void>): Sink<Row> {
  return {
    name: "forEach",
    guarantee: "at-least-once",
    takes: "views",
    open: async () => ({
      write: (batch) => callEach(rowsOf(batch) as Row[], call),
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
  };
}

function callEach<Row>(rows: readonly Row[], call: (row: Row) => void | Promise<void>): void | Promise<void> {
  for (let at = 0; at < rows.length; at++) {
    const result = call(rows[at]!);
    if (result instanceof Promise) return result.then(() => callEach(rows.slice(at + 1), call));
  }
}

/** A sink that lets everything go. */
export function discardSink<Row>(): Sink<Row> {
  return {
    name: "discard",
    guarantee: "exactly-once",
    changes: "accepts",
    takes: "views",
    open: async () => ({ write: () => undefined, prepare: async () => undefined, close: async () => undefined }),
    commit: async () => undefined,
  };
}
