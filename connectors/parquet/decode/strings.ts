import type { Column, DataType, Dictionary } from "../../../core/io/mod.ts";
import { utf8Dictionary } from "../../../core/io/mod.ts";
import { isAscii, isUtf8 } from "../../../core/platform/mod.ts";
import { recycledMemory } from "../../files/mod.ts";
import { quote } from "../errors.ts";
import { moveStarts } from "../kernels/strings.ts";
import { spreadInt32 } from "../kernels/validity.ts";
import type { ColumnArrays } from "./arrays.ts";
import type { ByteArrays } from "./byte-arrays.ts";
import { locate } from "./byte-arrays.ts";
import type { ColumnBuilder, PageValues } from "./values.ts";
import { isCoded, readCodes } from "./values.ts";

/**
 * Strings, never decoded: codes where every page has codes, else views into the bytes of the pages. A writer that
 * gave its dictionary up halfway leaves both kinds of pages in a chunk; its codes then become views of the entries.
 */
export function stringBuilder(
  type: DataType,
  rows: number,
  sizeBytes: number,
  arrays: ColumnArrays,
): ColumnBuilder<Column> {
  const arena = byteArena(sizeBytes);
  let entries: ByteArrays | undefined;
  let codes: Int32Array | undefined;
  let entriesStart = 0; // where the arena holds them
  let views: { readonly starts: Int32Array; readonly lengths: Int32Array } | undefined;
  const coded: { readonly at: number; readonly count: number }[] = [];

  const viewsOfCodes = () => {
    const made = { starts: arrays.int32(rows), lengths: arrays.int32(rows) };
    if (entries !== undefined) {
      entriesStart = arena.add(entries.bytes);
      for (const { at, count } of coded) viewCodes(codes!, entries, entriesStart, made.starts, made.lengths, at, count);
    }
    return made;
  };
  const appendCodes = (page: PageValues, at: number) => {
    codes ??= arrays.int32(rows);
    readCodes(page, entries?.starts.length ?? 0, codes, at);
    if (views === undefined) coded.push({ at, count: page.count });
    else viewCodes(codes, entries!, entriesStart, views.starts, views.lengths, at, page.count);
  };
  return {
    memory: "shared",
    dictionary: (page) => {
      entries = locate({ ...page, bytes: page.bytes.slice() }, 0);
      requireUtf8(entries);
    },
    append: (page, at) => {
      if (isCoded(page.encoding)) return appendCodes(page, at);
      views ??= viewsOfCodes();
      const located = locate(page, 0);
      requireUtf8(located);
      const { bytes, starts, lengths } = located;
      moveStarts(starts, arena.add(bytes), views.starts, at);
      views.lengths.set(lengths, at);
    },
    spread: (validity, at, rowCount, count) => {
      if (views === undefined) {
        if (codes !== undefined) spreadInt32(codes, validity, at, rowCount, count);
        const last = coded.at(-1);
        if (last?.at === at) coded[coded.length - 1] = { at, count: rowCount };
        return;
      }
      spreadInt32(views.starts, validity, at, rowCount, count);
      spreadInt32(views.lengths, validity, at, rowCount, count);
    },
    finish: (validity) => {
      if (views !== undefined) return { type, validity, layout: "utf8", bytes: arena.bytes(), ...views };
      const dictionary = dictionaryOfEntries(entries);
      return { type, validity, layout: "dictionary", codes: codes ?? new Int32Array(rows), dictionary };
    },
  };
}

/** Refuses what would be decoded to other characters. */
function requireUtf8({ bytes, starts, lengths }: ByteArrays): void {
  const values = starts.length;
  if (values === 0) return;
  const all = bytes.subarray(starts[0], starts[values - 1]! + lengths[values - 1]!);
  // Lengths that stand between texts are bytes, too: below 128 they part characters, as all of ASCII does.
  if (isAscii(all) || (isUtf8(all) && lengths.every((length) => length < 128))) return;
  for (let value = 0; value < values; value++) {
    const text = bytes.subarray(starts[value]!, starts[value]! + lengths[value]!);
    if (!isUtf8(text))
      throw new RangeError(`a text that is no UTF-8, ${quote(new TextDecoder().decode(text.subarray(0, 60)))}`);
  }
}

function dictionaryOfEntries(entries: ByteArrays | undefined): Dictionary {
  if (entries === undefined || entries.starts.length === 0) {
    // Every row is absent; code 0, which they carry, must still mean something.
    return utf8Dictionary(new Uint8Array(0), new Int32Array(1), new Int32Array(1), 1);
  }
  return utf8Dictionary(entries.bytes, entries.starts, entries.lengths, entries.starts.length);
}

function viewCodes(
  codes: Int32Array,
  entries: ByteArrays,
  base: number,
  starts: Int32Array,
  lengths: Int32Array,
  at: number,
  count: number,
): void {
  for (let row = at; row < at + count; row++) {
    const code = codes[row]!;
    starts[row] = base + (entries.starts[code] ?? 0);
    lengths[row] = entries.lengths[code] ?? 0;
  }
}

/** The bytes of several pages as one array, in memory that is used again once nobody holds it. */
function byteArena(expectedBytes: number): { add(bytes: Uint8Array): number; bytes(): Uint8Array } {
  let memory: Uint8Array = new Uint8Array(0);
  let size = 0;
  const reserve = (sizeBytes: number): void => {
    const larger = recycledMemory.take(sizeBytes);
    larger.set(memory.subarray(0, size));
    if (size > 0) recycledMemory.putBack(memory);
    memory = larger;
  };
  return {
    add: (bytes) => {
      const end = size + bytes.length;
      if (end > mostBytes) throw new RangeError("more than 2 GiB of text in one row group");
      // What the footer says need not be true.
      if (end > memory.length) reserve(Math.min(mostBytes, Math.max(end, 2 * size, Math.min(expectedBytes, 2 ** 25))));
      memory.set(bytes, size);
      size = end;
      return end - bytes.length;
    },
    bytes: () => {
      const bytes = memory.subarray(0, size);
      if (size > 0) recycledMemory.giveBack(bytes);
      return bytes;
    },
  };
}

const mostBytes = 0x7fffffff;
