import { isAfter, type Ordered } from "../aggregates/order.ts";
import { type Column, type ColumnOf, isValid, valueAt } from "../data/column.ts";
import { isDecimalText, typeText } from "../data/data-type.ts";
import { decimalUnits } from "../data/decimal-units.ts";
import {
  bigintWords,
  byteWords,
  doubleWords,
  integersOf,
  integerWords,
  numberRange,
  rankWords,
  wholesOf,
  wholeWords,
} from "./kernels/sort-words.ts";

/** How rows are ordered by one column. */
export interface Ordering {
  readonly order: "ascending" | "descending";
  /** Where rows without a value go, in either order. */
  readonly nulls: "first" | "last";
}

/** A column as what it is sorted by. */
export interface SortValues {
  /** Unsigned words of each row, the most significant first. */
  readonly words: readonly Uint32Array[];
  /** Tells rows apart whose words are equal; undefined where the words say it all. */
  readonly compare: ((a: number, b: number) => number) | undefined;
  /** Undefined where every row has a value. */
  readonly isNull: ((row: number) => boolean) | undefined;
  /** Where some number is NaN. */
  readonly numbers: Float64Array | undefined;
  /** The values that single words stand for; undefined where those do not say it all. */
  readonly valuesOf?: ((words: Uint32Array) => Float64Array | Int32Array) | undefined;
}

/** Texts are ordered by their UTF-16 code units, as JavaScript's `<` does: no locale takes part. */
export function sortValues(column: Column, rowCount: number): SortValues {
  const words = (): Uint32Array => new Uint32Array(rowCount);
  switch (column.layout) {
    case "uint8": {
      const out = words();
      byteWords(column.values, out);
      return exact(column, [out]);
    }
    case "int32": {
      const out = words();
      integerWords(column.values, out);
      return { ...exact(column, [out]), valuesOf: integersAgain };
    }
    case "float64":
      return { ...exact(column, []), ...numberValues(column.values.subarray(0, rowCount)) };
    case "bigint64": {
      const [high, low] = [words(), words()];
      bigintWords(new Uint32Array(column.values.buffer, column.values.byteOffset, 2 * rowCount), high, low);
      return exact(column, [high, low]);
    }
    case "dictionary": {
      const out = words();
      rankWords(column.codes, ranksOf(column, rowCount), out);
      return exact(column, [out]);
    }
    case "utf8":
      return textValues(Array.from({ length: rowCount }, (_, row) => valueAt(column, row) as string | null));
    case "vector":
      throw unsortable([typeText(column.type)]);
    case "values":
      return anyValues(
        isDecimalText(column.type)
          ? Array.from({ length: rowCount }, (_, row) => sortedValue(column, row))
          : column.values.slice(0, rowCount),
      );
  }
}

function exact({ validity }: Column, words: readonly Uint32Array[]): SortValues {
  return { words, compare: undefined, isNull: validity && ((row) => !isValid(validity, row)), numbers: undefined };
}

function integersAgain(words: Uint32Array): Int32Array {
  const out = new Int32Array(words.length);
  integersOf(words, out);
  return out;
}

const range = new Float64Array(5);

function numberValues(values: Float64Array): Pick<SortValues, "words" | "numbers" | "valuesOf"> {
  numberRange(values, range);
  const [least, largest, whole, notANumber, negativeZero] = range as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const numbers = notANumber === 1 ? values : undefined;
  const first = new Uint32Array(values.length);
  if (whole === 1 && largest - least < 2 ** 32) {
    wholeWords(values, least, first);
    return { words: [first], numbers, valuesOf: negativeZero === 1 ? undefined : (words) => wholesAgain(words, least) };
  }
  const low = new Uint32Array(values.length);
  doubleWords(new Uint32Array(values.buffer, values.byteOffset, 2 * values.length), first, low);
  return { words: [first, low], numbers };
}

function wholesAgain(words: Uint32Array, least: number): Float64Array {
  const out = new Float64Array(words.length);
  wholesOf(words, least, out);
  return out;
}

