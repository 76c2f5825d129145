import { makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { oneLine, rowText } from "../data/explained-error.ts";
import { neverRight } from "../data/never-right.ts";
import { checkOptions, type KnownOptions, shown } from "../data/options.ts";
import { rowSchema, valueSchema } from "../data/schema.ts";
import type { WebAbortSignal } from "../data/web-types.ts";
import { begun, drain, ended, type PendingItem } from "./iteration.ts";
import type { Boundedness, ReadContext, Source, SplitPosition, SplitReader } from "./source.ts";

/** What a resumable generator yields: a row, where to go on behind it, or both. */
export interface Positioned<Row, Position> {
  readonly row?: Row;
  /**
   * Where reading goes on behind this row, or behind all rows so far where it comes without one: plain data (numbers, texts,
   * booleans, null, arrays and objects of these), without secrets, as checkpoints keep it. Default: where it was, and so many rows behind that.
   */
  readonly position?: Position | undefined;
}

export interface ResumableOptions {
  /** Whether the generator ends. Default `"bounded"`. */
  readonly boundedness?: Boundedness;
}

/**
 * Reads from a position that it yielded earlier, or from the beginning where that is undefined. The signal is aborted when nobody
 * wants more: give it to what is waited for.
 */
export type ReadFrom<Row, Position> = (
  position: Position | undefined,
  signal: WebAbortSignal,
) => AsyncIterable<Positioned<Row, Position>> | Iterable<Positioned<Row, Position>>;

const known: KnownOptions<ResumableOptions> = { boundedness: ["bounded", "unbounded"] };

const values = valueSchema(any);
const nothing = makeBatch(rowSchema([]), 0, []);

/** How long a generator that waits for something is given to end once its signal is aborted. */
const endingMs = 2000;

/**
 * A source of your own as a generator function, which checkpoints can go on with: the rows behind a position are read by calling it with
 * that position again. Each row then counts exactly once, through restarts and kills, if the generator gives the same
 * rows behind the same position. A row without a position is told by how many rows came since the last one: those are
 * passed over, so that a position a page is enough.
 *
 * @param name For plans, metrics and errors; no secret.
 * @example
 * ```ts
 * import { from, resumable } from "millrace";
 * const pages = [["a", "b"], ["c"], ["d", "e"]]; // a server's
 * const letters = resumable("letters", async function* (page: number | undefined) {
 *   for (let at = page ?? 0; at < pages.length; at++) {
 *     for (const row of pages[at]!) yield { row };
 *     yield { position: at + 1 };
 *   }
 * });
 * console.log(await from(letters).collect()); // ["a", "b", "c", "d", "e"]
 * ```
 */
export function resumable<Row, Position = SplitPosition>(
  name: string,
  read: ReadFrom<Row, Position>,
  options: ResumableOptions = {},
): Source<Row> {
  if (typeof name !== "string" || name.trim() === "" || /[\n\r]/.test(name)) {
    throw new TypeError(
      `Cannot make a resumable source as its name must be a text of one line: got ${shown(name)}; use for instance resumable("orders", async function* (position) { … })`,
    );
  }
  const shownName = `resumable(${name})`;
  checkOptions(options, known, shownName);
  if (typeof read !== "function") {
    throw new TypeError(
      `Cannot make ${shownName} as what reads it must be a generator function of a position: got ${shown(read)}; ` +
        "use for instance async function* (position) { yield { row, position } }",
    );
  }
  return {
    name: shownName,
    boundedness: options.boundedness ?? "bounded",
    describe: async () => ({ schema: values }),
    splits: async () => [{ id: shownName }],
    open: async (_split, position, context) => opened(shownName, read, position as Place | undefined, context),
  };
}

/** A position that was yielded, and how many rows came behind it. */
interface Place {
  readonly at?: SplitPosition;
  readonly rows: number;
}

function opened<Row, Position>(
  name: string,
  read: ReadFrom<Row, Position>,
  from: Place | undefined,
  { batchRows, signal }: ReadContext,
): SplitReader {
  const enough = new AbortController();
  const given = read as unknown as ReadFrom<Row, SplitPosition>;
  const begin = (): AsyncIterator<Item> => begunItems(name, given, from?.at, AbortSignal.any([signal, enough.signal]));
  let items: AsyncIterator<Item> | undefined;
  const pending: PendingItem<Item> = { next: undefined };
  let place: Place = from ?? { rows: 0 };
  let toPass = place.rows;
  let taken = 0;
  const take = (item: Item, rows: unknown[]): void => {
    taken++;
    // What is behind the position is the same as it was: it has none of its own up to the last row that was given.
    if (toPass > 0) {
      if ("row" in item) toPass--;
      return;
    }
    if ("row" in item) rows.push(item.row);
    place = "at" in item ? { at: item.at!, rows: 0 } : { ...place, rows: place.rows + 1 };
  };
  return {
    read: async () => {
      const rows: unknown[] = [];
      items ??= begin();
      const found = await drain(items, pending, batchRows, { name, at: taken });
      for (const item of found) take(item, rows);
      if (found.length === 0) return ending(name, from, toPass);
      if (rows.length === 0) return nothing;
      return makeBatch(values, rows.length, [{ type: any, layout: "values", values: rows, validity: undefined }]);
    },
    position: () => ({ ...place }),
    close: async () => {
      enough.abort();
      if (items === undefined) return;
      await ended(items, pending);
      if (pending.next !== undefined) await settledWithin(pending.next, endingMs);
    },
  };
}

async function settledWithin(what: Promise<unknown>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([
    what.then(
      () => undefined,
      () => undefined,
    ),
    late,
  ]);
  clearTimeout(timer);
}

/** The end, where all rows came that had come behind the position before. */
function ending(name: string, from: Place | undefined, missing: number): undefined {
  if (missing === 0) return undefined;
  throw new Error(
    `Cannot go on reading ${name} as the same rows must stand behind a position each time: got an end ${missing.toLocaleString("en-US")} rows ` +
      `before the one that was read last, behind ${from?.at === undefined ? "the beginning" : `position ${rowText(from.at)}`}; yield a position with each row, or mend what it reads`,
  );
}

/** What was yielded, with a copy of its position, as the generator may go on changing that. */
interface Item {
  readonly row?: unknown;
  readonly at?: SplitPosition;
}

function begunItems(
  name: string,
  read: ReadFrom<unknown, SplitPosition>,
  from: SplitPosition | undefined,
  signal: WebAbortSignal,
): AsyncIterator<Item> {
  const inner = begun(() => iteratorOf(name, read(from, signal)), name);
  let row = 0;
  return {
    next: async () => {
      const next = await inner.next();
      return next.done === true
        ? { done: true, value: undefined }
        : { done: false, value: itemOf(next.value, name, row++) };
    },
    return: async () => {
      await inner.return?.();
      return { done: true, value: undefined };
    },
  };
}

function iteratorOf<Each>(
  name: string,
  items: AsyncIterable<Each> | Iterable<Each>,
): AsyncIterator<Each> | Iterator<Each> {
  if (typeof items === "object" && items !== null) {
    if (Symbol.asyncIterator in items) return items[Symbol.asyncIterator]();
    if (Symbol.iterator in items) return items[Symbol.iterator]();
  }
  throw new TypeError(
    `Cannot read ${name} as its function must give what can be iterated: got ${shown(items)}; use for instance async function* (position) { yield { row, position } }`,
  );
}

function itemOf(item: Positioned<unknown, SplitPosition>, name: string, row: number): Item {
  const keys = typeof item === "object" && item !== null ? Object.keys(item) : [];
  if (keys.length === 0 || keys.some((key) => key !== "row" && key !== "position")) {
    throw new TypeError(
      `Cannot read ${name} at item ${row.toLocaleString("en-US")} as what it yields must be { row, position }: got ${rowText(item)}; use for instance yield { row: ${oneLine(rowText(item), 40)} }`,
    );
  }
  const { position } = item;
  const at = position === undefined ? {} : { at: copied(position, `${name} at item ${row.toLocaleString("en-US")}`) };
  return "row" in item ? { row: item.row, ...at } : at;
}

/** Deeper data may hold itself. */
const deepest = 64;

/** Plain data as it is now. */
function copied(value: unknown, where: string, depth = 0): SplitPosition {
  if (value === null || ["number", "string", "boolean"].includes(typeof value)) return value as SplitPosition;
  const isDeep = depth > deepest;
  if (Array.isArray(value) && !isDeep) return value.map((each) => copied(each, where, depth + 1));
  if (typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value)) && !isDeep)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copied(each, where, depth + 1)]));
  const got = typeof value === "bigint" ? `${value}n` : value instanceof Date ? "a Date" : shown(value);
  throw neverRight(
    new TypeError(
      `Cannot read ${where} as its position must be plain data, which checkpoints keep (numbers, texts, booleans, null, arrays and objects of these): ` +
        `got ${isDeep ? `more than ${deepest} levels` : got} in it; use for instance its text or its number`,
    ),
  );
}
