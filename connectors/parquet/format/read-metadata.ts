import type {
  ColumnChunk,
  FileMetadata,
  LogicalType,
  RowGroup,
  SchemaElement,
  Statistics,
  TimeUnit,
} from "./metadata.ts";
import type { ConvertedType, PhysicalType } from "./names.ts";
import { codecs, convertedTypes, nameOf, physicalTypes, repetitions } from "./names.ts";
import { rangeAt } from "./page-index.ts";
import type { ThriftStruct } from "./thrift-reader.ts";
import {
  booleanAt,
  bytesAt,
  numberAt,
  readStruct,
  requiredNumber,
  structAt,
  structsAt,
  textAt,
  textsAt,
} from "./thrift-reader.ts";

/** The footer's struct `FileMetaData`. */
export function readMetadata(bytes: Uint8Array): FileMetadata {
  const file = readStruct({ bytes, at: 0 });
  const schema = structsAt(file, 2).map(schemaElement);
  const rows = requiredNumber(file, 3, "number of rows");
  const rowGroups = structsAt(file, 4).map(rowGroup);
  // One bit that is flipped may leave row groups out, which is no error of the footer's form.
  const inGroups = rowGroups.reduce((sum, group) => sum + group.rows, 0);
  // parquet-rs wrote none once.
  if (rows !== 0 && inGroups !== rows) throw new RangeError(`row groups of ${inGroups} rows in a file of ${rows}`);
  return {
    rows: inGroups,
    schema,
    rowGroups,
    createdBy: textAt(file, 6),
    keyValues: new Map(structsAt(file, 5).map((pair) => [textAt(pair, 1) ?? "", textAt(pair, 2) ?? ""])),
  };
}

function schemaElement(element: ThriftStruct): SchemaElement {
  const physical = numberAt(element, 1);
  const name = textAt(element, 4) ?? "";
  return {
    name,
    physical: physical === undefined ? undefined : nameOf(physicalTypes, physical, "physical type"),
    typeLength: numberAt(element, 2) ?? 0,
    repetition: nameOf(repetitions, numberAt(element, 3) ?? 0, "repetition"),
    childCount: numberAt(element, 5) ?? 0,
    logical: agreed(name, logicalType(structAt(element, 10)), fromConverted(element)),
  };
}

function rowGroup(group: ThriftStruct): RowGroup {
  const chunks = structsAt(group, 1).map(columnChunk);
  return {
    rows: requiredNumber(group, 3, "number of rows in a row group"),
    sizeBytes: chunks.reduce((sum, chunk) => sum + chunk.compressedBytes, 0),
    chunks,
  };
}

function columnChunk(chunk: ThriftStruct): ColumnChunk {
  const encrypted = structAt(chunk, 8) !== undefined;
  const column = structAt(chunk, 3);
  if (column === undefined) throw new RangeError(encrypted ? "encrypted column metadata" : "a column without metadata");
  const physical = nameOf(physicalTypes, requiredNumber(column, 1, "physical type"), "physical type");
  return {
    path: textsAt(column, 3),
    physical,
    codec: nameOf(codecs, requiredNumber(column, 4, "codec"), "codec"),
    valueCount: requiredNumber(column, 5, "number of values"),
    start: firstPage(column),
    compressedBytes: requiredNumber(column, 7, "compressed size"),
    uncompressedBytes: requiredNumber(column, 6, "uncompressed size"),
    statistics: statistics(structAt(column, 12), physical),
    offsetIndex: rangeAt(chunk, 4, 5),
    columnIndex: rangeAt(chunk, 6, 7),
    bloomFilter: numberAt(column, 14),
    encrypted,
    file: textAt(chunk, 1),
  };
}

/** Some writers leave `dictionary_page_offset` out, or at 0, and let the dictionary begin at `data_page_offset`. */
function firstPage(column: ThriftStruct): number {
  const data = requiredNumber(column, 9, "data page offset");
  const dictionary = numberAt(column, 11) ?? 0;
  return dictionary > 0 && dictionary < data ? dictionary : data;
}

/**
 * `min` and `max` of old writers (fields 2 and 1) were ordered by signed bytes: right for signed numbers only.
 */
function statistics(stats: ThriftStruct | undefined, physical: PhysicalType): Statistics | undefined {
  if (stats === undefined) return undefined;
  const nullCount = numberAt(stats, 3);
  const [min, max] = [bytesAt(stats, 6), bytesAt(stats, 5)];
  if (min !== undefined || max !== undefined) return { min, max, nullCount };
  const ordered = physical === "INT32" || physical === "INT64" || physical === "FLOAT" || physical === "DOUBLE";
  if (!ordered) return { min: undefined, max: undefined, nullCount };
  return { min: bytesAt(stats, 2), max: bytesAt(stats, 1), nullCount, order: "signed" };
}

