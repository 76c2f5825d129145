import type { ByteRange } from "../../../core/io/mod.ts";
import type { Codec, ConvertedType, PhysicalType, Repetition } from "./names.ts";

/** What a file's footer says of it. */
export interface FileMetadata {
  readonly rows: number;
  readonly schema: readonly SchemaElement[];
  readonly rowGroups: readonly RowGroup[];
  readonly createdBy: string | undefined;
  readonly keyValues: ReadonlyMap<string, string>;
}

/** A node of the schema tree, which is listed depth first. */
export interface SchemaElement {
  readonly name: string;
  /** Undefined for groups. */
  readonly physical: PhysicalType | undefined;
  readonly typeLength: number;
  readonly repetition: Repetition;
  readonly childCount: number;
  readonly logical: LogicalType | undefined;
}

export type TimeUnit = "ms" | "us" | "ns";

/** What the stored values mean: the logical type, or the converted type of older writers. */
export type LogicalType =
  | { readonly kind: "string" | "enum" | "json" | "bson" | "uuid" | "float16" | "interval" }
  | { readonly kind: "date" | "list" | "map" | "null" | "other" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "integer"; readonly bits: number; readonly signed: boolean }
  | { readonly kind: "time" | "timestamp"; readonly unit: TimeUnit };

export interface RowGroup {
  readonly rows: number;
  readonly sizeBytes: number;
  /** One for each leaf of the schema, in its order. */
  readonly chunks: readonly ColumnChunk[];
}

export interface ColumnChunk {
  readonly path: readonly string[];
  readonly physical: PhysicalType;
  readonly codec: Codec;
  /** Values and nulls; more than rows where something repeats. */
  readonly valueCount: number;
  /** Where its first page begins, be that the dictionary or data. */
  readonly start: number;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly statistics: Statistics | undefined;
  /** Where the bounds of its pages stand, and where these lie. */
  readonly columnIndex: ByteRange | undefined;
  readonly offsetIndex: ByteRange | undefined;
  /** Where its Bloom filter begins. */
  readonly bloomFilter: number | undefined;
  readonly encrypted: boolean;
  /** Set where the chunk is in another file. */
  readonly file: string | undefined;
}

export interface Statistics {
  /** As PLAIN bytes; strings may be cut short (below for min, above for max). */
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
  readonly nullCount: number | undefined;
  /** Where old writers ordered the values as signed numbers, whatever their type. */
  readonly order?: "signed";
}

export type { ConvertedType };