/** The place of each code's text among the texts that rows have. */
function ranksOf({ codes, dictionary, validity }: ColumnOf<"dictionary">, rowCount: number): Uint32Array {
  const used = new Set<number>();
  for (let row = 0; row < rowCount; row++) if (isValid(validity, row)) used.add(codes[row]!);
  const texts = [...used].map((code) => ({ code, text: dictionary.text(code) }));
  const ranks = new Uint32Array(dictionary.size);
  let rank = 0;
  let last: string | undefined;
  for (const { code, text } of texts.sort((a, b) => order(a.text, b.text))) {
    if (last !== undefined && text !== last) rank++;
    ranks[code] = rank;
    last = text;
  }
  return ranks;
}

function order<Value extends string | bigint | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Few different texts are ranked; of many the first four code units, and the rest only where these are equal. */
function textValues(texts: readonly (string | null | undefined)[]): SortValues {
  const isNull = (row: number): boolean => (texts[row] ?? null) === null;
  const ranks = fewTexts(texts);
  if (ranks !== undefined) return { words: [ranks], compare: undefined, isNull, numbers: undefined };
  const high = new Uint32Array(texts.length);
  const low = new Uint32Array(texts.length);
  texts.forEach((text, row) => {
    if (typeof text !== "string") return;
    high[row] = ((unit(text, 0) << 16) | unit(text, 1)) >>> 0;
    low[row] = ((unit(text, 2) << 16) | unit(text, 3)) >>> 0;
  });
  const compare = (a: number, b: number): number => order(texts[a]!, texts[b]!);
  return { words: [high, low], compare, isNull, numbers: undefined };
}

const mostRanked = 4096;

/** The rank of each row's text; undefined where there are many different ones. */
function fewTexts(texts: readonly (string | null | undefined)[]): Uint32Array | undefined {
  const places = new Map<string, number>();
  const codes = new Int32Array(texts.length);
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row] ?? "";
    let place = places.get(text);
    if (place === undefined) {
      if (places.size === mostRanked) return undefined;
      place = places.size;
      places.set(text, place);
    }
    codes[row] = place;
  }
  const ranks = new Uint32Array(places.size);
  [...places]
    .sort(([a], [b]) => order(a, b))
    .forEach(([, place], rank) => {
      ranks[place] = rank;
    });
  const out = new Uint32Array(texts.length);
  rankWords(codes, ranks, out);
  return out;
}

function unit(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0;
}

/** What a row is sorted by: decimals of many digits are texts, and go by the numbers that these are. */
export function sortedValue(column: Column, row: number): unknown {
  const value = valueAt(column, row);
  return isDecimalText(column.type) && typeof value === "string" ? decimalUnits(value, column.type.scale) : value;
}

/** The order of two values of columns: that of `isAfter` or its reverse, and nulls where they are told to in either. */
export function compareValues(a: unknown, b: unknown, { order: direction, nulls }: Ordering): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === (nulls === "first") ? -1 : 1;
  mustBeSortable([kindOf(a), kindOf(b)]);
  return (direction === "descending" ? -1 : 1) * orderOf(a as Ordered, b as Ordered);
}

function orderOf(a: Ordered, b: Ordered): number {
  return isAfter(a, b) ? 1 : isAfter(b, a) ? -1 : 0;
}

/** Values of any kinds. */
function anyValues(values: readonly unknown[]): SortValues {
  const kinds = new Set(values.map(kindOf));
  kinds.delete("null");
  mustBeSortable([...kinds]);
  if (kinds.size === 1 && kinds.has("string")) return textValues(values as (string | null)[]);
  const isNull = (row: number): boolean => (values[row] ?? null) === null;
  if (kinds.has("string") || kinds.has("bigint")) {
    const compare = (a: number, b: number): number => orderOf(values[a] as Ordered, values[b] as Ordered);
    return { words: [], compare, isNull, numbers: undefined };
  }
  const numbers = Float64Array.from(values, (value) => Number(value ?? 0));
  return { ...numberValues(numbers), compare: undefined, isNull };
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return value instanceof Date ? "Date" : Array.isArray(value) ? "array" : typeof value;
}

const sortable = new Set(["number", "string", "bigint", "boolean", "Date"]);

function mustBeSortable(kinds: readonly string[]): void {
  const others = kinds.filter((kind) => !sortable.has(kind));
  if (others.length > 0) throw unsortable(others);
}

function unsortable(kinds: readonly string[]): TypeError {
  return new TypeError(
    "Cannot sort by a column as its values must be numbers, texts, booleans, bigints or Dates: " +
      `got ${kinds.join(" and ")}; sort by a function that gives such a value`,
  );
}
