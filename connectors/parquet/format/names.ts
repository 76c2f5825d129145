// The enumerations of parquet.thrift, in the order of their numbers.
// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift

export const physicalTypes = [
  "BOOLEAN",
  "INT32",
  "INT64",
  "INT96",
  "FLOAT",
  "DOUBLE",
  "BYTE_ARRAY",
  "FIXED_LEN_BYTE_ARRAY",
] as const;

export type PhysicalType = (typeof physicalTypes)[number];

export const convertedTypes = [
  "UTF8",
  "MAP",
  "MAP_KEY_VALUE",
  "LIST",
  "ENUM",
  "DECIMAL",
  "DATE",
  "TIME_MILLIS",
  "TIME_MICROS",
  "TIMESTAMP_MILLIS",
  "TIMESTAMP_MICROS",
  "UINT_8",
  "UINT_16",
  "UINT_32",
  "UINT_64",
  "INT_8",
  "INT_16",
  "INT_32",
  "INT_64",
  "JSON",
  "BSON",
  "INTERVAL",
] as const;

export type ConvertedType = (typeof convertedTypes)[number];

export const repetitions = ["required", "optional", "repeated"] as const;

export type Repetition = (typeof repetitions)[number];

export const encodings = [
  "PLAIN",
  undefined, // GROUP_VAR_INT, never used
  "PLAIN_DICTIONARY",
  "RLE",
  "BIT_PACKED",
  "DELTA_BINARY_PACKED",
  "DELTA_LENGTH_BYTE_ARRAY",
  "DELTA_BYTE_ARRAY",
  "RLE_DICTIONARY",
  "BYTE_STREAM_SPLIT",
] as const;

export type Encoding = Exclude<(typeof encodings)[number], undefined>;

export const codecs = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"] as const;

export type Codec = (typeof codecs)[number];

export const pageTypes = ["DATA_PAGE", "INDEX_PAGE", "DICTIONARY_PAGE", "DATA_PAGE_V2"] as const;

export type PageType = (typeof pageTypes)[number];

/** Name of a member by its number, or an error that says which number it was. */
export function nameOf<Name extends string>(names: readonly (Name | undefined)[], number: number, what: string): Name {
  const name = names[number];
  if (name === undefined) throw new RangeError(`unknown ${what} ${number}`);
  return name;
}