// The union LogicalType: kinds without content, by field id.
const plainKinds = new Map<number, LogicalType>([
  [1, { kind: "string" }],
  [2, { kind: "map" }],
  [3, { kind: "list" }],
  [4, { kind: "enum" }],
  [6, { kind: "date" }],
  [11, { kind: "null" }],
  [12, { kind: "json" }],
  [13, { kind: "bson" }],
  [14, { kind: "uuid" }],
  [15, { kind: "float16" }],
]);

function logicalType(union: ThriftStruct | undefined): LogicalType | undefined {
  if (union === undefined) return undefined;
  const id = union.findIndex((value) => value !== undefined);
  const content = structAt(union, id);
  if (content === undefined) return undefined;
  switch (id) {
    case 5:
      return { kind: "decimal", scale: numberAt(content, 1) ?? 0, precision: numberAt(content, 2) ?? 0 };
    case 7:
      return { kind: "time", unit: timeUnit(structAt(content, 2)) };
    case 8:
      return { kind: "timestamp", unit: timeUnit(structAt(content, 2)) };
    case 10:
      return { kind: "integer", bits: numberAt(content, 1) ?? 0, signed: booleanAt(content, 2) ?? true };
    default:
      return plainKinds.get(id) ?? { kind: "other" };
  }
}

function timeUnit(union: ThriftStruct | undefined): TimeUnit {
  const unit = (["ms", "us", "ns"] as const).find((_, at) => union?.[at + 1] !== undefined);
  if (unit === undefined) throw new RangeError("an unknown unit of time");
  return unit;
}

/** Kinds by which the same stored number is another value. */
const numeric: ReadonlySet<string> = new Set(["decimal", "integer", "time", "timestamp", "date"]);

/** What the new and the old way say, where both do: if one is damaged the other is another. */
function agreed(
  name: string,
  logical: LogicalType | undefined,
  converted: LogicalType | undefined,
): LogicalType | undefined {
  if (logical === undefined || converted === undefined) return logical ?? converted;
  // For which the old way has no word.
  if ("unit" in logical && logical.unit === "ns") return logical;
  const [own, old] = [logical, converted].map(numericMeaning);
  if (own !== old) throw new RangeError(`column ${JSON.stringify(name)} of the types ${own} and ${old} at once`);
  return logical;
}

function numericMeaning(type: LogicalType): string {
  if (!numeric.has(type.kind)) return "no number";
  const { kind, ...rest } = type as LogicalType & { scale?: number; unit?: TimeUnit; bits?: number; signed?: boolean };
  const { scale, unit, bits, signed } = rest;
  return [kind, scale, unit, bits, signed].filter((part) => part !== undefined).join(" ");
}

function fromConverted(element: ThriftStruct): LogicalType | undefined {
  const number = numberAt(element, 6);
  const converted = number === undefined ? undefined : convertedTypes[number];
  if (converted === undefined) return undefined;
  if (converted === "DECIMAL") {
    return { kind: "decimal", scale: numberAt(element, 7) ?? 0, precision: numberAt(element, 8) ?? 0 };
  }
  return meaningOf[converted];
}

const meaningOf: Readonly<Record<Exclude<ConvertedType, "DECIMAL">, LogicalType>> = {
  UTF8: { kind: "string" },
  MAP: { kind: "map" },
  MAP_KEY_VALUE: { kind: "map" },
  LIST: { kind: "list" },
  ENUM: { kind: "enum" },
  DATE: { kind: "date" },
  TIME_MILLIS: { kind: "time", unit: "ms" },
  TIME_MICROS: { kind: "time", unit: "us" },
  TIMESTAMP_MILLIS: { kind: "timestamp", unit: "ms" },
  TIMESTAMP_MICROS: { kind: "timestamp", unit: "us" },
  UINT_8: { kind: "integer", bits: 8, signed: false },
  UINT_16: { kind: "integer", bits: 16, signed: false },
  UINT_32: { kind: "integer", bits: 32, signed: false },
  UINT_64: { kind: "integer", bits: 64, signed: false },
  INT_8: { kind: "integer", bits: 8, signed: true },
  INT_16: { kind: "integer", bits: 16, signed: true },
  INT_32: { kind: "integer", bits: 32, signed: true },
  INT_64: { kind: "integer", bits: 64, signed: true },
  JSON: { kind: "json" },
  BSON: { kind: "bson" },
  INTERVAL: { kind: "interval" },
};
