import { crc32 } from "../../../core/platform/mod.ts";
import type { Codec, Encoding, PhysicalType } from "../format/names.ts";
import type { WrittenChunk } from "../format/write-metadata.ts";
import { dataPageHeader, dictionaryPageHeader } from "../format/write-page-header.ts";
import type { WrittenPage } from "../format/write-page-index.ts";
import { countBits } from "../kernels/compact.ts";
import { writeHybrid } from "../kernels/write-hybrid.ts";
import { bloomFilterBytes } from "./bloom-filter.ts";
import { compress } from "./compress.ts";
import type { Dense, Presence } from "./dense.ts";
import { codedOf } from "./dictionary.ts";
import { flatLevels, nestedLevels } from "./levels.ts";
import { pageStatistics } from "./page-bounds.ts";
import { plainValues } from "./plain.ts";
import { statisticsOf } from "./statistics.ts";

/** A leaf of a row group, ready to be written. */
export interface LeafValues {
  readonly path: readonly string[];
  readonly physical: PhysicalType;
  readonly dense: Dense;
  readonly levels: LeafLevels;
}

export type LeafLevels =
  | ({ readonly kind: "flat" } & Presence)
  | {
      readonly kind: "nested";
      readonly definition: Int32Array;
      readonly repetition: Int32Array;
      readonly largest: { readonly definition: number; readonly repetition: number };
    };

export interface EncodedChunk {
  readonly blocks: readonly Uint8Array[];
  readonly chunk: WrittenChunk;
  /** Where one was asked for. */
  readonly bloomFilter?: Uint8Array;
}

const pageBytes = 1 << 20;
/** Pages are what a reader may leave out by their bounds. */
const mostPageRows = 1 << 15;

/** Encodes a chunk that begins at byte `start` of the file. */
export function encodeChunk(
  leaf: LeafValues,
  { codec, bloomFilter }: { readonly codec: Codec; readonly bloomFilter: boolean },
  start: number,
): EncodedChunk {
  const { path, physical, dense, levels } = leaf;
  const coded = codedOf(dense);
  const pages = pageWriter(codec);
  if (coded !== undefined) {
    pages.dictionary(plainValues(coded.entries, 0, coded.entries.count), coded.entries.count);
  }
  const dataPageStart = start + pages.compressedBytes;
  const encoding: Encoding = coded === undefined ? "PLAIN" : "RLE_DICTIONARY";
  const valuesOf = coded === undefined ? plainOf(dense) : codesOf(coded.codes, coded.entries.count);
  const valueCount = levels.kind === "flat" ? levels.rows : levels.definition.length;
  const statistics = statisticsOf(coded?.entries ?? dense, physical, valueCount - dense.count);
  const index: WrittenPage[] = [];
  for (const page of pagesOf(levels, dense, coded === undefined)) {
    const pageStart = start + pages.compressedBytes;
    pages.data([page.levels, valuesOf(page.first, page.last)], page.valueCount, encoding);
    const { firstRow, first, last, valueCount: count } = page;
    const isAll = count === valueCount;
    const own = isAll
      ? statistics
      : pageStatistics(dense, coded, physical, { first, last, nullCount: count - (last - first) });
    const end = start + pages.compressedBytes;
    index.push({ start: pageStart, end, firstRow, valueCount: count, statistics: own });
  }
  const { blocks, uncompressedBytes, compressedBytes } = pages;
  const encodings: Encoding[] = coded === undefined ? ["PLAIN", "RLE"] : ["PLAIN", "RLE", "RLE_DICTIONARY"];
  return {
    blocks,
    ...(bloomFilter ? { bloomFilter: bloomFilterBytes(coded?.entries ?? dense, physical) } : {}),
    chunk: {
      path,
      physical,
      codec,
      valueCount,
      start,
      dataPageStart,
      uncompressedBytes,
      compressedBytes,
      statistics,
      encodings,
      pages: index,
    },
  };
}

function plainOf(dense: Dense): (first: number, last: number) => Uint8Array {
  return (first, last) => plainValues(dense, first, last);
}

/** The width of the codes in a byte, then their runs. */
function codesOf(codes: Int32Array, entries: number): (first: number, last: number) => Uint8Array {
  const width = Math.max(1, 32 - Math.clz32(entries - 1));
  return (first, last) => {
    const out = new Uint8Array(1 + Math.ceil((last - first) / 8) * (width + 11));
    out[0] = width;
    return out.subarray(0, writeHybrid(codes, first, last, width, out, 1));
  };
}

interface PagePart {
  readonly firstRow: number;
  readonly levels: Uint8Array;
  readonly valueCount: number;
  /** Its values are those of [first, last). */
  readonly first: number;
  readonly last: number;
}

function* pagesOf(levels: LeafLevels, dense: Dense, isPlain: boolean): Generator<PagePart, void> {
  if (levels.kind === "nested") {
    // One page, since a page may only begin where a row does.
    const { definition, repetition, largest } = levels;
    const parts = [nestedLevels(repetition, largest.repetition), nestedLevels(definition, largest.definition)];
    return yield { firstRow: 0, levels: joined(parts), valueCount: definition.length, first: 0, last: dense.count };
  }
  const step = isPlain ? rowsPerPage(dense, levels.rows) : mostPageRows;
  let first = 0;
  for (let row = 0; row < levels.rows; row += step) {
    const end = Math.min(levels.rows, row + step);
    const present = levels.validity === undefined ? end - row : countBits(levels.validity, row, end);
    yield {
      firstRow: row,
      levels: flatLevels(levels, row, end, present),
      valueCount: end - row,
      first,
      last: first + present,
    };
    first += present;
  }
}

/** As many as fill a page, a multiple of 8: validity bits are copied by bytes. */
function rowsPerPage(dense: Dense, rows: number): number {
  const total = dense.kind === "bytes" ? dense.bytes.length + 4 * dense.count : dense.count * widthOf(dense);
  const fitting = Math.floor((pageBytes * rows) / Math.max(1, total));
  return Math.max(8, Math.min(mostPageRows, fitting) & ~7);
}

function widthOf(dense: Dense): number {
  return dense.kind === "fixed" ? dense.width : 1;
}

interface PageWriter {
  readonly blocks: readonly Uint8Array[];
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  dictionary(content: Uint8Array, valueCount: number): void;
  data(parts: readonly Uint8Array[], valueCount: number, encoding: Encoding): void;
}

function pageWriter(codec: Codec): PageWriter {
  const blocks: Uint8Array[] = [];
  let uncompressedBytes = 0;
  let compressedBytes = 0;
  const add = (content: Uint8Array, valueCount: number, encoding: Encoding | "dictionary") => {
    const packed = compress(content, codec);
    const sizes = {
      uncompressedBytes: content.length,
      compressedBytes: packed.length,
      checksum: crc32(packed),
      valueCount,
    };
    const header = encoding === "dictionary" ? dictionaryPageHeader(sizes) : dataPageHeader(sizes, encoding);
    blocks.push(header, packed);
    uncompressedBytes += header.length + content.length;
    compressedBytes += header.length + packed.length;
  };
  return {
    blocks,
    get uncompressedBytes() {
      return uncompressedBytes;
    },
    get compressedBytes() {
      return compressedBytes;
    },
    dictionary: (content, valueCount) => add(content, valueCount, "dictionary"),
    data: (parts, valueCount, encoding) => add(joined(parts), valueCount, encoding),
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
