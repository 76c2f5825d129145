import type { Column, DataType, Dictionary } from "../../../core/io/mod.ts";
import { utf8Dictionary } from "../../../core/io/mod.ts";
import { moveStarts } from "../kernels/strings.ts";
import { spreadInt32 } from "../kernels/validity.ts";
import type { ByteArrays } from "./byte-arrays.ts";
import { locate } from "./byte-arrays.ts";
import type { ColumnBuilder, PageValues } from "./values.ts";
import { isCoded, readCodes } from "./values.ts";

/**
 * Strings, never decoded: codes where every page has codes, else views into the bytes of the pages. A writer that
 * gave its dictionary up halfway leaves both kinds of pages in a chunk; its codes then become views of the entries.
 */
export function stringBuilder(type: DataType, rows: number): ColumnBuilder<Column> {
  const arena = byteArena();
  let entries: ByteArrays | undefined;
  let codes: Int32Array | undefined;
  let entriesStart = 0; // where the arena holds them
  let views: { readonly starts: Int32Array; readonly lengths: Int32Array } | undefined;
  const coded: { readonly at: number; readonly count: number }[] = [];

  const viewsOfCodes = () => {
    const made = { starts: new Int32Array(rows), lengths: new Int32Array(rows) };
    if (entries !== undefined) {
      entriesStart = arena.add(entries.bytes);
      for (const { at, count } of coded) viewCodes(codes!, entries, entriesStart, made.starts, made.lengths, at, count);
    }
    return made;
  };
  const appendCodes = (page: PageValues, at: number) => {
    codes ??= new Int32Array(rows);
    readCodes(page, entries?.starts.length ?? 0, codes, at);
    if (views === undefined) coded.push({ at, count: page.count });
    else viewCodes(codes, entries!, entriesStart, views.starts, views.lengths, at, page.count);
  };
  return {
    dictionary: (page) => {
      entries = locate(page, 0);
    },
    append: (page, at) => {
      if (isCoded(page.encoding)) return appendCodes(page, at);
      views ??= viewsOfCodes();
      const found = locate(page, 0);
      moveStarts(found.starts, arena.add(found.bytes), views.starts, at);
      views.lengths.set(found.lengths, at);
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
      return {
        type,
        validity,
        layout: "dictionary",
        codes: codes ?? new Int32Array(rows),
        dictionary: dictionaryOfEntries(entries),
      };
    },
  };
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

/** The bytes of several pages as one array; joined once, when it is known how many there are. */
function byteArena(): { add(bytes: Uint8Array): number; bytes(): Uint8Array } {
  const blocks: Uint8Array[] = [];
  let size = 0;
  return {
    add: (bytes) => {
      if (size + bytes.length > 0x7fffffff) throw new RangeError("more than 2 GiB of text in one row group");
      blocks.push(bytes);
      size += bytes.length;
      return size - bytes.length;
    },
    bytes: () => {
      if (blocks.length === 1) return blocks[0]!;
      const joined = new Uint8Array(size);
      let at = 0;
      for (const block of blocks) {
        joined.set(block, at);
        at += block.length;
      }
      return joined;
    },
  };
}
