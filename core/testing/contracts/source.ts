import { type Batch, lengthOf } from "../../data/batch.ts";
import { decodeValue, encodeValue } from "../../data/codec.ts";
import { rowsOf } from "../../expression/row-reader.ts";
import type { ReadContext, Source, Split, SplitPosition, SplitReader } from "../../io/source.ts";
import { literal } from "../literal.ts";
import { type ContractCase, expectSame } from "./contract-case.ts";

/** A source that gives these rows; an unbounded one gives them first. `remove` takes away what it reads from. */
export interface SourceUnderTest<Row> {
  readonly source: Source<Row>;
  /** At least 7 rows. */
  readonly rows: readonly Row[];
  remove(): Promise<void>;
}

/**
 * What every source must do.
 *
 * @example
 * ```ts
 * const cases = sourceContract(async () => { throw new Error("make a source of some rows here"); });
 * console.log(cases.length > 5); // true
 * ```
 */
export function sourceContract<Row>(make: () => Promise<SourceUnderTest<Row>>): readonly ContractCase[] {
  return sentences.map(([name, check]) => ({
    name,
    run: async () => {
      const under = await make();
      try {
        await check(under);
      } finally {
        await under.remove();
      }
    },
  }));
}

type Under = SourceUnderTest<unknown>;

const sentences: readonly (readonly [name: string, check: (under: Under) => Promise<void>])[] = [
  ["its splits together give every row once", givesAll],
  ["its splits are the same when asked again, each with an id of its own", namesSplits],
  ["what it says of itself is true", describesItself],
  ["a batch holds as many rows as asked for at most", keepsToBatchRows],
  ["from any position a new reader goes on with the next row", resumes],
  ["a position is plain data", givesPlainPositions],
  ["a batch that is not said to be reused stays as it was", keepsBatches],
  ["of the columns asked for every row has its values", givesWantedColumns],
  ["rows that fulfil the conditions are given", keepsConditions],
  ["a reader can be closed before its end", closesEarly],
];

const everything = { columns: undefined, conditions: [] } as const;

function context(batchRows: number, request: ReadContext["request"] = everything): ReadContext {
  return {
    request,
    batchRows,
    signal: new AbortController().signal,
    onBadRecord: ({ message }) => {
      throw new Error(message);
    },
  };
}

interface Reading {
  /** Those that are reused hold what came later. */
  readonly batches: readonly Batch[];
  /** The rows as they were when they came, and as texts. */
  readonly values: readonly unknown[];
  readonly rows: readonly string[];
}

/** Reads a split from a position, to its end or until so many rows are there. */
async function read(
  { source }: Under,
  split: Split,
  from: SplitPosition | undefined,
  rows: number,
  with_ = context(4),
) {
  const reader = await source.open(split, from, with_);
  const reading = await readOn(reader, rows);
  await reader.close();
  return reading;
}

async function readOn(reader: SplitReader, rows: number): Promise<Reading> {
  const batches: Batch[] = [];
  const values: unknown[] = [];
  while (values.length < rows) {
    const batch = await reader.read();
    if (batch === undefined) break;
    batches.push(batch);
    values.push(...rowsOf(batch));
  }
  return { batches, values, rows: values.map(literal) };
}

/** One row too many is enough to tell: a source that gives its last row again and again would never end. One without end waits where nothing comes. */
function beyond({ source }: Under): number {
  return source.boundedness === "bounded" ? 1 : 0;
}

async function readAll(under: Under, with_?: ReadContext): Promise<Reading> {
  const batches: Batch[] = [];
  const values: unknown[] = [];
  const wanted = under.rows.length + beyond(under);
  for (const split of await under.source.splits(with_?.request ?? everything)) {
    const reading = await read(under, split, undefined, wanted - values.length, with_);
    batches.push(...reading.batches);
    values.push(...reading.values);
  }
  return { batches, values, rows: values.map(literal) };
}

function expectRows(under: Under, got: readonly string[], what: string): void {
  const cut = under.source.boundedness === "bounded" ? got : got.slice(0, under.rows.length);
  expectSame([...cut].sort(), under.rows.map(literal).sort(), what);
}

async function givesAll(under: Under): Promise<void> {
  expectRows(under, (await readAll(under)).rows, "the rows");
  expectRows(under, (await readAll(under)).rows, "the rows when read again");
}

async function namesSplits({ source }: Under): Promise<void> {
  const ids = (await source.splits(everything)).map(({ id }) => id);
  const again = (await source.splits(everything)).map(({ id }) => id);
  expectSame([again, new Set(ids).size], [ids, ids.length], "the splits");
}

