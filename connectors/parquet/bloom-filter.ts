import type { Condition } from "../../core/io/mod.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { numberAt, readStruct, requiredNumber, structAt } from "./format/thrift-reader.ts";
import { bloomSalts } from "./kernels/bloom-salts.ts";
import { xxHash64 } from "./kernels/xx-hash-64.ts";

/*
 * A split block Bloom filter: blocks of eight words of 32 bits. The upper half of a value's hash says which block, the lower
 * half which bit of each word is set where the value is there.
 * https://github.com/apache/parquet-format/blob/master/BloomFilter.md
 */

const blockBytes = 32;
/** The header is shorter. */
const headerBytes = 64;
const mostBytes = 2 ** 27;

/** Whether a chunk may hold the value, as far as its filter tells. Reads the header and the one block that says. */
export async function mayContain(
  { files, path, sizeBytes }: ParquetFile,
  { bloomFilter }: ColumnChunk,
  value: Uint8Array,
): Promise<boolean> {
  if (bloomFilter === undefined) return true;
  const end = Math.min(sizeBytes, bloomFilter + headerBytes);
  const header = { bytes: await files.read(path, { start: bloomFilter, end }), at: 0 };
  const filter = readStruct(header);
  const filterBytes = requiredNumber(filter, 1, "size of a Bloom filter");
  const isKnown = [2, 3, 4].every((field) => structAt(structAt(filter, field) ?? [], 1) !== undefined);
  if (!isKnown) return true;
  if (!(filterBytes >= blockBytes && filterBytes <= mostBytes && filterBytes % blockBytes === 0))
    throw new RangeError(`a Bloom filter of ${numberAt(filter, 1)} bytes`);
  const hash = xxHash64(value);
  const block = Number(((hash >> 32n) * BigInt(filterBytes / blockBytes)) >> 32n);
  const start = bloomFilter + header.at + block * blockBytes;
  const bytes = await files.read(path, { start, end: start + blockBytes });
  if (bytes.length < blockBytes) throw new RangeError("a Bloom filter that the file ends within");
  const words = new DataView(bytes.buffer, bytes.byteOffset, blockBytes);
  const key = Number(hash & 0xffffffffn) | 0;
  return bloomSalts.every(
    (salt, word) => (words.getInt32(word * 4, true) & (1 << (Math.imul(key, salt) >>> 27))) !== 0,
  );
}

const msPerDay = 86_400_000;

/** The bytes that a writer has hashed for a value, where there is only one way to store it; else undefined. */
export function hashedBytes({ element }: SchemaNode, value: Condition["value"]): Uint8Array | undefined {
  const { physical, logical } = element;
  const isInteger = logical === undefined || logical.kind === "integer";
  switch (physical) {
    case "BYTE_ARRAY":
      return typeof value === "string" &&
        value.isWellFormed() &&
        (logical?.kind === "string" || logical?.kind === "enum")
        ? new TextEncoder().encode(value)
        : undefined;
    case "INT32":
      if (isInteger) return stored(value, 4);
      return logical.kind === "date" && typeof value === "number" ? stored(value / msPerDay, 4) : undefined;
    case "INT64":
      if (isInteger) return stored(value, 8);
      return logical.kind === "timestamp" && logical.unit === "ms" ? stored(value, 8) : undefined;
    case "DOUBLE":
      // A zero is stored with either sign.
      return logical === undefined && typeof value === "number" && value !== 0 && !Number.isNaN(value)
        ? new Uint8Array(Float64Array.of(value).buffer)
        : undefined;
    default:
      return undefined;
  }
}

/** An integer, little endian, where the width holds it: signed or not is the same bytes. */
function stored(value: Condition["value"], width: 4 | 8): Uint8Array | undefined {
  if (typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number" && !Number.isSafeInteger(value)) return undefined;
  const whole = BigInt(value);
  const bits = BigInt(width * 8);
  if (whole >= 1n << bits || whole < -(1n << (bits - 1n))) return undefined;
  return new Uint8Array(BigInt64Array.of(BigInt.asIntN(64, whole)).buffer, 0, width);
}
