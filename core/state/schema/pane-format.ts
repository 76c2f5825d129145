import { type ByteReader, type ByteWriter, byteWriter, readValue, writeValue, writtenBytes } from "../../data/codec.ts";
import { keyedBytes, pieceBytes, type StateSnapshot } from "../state.ts";
import { readFields, writeFields } from "./entry-formats.ts";
import type { FieldSchema } from "./state-schema.ts";
import { changedEntry, type StateFormat, type StoredEntry } from "./stored-entry.ts";

/*
 * Partial results by pane and key, as `pane-blocks.ts` has them: as pieces that are blocks of entries, or, by key group, as
 * entries one behind another. What is changed becomes the latter, which is what state in memory and state on disk read.
 */

/** @param fields Of the stored state, in order. */
export function paneFormat(fields: readonly FieldSchema[]): StateFormat {
  const names = fields.map(({ name }) => name);
  const numbers = fields.map(({ type }) => partNames(type));
  const read = (snapshot: StateSnapshot): StoredEntry[] => [
    ...pieceBytes([snapshot]).flatMap((bytes) => blockEntries({ bytes, at: 0 }, names, numbers)),
    ...keyedBytes([snapshot]).flatMap((bytes) => groupEntries({ bytes, at: 0 }, names)),
  ];
  return {
    read,
    change: (snapshot, change, groupOf) =>
      written(
        read(snapshot).map((entry) => changedEntry(entry, change)),
        groupOf,
      ),
    write: written,
  };
}

/** The numbers that a partial result consists of, of `avg(sum, count)`; none where it is one value. */
function partNames(type: string): readonly string[] {
  const [, parts = ""] = /\((.*)\)$/.exec(type) ?? [];
  return parts === "number" || parts === "any" || parts === "number or null" ? [] : parts.split(", ");
}

function written(entries: Iterable<StoredEntry>, groupOf: (key: unknown) => number): StateSnapshot {
  const writers = new Map<number, ByteWriter>();
  for (const { key, pane, value } of entries) {
    const group = groupOf(key);
    const writer = writers.get(group) ?? byteWriter();
    writers.set(group, writer);
    writeValue(writer, pane ?? 0);
    writeValue(writer, key);
    writeFields(writer, value);
  }
  return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
}

function groupEntries(reader: ByteReader, names: readonly string[]): StoredEntry[] {
  const entries: StoredEntry[] = [];
  while (reader.at < reader.bytes.length) {
    const pane = readValue(reader) as number;
    const key = readValue(reader);
    entries.push({ key, pane, name: null, value: readFields(reader, names), timeMs: null });
  }
  return entries;
}

function blockEntries(
  reader: ByteReader,
  names: readonly string[],
  numbers: readonly (readonly string[])[],
): StoredEntry[] {
  const pane = readValue(reader) as number;
  const count = readValue(reader) as number;
  const keys = readValue(reader) as ArrayLike<unknown>;
  const columns = names.map((_, at) => blockColumn(reader, count, numbers[at]!));
  return Array.from({ length: count }, (_, row): StoredEntry => {
    const value = Object.fromEntries(names.map((name, at) => [name, columns[at]!(row)]));
    return { key: keys[row], pane, name: null, value, timeMs: null };
  });
}

function blockColumn(reader: ByteReader, count: number, names: readonly string[]): (row: number) => unknown {
  // What the aggregate is called.
  readValue(reader);
  const layout = readValue(reader);
  if (layout === "numbers") {
    const stride = readValue(reader) as number;
    const values = readValue(reader) as Float64Array;
    if (names.length === 0) return (row) => values[row];
    return (row) => Object.fromEntries(names.map((name, at) => [name, values[row * stride + at]]));
  }
  if (layout === "nullable") {
    const values = readValue(reader) as Float64Array;
    const present = readValue(reader) as Uint8Array;
    return (row) => (present[row] === 1 ? values[row] : null);
  }
  if (layout === "compact") {
    const values = readValue(reader) as Float64Array;
    if (names.join() !== exactSum) throw unknownNumbers(names);
    return (row) => widened(values[row]!);
  }
  const values = Array.from({ length: count }, () => readValue(reader));
  return (row) => values[row];
}

const exactSum = "sum,carry,count,infinities";

/** An exact sum that was stored as one number, as `plainSums` has it: −0 is that of no value. */
function widened(number: number): unknown {
  const isEmpty = Object.is(number, -0);
  return { sum: isEmpty ? 0 : number, carry: 0, count: isEmpty ? 0 : 1, infinities: 0 };
}

function unknownNumbers(names: readonly string[]): TypeError {
  return new TypeError(
    `Cannot read partial results apart from their job as one number must stand for an exact sum: got one for ${names.join(", ") || "a value"}; ` +
      "restore them into a job that has the same aggregates",
  );
}