async function describesItself(under: Under): Promise<void> {
  const description = await under.source.describe?.();
  expectSame(
    /[\n\r]/.test(under.source.name) || under.source.name === "",
    false,
    "its name having several lines or none",
  );
  if (description?.rows !== undefined) expectSame(description.rows, under.rows.length, "the number of rows it says");
  if (description?.schema === undefined) return;
  const { batches } = await readAll(under);
  const names = new Set(batches.flatMap(({ schema }) => schema.fields.map(({ name }) => name)));
  expectSame([...names].sort(), description.schema.fields.map(({ name }) => name).sort(), "the columns it says");
}

async function keepsToBatchRows(under: Under): Promise<void> {
  for (const batchRows of [1, 3]) {
    const { batches, rows } = await readAll(under, context(batchRows));
    expectRows(under, rows, `the rows in batches of ${batchRows}`);
    expectSame(
      batches.filter((batch) => lengthOf(batch) > batchRows).length,
      0,
      `batches of more than ${batchRows} rows`,
    );
  }
}

async function resumes(under: Under): Promise<void> {
  for (const split of await under.source.splits(everything)) {
    const whole = await read(under, split, undefined, under.rows.length, context(2));
    const cuts = Array.from({ length: Math.ceil(whole.rows.length / 3) }, (_, at) => at * 3);
    // Behind the last row of one that ends nothing more may come.
    if (beyond(under) > 0) cuts.push(whole.rows.length);
    for (const cut of cuts) {
      const reader = await under.source.open(split, undefined, context(2));
      const before = await readOn(reader, cut);
      const position = cut === 0 ? undefined : reader.position();
      await reader.close();
      const left = whole.rows.length - before.rows.length + beyond(under);
      const after = await read(under, split, position, left, context(2));
      const got = [...before.rows, ...after.rows].slice(0, whole.rows.length + beyond(under));
      expectSame(got, whole.rows, `the rows when going on after ${cut}`);
    }
  }
}

async function givesPlainPositions(under: Under): Promise<void> {
  const [split] = await under.source.splits(everything);
  const reader = await under.source.open(split!, undefined, context(2));
  await readOn(reader, 2);
  const position = reader.position();
  await reader.close();
  expectSame(literal(decodeValue(encodeValue(position))), literal(position), "a position written and read");
}

async function keepsBatches(under: Under): Promise<void> {
  const { batches, rows } = await readAll(under, context(2));
  if (batches.some(({ reused }) => reused)) return;
  expectSame(
    batches.flatMap((batch) => rowsOf(batch).map(literal)),
    rows,
    "the batches after reading on",
  );
}

async function givesWantedColumns(under: Under): Promise<void> {
  const names = under.rows.flatMap((row) => (typeof row === "object" && row !== null ? Object.keys(row) : []));
  const [wanted] = names;
  if (wanted === undefined) return;
  const { values } = await readAll(under, context(4, { columns: [wanted], conditions: [] }));
  const of = (row: unknown): string => literal((row as Record<string, unknown>)[wanted]);
  const got = values.map(of).slice(0, under.rows.length);
  expectSame([...got].sort(), under.rows.map(of).sort(), `the values of ${wanted}`);
}

async function keepsConditions(under: Under): Promise<void> {
  const [first] = under.rows;
  const found = Object.entries(first ?? {}).find(([, value]) => typeof value === "number" || typeof value === "string");
  if (found === undefined) return;
  const [column, value] = found as [string, number | string];
  const meant = under.rows.filter((row) => (row as Record<string, unknown>)[column] === value).map(literal);
  const asked = context(4, { columns: undefined, conditions: [{ column, compare: "=", value }] });
  // A source without end leaves out what it may and waits: how many rows there will be is not known.
  const rows =
    under.source.boundedness === "bounded" ? (await readAll(under, asked)).rows : await readUntil(under, meant, asked);
  expectSame(
    meant.filter((row) => !rows.includes(row)),
    [],
    "rows that fulfil the condition and are missing",
  );
}

/** Reads until these rows are there, and no further. */
async function readUntil({ source }: Under, meant: readonly string[], asked: ReadContext): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const split of await source.splits(asked.request)) {
    const reader = await source.open(split, undefined, asked);
    while (meant.some((row) => !rows.includes(row))) {
      const batch = await reader.read();
      if (batch === undefined) break;
      rows.push(...rowsOf(batch).map(literal));
    }
    await reader.close();
  }
  return rows;
}

async function closesEarly(under: Under): Promise<void> {
  const [split] = await under.source.splits(everything);
  const unread = await under.source.open(split!, undefined, context(2));
  await unread.close();
  const reader = await under.source.open(split!, undefined, context(2));
  await readOn(reader, 1);
  await reader.close();
}
