import type { Dataset } from "../../core/mod.ts";
import { Turns } from "../learner/turns.ts";
import { fitInput } from "../stages/fit-input.ts";
import { integer, number, optional, readParameters } from "../stages/parameters.ts";
import type { Columns } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { mustBeRows } from "../stages/transformer.ts";

/** Options of `prefixSpan`. */
export interface PrefixSpanOptions {
  /** The share of the rows that have a sequence, above 0 to 1, from which it is frequent. Default 0.1. */
  readonly minSupport?: number;
  /** Items of a sequence at most, from 1. Default: any number. */
  readonly maxItems?: number;
}

/** Sets of items that follow one another in many rows. */
export interface FrequentSequence {
  /** Items of a set in the order of their texts. */
  readonly sequence: readonly (readonly string[])[];
  /** How many rows have it. */
  readonly count: number;
}

/** What a row of sequences holds: sets of items, one behind another. */
export type SequenceOrAbsent = readonly (readonly string[])[] | null | undefined;

const parameters = {
  minSupport: number({ default: 0.1, above: 0, max: 1, unit: "share of the rows" }),
  maxItems: optional(integer({ min: 1, unit: "items" })),
};

/**
 * All sequences of sets that come in many rows, in that order, with others in between or not: the more frequent first, then the shorter. Rows are kept
 * in memory.
 *
 * @param input The column of lists of lists of texts; an item counts once in a set.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { prefixSpan } from "millrace/ml";
 * const rows = from([{ visits: [["home"], ["shop", "cart"]] }, { visits: [["home"], ["help"], ["cart"]] }]);
 * const sequences = await prefixSpan(rows, "visits", { minSupport: 1 });
 * console.log(sequences.map(({ sequence }) => sequence)); // [[["cart"]], [["home"]], [["home"], ["cart"]]]
 * ```
 * @see Pei et al., “PrefixSpan: Mining Sequential Patterns Efficiently by Prefix-Projected Pattern Growth”, ICDE 2001; Spark ML, `PrefixSpan`.
 */
export async function prefixSpan<Row extends Columns<Input, SequenceOrAbsent>, const Input extends string>(
  dataset: Dataset<Row>,
  input: Input,
  options: PrefixSpanOptions = {},
  run: Pick<FitOptions, "signal" | "run"> = {},
): Promise<FrequentSequence[]> {
  const { minSupport, maxItems = Number.POSITIVE_INFINITY } = readParameters("prefixSpan", parameters, options);
  mustBeRows(dataset, "find sequences");
  const rows: Sets[] = [];
  const read = fitInput("prefixSpan", dataset, [input], { ...run, passes: "one" });
  await read.pass((batch) => {
    for (const [row, value] of batch.values(input).slice(0, batch.rowCount).entries()) {
      rows.push(setsOf(input, value, batch.firstRow + row));
    }
  });
  const least = Math.ceil(minSupport * rows.length - 1e-9);
  const found: FrequentSequence[] = [];
  const whole = rows.map((sets): Projected => ({ sets, ends: [-1] }));
  await grow([], whole, { least, mostItems: maxItems, found, turns: new Turns({ signal: run.signal }) });
  return found.sort((a, b) => b.count - a.count || a.sequence.flat().length - b.sequence.flat().length);
}

type Sets = readonly ReadonlySet<string>[];

/** A row that has a sequence, and the numbers of all sets in which its last set may end. */
interface Projected {
  readonly sets: Sets;
  readonly ends: readonly number[];
}

interface Search {
  readonly least: number;
  readonly mostItems: number;
  readonly found: FrequentSequence[];
  readonly turns: Turns;
}

function setsOf(input: string, value: unknown, row: number): Sets {
  if (value === null || value === undefined) return [];
  const isSet = (set: unknown): boolean => Array.isArray(set) && set.every((item) => typeof item === "string");
  if (Array.isArray(value) && value.every(isSet)) return value.map((set: readonly string[]) => new Set(set));
  throw new TypeError(
    `Cannot find sequences in column ${JSON.stringify(input)} as it must hold lists of lists of texts: got ${(JSON.stringify(value) ?? String(value)).slice(0, 80)} in row ${row}; put each item into a list of its own`,
  );
}

/** Sequences that go on from one: by an item in a later set, or by a later item of the same set. */
async function grow(prefix: readonly (readonly string[])[], rows: readonly Projected[], search: Search): Promise<void> {
  if (prefix.flat().length >= search.mostItems) return;
  const last = prefix.at(-1) ?? [];
  const later = (set: number, { ends }: Projected): boolean => set > ends[0]!;
  for (const [item, own] of await extensions(rows, later, () => true, search.turns)) {
    await found([...prefix, [item]], own, search);
  }
  if (last.length === 0) return;
  const within = (set: number, { sets, ends }: Projected): boolean =>
    ends.includes(set) && last.every((item) => sets[set]!.has(item));
  for (const [item, own] of await extensions(rows, within, (item) => item > last.at(-1)!, search.turns)) {
    await found([...prefix.slice(0, -1), [...last, item]], own, search);
  }
}

async function found(
  sequence: readonly (readonly string[])[],
  rows: readonly Projected[],
  search: Search,
): Promise<void> {
  if (rows.length < search.least) return;
  search.found.push({ sequence, count: rows.length });
  await grow(sequence, rows, search);
}

/** Rows that are looked at between two turns. */
const rowsOfTurn = 1024;

/** For each item the rows that have it in such a set, in the order of the items' texts. */
async function extensions(
  rows: readonly Projected[],
  isPlace: (set: number, row: Projected) => boolean,
  isItem: (item: string) => boolean,
  turns: Turns,
): Promise<[string, Projected[]][]> {
  const byItem = new Map<string, Projected[]>();
  for (const [at, row] of rows.entries()) {
    if (at % rowsOfTurn === 0) await turns.give();
    const ends = new Map<string, number[]>();
    row.sets.forEach((set, at) => {
      if (!isPlace(at, row)) return;
      for (const item of set) if (isItem(item)) ends.set(item, [...(ends.get(item) ?? []), at]);
    });
    for (const [item, own] of ends) {
      const all = byItem.get(item) ?? [];
      all.push({ sets: row.sets, ends: own });
      byItem.set(item, all);
    }
  }
  return [...byItem].sort(([a], [b]) => (a < b ? -1 : 1));
}
