import type { Batch } from "../data/batch.ts";
import { changeKind } from "../data/batch.ts";
import { encodeValue } from "../data/codec.ts";
import { rowsOf } from "../expression/row-reader.ts";
import type { Sink } from "./sink.ts";

/** A sink that holds what it was given: rows in order of arrival; of a changelog, what is left at the end. */
export function collectSink<Row>(into: Row[]): Sink<Row> {
  return {
    name: "collect",
    guarantee: "exactly-once",
    changes: "accepts",
    takes: "views",
    open: async () => ({
      write: (batch) => {
        if (batch.kinds === undefined) for (const row of rowsOf(batch)) into.push(row as Row);
        else applyChanges(into, batch);
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

/** A sink that calls a function with each row in turn; a promise it returns is waited for before the next. */
export function callSink<Row>(call: (row: Row) => void | Promise<void>): Sink<Row> {
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
