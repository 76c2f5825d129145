import type { Batch } from "../data/batch.ts";
import { changeKind } from "../data/batch.ts";
import { encodeValue } from "../data/codec.ts";
import { type DataType, date, type Field, timestamp } from "../data/data-type.ts";
import { explained, rowText } from "../data/explained-error.ts";
import { shown } from "../data/options.ts";
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
  // The content of each row as text, once rows have to be found again.
  let texts: string[] | undefined;
  // With checkpoints: what was prepared, and is not in the array yet.
  const prepared = new Map<number, readonly Written<Row>[]>();
  let transactions = 0;
  const put = ({ rows: given, takenBack }: Written<Row>): void => {
    if (takenBack === undefined && texts === undefined) for (const row of given) rows.push(row);
    else {
      texts ??= rows.map(textOf);
      applyChanges(rows, texts, given, takenBack);
    }
  };
  return {
    name: "into array",
    guarantee: "exactly-once",
    changes: "accepts",
    takes: "views",
    thread: "main",
    open: async ({ checkpoints }) => {
      let held: Written<Row>[] = [];
      return {
        write: (batch) => {
          const written = writtenOf<Row>(batch);
          if (checkpoints === true) held.push(written);
          else put(written);
        },
        prepare: async () => {
          if (held.length === 0) return undefined;
          prepared.set(transactions, held);
          held = [];
          return transactions++;
        },
        close: async () => undefined,
      };
    },
    // What another process prepared was for an array that is gone.
    commit: async (numbers) => {
      for (const number of numbers as readonly number[]) {
        for (const written of prepared.get(number) ?? []) put(written);
        prepared.delete(number);
      }
    },
  };
}

/** Rows of a batch, and of a changelog which of them are taken back. */
interface Written<Row> {
  readonly rows: readonly Row[];
  readonly takenBack: readonly boolean[] | undefined;
}

function writtenOf<Row>(batch: Batch): Written<Row> {
  const rows = rowsOf(batch) as Row[];
  return { rows, takenBack: batch.kinds === undefined ? undefined : rows.map((_, k) => takesBack(batch, k)) };
}

/** What a table shows in its header. */
export interface SeenColumns {
  /** The types that columns have had; `any` where their values tell more. */
  readonly types: Map<string, DataType>;
  /** Names that the plan knows, so that a table without rows has columns too; undefined where it does not know them. */
  names: readonly string[] | undefined;
}

/** As `into`, noting the columns. */
export function intoTyped<Row>(rows: Row[], seen: SeenColumns): Sink<Row> {
  const sink = into(rows);
  return {
    ...sink,
    open: async (context) => {
      const writer = await sink.open(context);
      noteFields(seen.types, context.schema?.fields ?? []);
      if (context.schema?.shape === "row") seen.names = context.schema.fields.map(({ name }) => name);
      return {
        ...writer,
        write: (batch) => {
          noteFields(seen.types, batch.schema.fields);
          return writer.write(batch);
        },
      };
    },
  };
}

/** Once values of a column were of any kind, no type that one batch has holds all. */
export function noteFields(types: Map<string, DataType>, fields: readonly Field[]): void {
  for (const { name, type } of fields) {
    if (type.kind === "any" && type.numbers !== undefined) {
      types.set(name, type.numbers === "date" ? date : timestamp);
    } else if (type.kind === "any" && types.has(name)) types.set(name, type);
    else if (types.get(name)?.kind !== "any") types.set(name, type);
  }
}

/** Applies a part of a changelog: all that it takes back is taken out in one pass, the rest is added. */
function applyChanges<Row>(
  rows: Row[],
  texts: string[],
  given: readonly Row[],
  isTakenBack: readonly boolean[] | undefined,
): void {
  const takenBack = new Map<string, number>();
  given.forEach((row, k) => {
    if (isTakenBack?.[k] !== true) return add(rows, texts, row);
    const text = textOf(row);
    takenBack.set(text, (takenBack.get(text) ?? 0) + 1);
  });
  removeAll(rows, texts, takenBack);
}

function takesBack({ kinds, selection }: Batch, k: number): boolean {
  const kind = kinds?.[selection === undefined ? k : selection[k]!] ?? changeKind.insert;
  return kind === changeKind.updateBefore || kind === changeKind.delete;
}

function add<Row>(rows: Row[], texts: string[], row: Row): void {
  rows.push(row);
  texts.push(textOf(row));
}

function removeAll<Row>(rows: Row[], texts: string[], takenBack: Map<string, number>): void {
  if (takenBack.size === 0) return;
  let kept = 0;
  for (let at = 0; at < rows.length; at++) {
    const count = takenBack.get(texts[at]!) ?? 0;
    if (count > 0) {
      takenBack.set(texts[at]!, count - 1);
      continue;
    }
    rows[kept] = rows[at]!;
    texts[kept++] = texts[at]!;
  }
  rows.length = kept;
  texts.length = kept;
  const missing = [...takenBack].find(([, count]) => count > 0);
  if (missing !== undefined)
    throw new Error(
      "Cannot take back a row as it is not there: a step gave a changelog that does not add up; please report it",
    );
}

function textOf(row: unknown): string {
  return encodeValue(row).join();
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
  if (typeof call !== "function") {
    throw new TypeError(
      `Cannot call something for each row as it takes a function: got ${shown(call)}; use for instance forEach((row) => console.log(row))`,
    );
  }
  return {
    name: "forEach",
    guarantee: "at-least-once",
    timeout: "none",
    takes: "views",
    thread: "main",
    open: async ({ signal }) => {
      let before = 0;
      // To ask a signal that follows others takes ten times as long as a short function does.
      const stop = { isAsked: signal.aborted };
      const ask = (): void => {
        stop.isAsked = true;
      };
      signal.addEventListener("abort", ask);
      return {
        write: (batch) => {
          const rows = rowsOf(batch) as Row[];
          before += rows.length;
          return callEach({ rows, before: before - rows.length, call, signal, stop }, 0);
        },
        prepare: async () => undefined,
        close: async () => signal.removeEventListener("abort", ask),
      };
    },
    commit: async () => undefined,
  };
}

interface Calls<Row> {
  readonly rows: readonly Row[];
  /** Rows of the batches before. */
  readonly before: number;
  readonly call: (row: Row) => void | Promise<void>;
  readonly signal: AbortSignal;
  /** Whether the signal has said so. */
  readonly stop: { readonly isAsked: boolean };
}

function callEach<Row>(calls: Calls<Row>, from: number): void | Promise<void> {
  const { rows, before, call, signal, stop } = calls;
  let at = from;
  const failed = (error: unknown): Error =>
    explained(
      `call the function of forEach at row ${(before + at).toLocaleString("en-US")}`,
      error,
      `the row is ${rowText(rows[at])}; mend the function, or catch in it what may fail`,
    );
  for (; at < rows.length; at++) {
    if (stop.isAsked) throw signal.reason;
    let result: void | Promise<void>;
    try {
      result = call(rows[at]!);
    } catch (error) {
      throw failed(error);
    }
    if (result instanceof Promise) {
      return result.then(
        () => callEach(calls, at + 1),
        (error) => Promise.reject(failed(error)),
      );
    }
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
