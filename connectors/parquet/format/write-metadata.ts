import type { ByteRange } from "../../../core/io/mod.ts";
import type { ColumnChunk, LogicalType, SchemaElement, Statistics } from "./metadata.ts";
import type { ConvertedType, Encoding } from "./names.ts";
import { codecs, convertedTypes, encodings, physicalTypes, repetitions } from "./names.ts";
import type { ThriftContent } from "./thrift-writer.ts";
import { binary, byte, flag, i32, i64, list, optionalI32, struct, text, thriftBytes } from "./thrift-writer.ts";
import type { WrittenPage } from "./write-page-index.ts";

/** What the footer says of a chunk that was written. */
export interface WrittenChunk
  extends Omit<ColumnChunk, "encrypted" | "file" | "columnIndex" | "offsetIndex" | "bloomFilter"> {
  readonly encodings: readonly Encoding[];
  readonly dataPageStart: number;
  readonly pages: readonly WrittenPage[];
  /** Where what is said of its pages lies, once that is written. */
  readonly columnIndex?: ByteRange;
  readonly offsetIndex?: ByteRange;
  readonly bloomFilter?: ByteRange;
}

export interface WrittenGroup {
  readonly rows: number;
  readonly chunks: readonly WrittenChunk[];
}

/** The struct `FileMetaData`. */
export function metadataBytes(
  schema: readonly SchemaElement[],
  groups: readonly WrittenGroup[],
  notes: ReadonlyMap<string, string>,
): Uint8Array {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const leaves = schema.filter((element) => element.physical !== undefined);
  return thriftBytes([
    [1, i32(1)],
    [2, list("struct", schema.map(schemaElement))],
    [3, i64(rows)],
    [4, list("struct", groups.map(rowGroup))],
    [
      5,
      list(
        "struct",
        Array.from(notes, ([key, value]) => struct([1, text(key)], [2, text(value)])),
      ),
    ],
    [6, text("millrace")],
    // Statistics are in the order of the types: without this readers do not trust those of strings.
    [
      7,
      list(
        "struct",
        leaves.map(() => struct([1, struct()])),
      ),
    ],
  ]);
}

function schemaElement(element: SchemaElement, position: number): ThriftContent {
  const { physical, logical } = element;
  const decimal = logical?.kind === "decimal" ? logical : undefined;
  return struct(
    [1, physical && i32(physicalTypes.indexOf(physical))],
    [2, physical === "FIXED_LEN_BYTE_ARRAY" ? i32(element.typeLength) : undefined],
    [3, position === 0 ? undefined : i32(repetitions.indexOf(element.repetition))],
    [4, text(element.name)],
    [5, physical === undefined ? i32(element.childCount) : undefined],
    [6, optionalI32(logical && convertedOf(logical))],
    [7, optionalI32(decimal?.scale)],
    [8, optionalI32(decimal?.precision)],
    [10, logical && logicalOf(logical)],
  );
}

function rowGroup({ rows, chunks }: WrittenGroup): ThriftContent {
  return struct(
    [1, list("struct", chunks.map(columnChunk))],
    [2, i64(chunks.reduce((sum, chunk) => sum + chunk.uncompressedBytes, 0))],
    [3, i64(rows)],
    [6, i64(chunks.reduce((sum, chunk) => sum + chunk.compressedBytes, 0))],
  );
}

function columnChunk(chunk: WrittenChunk): ThriftContent {
  const { offsetIndex, columnIndex, bloomFilter } = chunk;
  const metadata = struct(
    [1, i32(physicalTypes.indexOf(chunk.physical))],
    [
      2,
      list(
        "i32",
        chunk.encodings.map((encoding) => i32(encodings.indexOf(encoding))),
      ),
    ],
    [3, list("binary", chunk.path.map(text))],
    [4, i32(codecs.indexOf(chunk.codec))],
    [5, i64(chunk.valueCount)],
    [6, i64(chunk.uncompressedBytes)],
    [7, i64(chunk.compressedBytes)],
    [9, i64(chunk.dataPageStart)],
    [11, chunk.dataPageStart > chunk.start ? i64(chunk.start) : undefined],
    [12, chunk.statistics && statistics(chunk.statistics)],
    [14, bloomFilter && i64(bloomFilter.start)],
    [15, bloomFilter && i32(bloomFilter.end - bloomFilter.start)],
  );
  return struct(
    [2, i64(0)],
    [3, metadata],
    [4, offsetIndex && i64(offsetIndex.start)],
    [5, offsetIndex && i32(offsetIndex.end - offsetIndex.start)],
    [6, columnIndex && i64(columnIndex.start)],
    [7, columnIndex && i32(columnIndex.end - columnIndex.start)],
  );
}

function statistics({ min, max, nullCount }: Statistics): ThriftContent {
  return struct(
    [3, nullCount === undefined ? undefined : i64(nullCount)],
    [5, max && binary(max)],
    [6, min && binary(min)],
  );
}

/** The union LogicalType. */
function logicalOf(logical: LogicalType): ThriftContent | undefined {
  switch (logical.kind) {
    case "decimal":
      return struct([5, struct([1, i32(logical.scale)], [2, i32(logical.precision)])]);
    case "timestamp":
      return struct([8, struct([1, flag(true)], [2, struct([{ ms: 1, us: 2, ns: 3 }[logical.unit], struct()])])]);
    case "integer":
      return struct([10, struct([1, byte(logical.bits)], [2, flag(logical.signed)])]);
    default: {
      const id = { string: 1, map: 2, list: 3, date: 6, json: 12 }[logical.kind as string];
      return id === undefined ? undefined : struct([id, struct()]);
    }
  }
}

/** For readers that know only the converted types. */
function convertedOf(logical: LogicalType): number | undefined {
  const names: Partial<Record<LogicalType["kind"], ConvertedType>> = {
    string: "UTF8",
    list: "LIST",
    map: "MAP",
    decimal: "DECIMAL",
    date: "DATE",
    timestamp: "TIMESTAMP_MICROS",
    json: "JSON",
  };
  const name = names[logical.kind];
  return name === undefined ? undefined : convertedTypes.indexOf(name);
}
