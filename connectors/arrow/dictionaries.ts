import {
  type Column,
  type DataType,
  type Dictionary,
  dictionaryOf,
  isValid,
  typedColumn,
  utf8Dictionary,
} from "../../core/io/mod.ts";
import { type Decoding, valuesOf } from "./decode.ts";
import { smallIntegers } from "./decode-numbers.ts";
import { bothPresent, gatherRows } from "./gather-rows.ts";
import type { ArrowField } from "./schema.ts";

/** The entries that columns hold places of, by the number of the dictionary. */
export type Dictionaries = Map<string, Entries>;

export interface Entries {
  readonly column: Column;
  readonly rows: number;
  /** Of texts: the same one as long as places mean the same. */
  readonly texts: Dictionary | undefined;
}

export function entriesOf(column: Column, rows: number): Entries {
  const texts =
    column.layout === "utf8" ? utf8Dictionary(column.bytes, column.starts, column.lengths, rows) : undefined;
  return { column, rows, texts };
}

/** Entries with more behind them. */
export function longerEntries(before: Entries, more: Entries): Entries {
  const values = [...valuesOf(before.column, before.rows), ...valuesOf(more.column, more.rows)];
  const column = typedColumn(before.column.type, values, (row, why) => {
    throw new RangeError(`entry ${row} of a dictionary, of which ${why}`);
  });
  if (before.texts === undefined) return { column, rows: values.length, texts: undefined };
  return { column, rows: values.length, texts: dictionaryOf(values.map((value) => (value as string | null) ?? "")) };
}

/** A column of places in a dictionary: codes where it is of texts, else the values themselves. */
export function decodeCoded(
  { id, bits, signed }: NonNullable<ArrowField["dictionary"]>,
  type: DataType,
  validity: Uint8Array | undefined,
  rows: number,
  { cursor, dictionaries }: Decoding,
): Column {
  const entries = dictionaries.get(id);
  const bytes = cursor.buffer();
  if (entries === undefined) {
    const isAbsent = Array.from({ length: rows }, (_, row) => !isValid(validity, row)).every(Boolean);
    if (!isAbsent) throw new RangeError(`places in dictionary ${id}, which is not there`);
    return typedColumn(type, new Array<null>(rows).fill(null), () => undefined);
  }
  const codes = codesOf({ bytes, rows, validity }, bits, signed, entries.rows);
  if (entries.texts === undefined || type.kind !== "string") return gatherRows(entries.column, codes, validity);
  const own = entries.column.validity;
  const present =
    own === undefined && entries.column.layout !== "values"
      ? validity
      : bothPresent(own ?? presentValues(entries.column, entries.rows), codes, validity);
  return { type, layout: "dictionary", validity: present, codes, dictionary: entries.texts };
}

function presentValues(column: Column, rows: number): Uint8Array {
  const out = new Uint8Array((rows + 7) >> 3);
  for (const [row, value] of valuesOf(column, rows).entries()) if (value !== null) out[row >> 3]! |= 1 << (row & 7);
  return out;
}

/** Codes, each checked to be one of the dictionary's; 0 where there is no value. */
function codesOf(items: Parameters<typeof smallIntegers>[0], bits: number, signed: boolean, size: number): Int32Array {
  const stored = bits === 64 ? lowWords(items) : smallIntegers(items, { bits, signed });
  const codes = new Int32Array(items.rows);
  for (let row = 0; row < items.rows; row++) {
    if (!isValid(items.validity, row)) continue;
    const code = stored[row]!;
    if (!(code >= 0 && code < size)) throw new RangeError(`place ${code} of a dictionary of ${size}`);
    codes[row] = code;
  }
  return codes;
}

function lowWords(items: Parameters<typeof smallIntegers>[0]): Float64Array {
  const halves = smallIntegers({ ...items, rows: items.rows * 2 }, { bits: 32, signed: false });
  return Float64Array.from({ length: items.rows }, (_, row) => halves[row * 2 + 1]! * 4294967296 + halves[row * 2]!);
}
