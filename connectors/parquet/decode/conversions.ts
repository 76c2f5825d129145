import { float16ToFloat64, int64Divided, int64ToFloat64, uint64ToFloat64 } from "../../files/mod.ts";
import type { LogicalType, SchemaElement } from "../format/metadata.ts";
import { decimalBytes, int32Divided, int32Times, int96ToMs, uint32ToFloat64 } from "../kernels/numbers.ts";
import { locate } from "./byte-arrays.ts";
import { plainBytes } from "./plain-bytes.ts";
import type { PageValues } from "./values.ts";
import { UnsafeInteger } from "./values.ts";

/** Turns the values of a page into doubles at `out[at]` and on. */
export type ToFloat64 = (page: PageValues, out: Float64Array, at: number) => void;

export type ToBigInt64 = (page: PageValues) => BigInt64Array<ArrayBuffer>;

const msPerDay = 86_400_000;

/** How the stored values of a leaf become doubles: milliseconds for times, their value for all else. */
export function toFloat64(element: SchemaElement): ToFloat64 {
  const { logical, typeLength } = element;
  switch (element.physical) {
    case "INT32":
      return fromInt32(logical);
    case "INT64":
      return fromInt64(logical);
    case "INT96":
      return (page, out, at) => int96ToMs(wordsOf(page, 12), page.count, out, at);
    case "FLOAT":
      return (page, out, at) => out.set(new Float32Array(...part(plainBytes(page, 4), page.count)), at);
    case "DOUBLE":
      return (page, out, at) => out.set(new Float64Array(...part(plainBytes(page, 8), page.count)), at);
    default:
      if (logical?.kind === "float16") {
        return (page, out, at) =>
          float16ToFloat64(new Uint16Array(...part(plainBytes(page, 2), page.count)), page.count, out, at);
      }
      return fromDecimalBytes(typeLength, divisorOf(logical));
  }
}

function fromInt32(logical: LogicalType | undefined): ToFloat64 {
  if (logical?.kind === "date") return (page, out, at) => int32Times(wordsOf(page, 4), page.count, msPerDay, out, at);
  if (logical?.kind === "integer" && !logical.signed) {
    return (page, out, at) => uint32ToFloat64(wordsOf(page, 4), page.count, out, at);
  }
  const divisor = divisorOf(logical);
  return (page, out, at) => int32Divided(wordsOf(page, 4), page.count, divisor, out, at);
}

function fromInt64(logical: LogicalType | undefined): ToFloat64 {
  if (logical?.kind === "timestamp" || logical?.kind === "time" || logical?.kind === "decimal") {
    const divisor = divisorOf(logical);
    return (page, out, at) => int64Divided(wordsOf(page, 8), page.count, divisor, out, at);
  }
  const unsigned = isUnsigned(logical);
  const convert = unsigned ? uint64ToFloat64 : int64ToFloat64;
  return (page, out, at) => {
    const words = wordsOf(page, 8);
    const unsafe = convert(words, page.count, out, at);
    if (unsafe >= 0) throw new UnsafeInteger(unsafe, integerAt(words, unsafe, unsigned), "2^53");
  };
}

function fromDecimalBytes(fixedLength: number, divisor: number): ToFloat64 {
  return (page, out, at) => {
    const { bytes, starts, lengths } = locate(page, fixedLength);
    decimalBytes(bytes, starts, lengths, page.count, divisor, out, at);
  };
}

/** 64-bit integers as they are; unsigned ones from 2^63 on have no place in a bigint column. */
export function toBigInt64({ physical, logical }: SchemaElement): ToBigInt64 {
  const unsigned = isUnsigned(logical);
  if (physical === "INT32")
    return (page) => BigInt64Array.from(wordsOf(page, 4), unsigned ? (word) => BigInt(word >>> 0) : BigInt);
  return (page) => {
    const plain = plainBytes(page, 8);
    const values = new BigInt64Array(plain.buffer as ArrayBuffer, plain.byteOffset, page.count);
    const unsafe = unsigned ? values.findIndex((value) => value < 0n) : -1;
    if (unsafe >= 0) throw new UnsafeInteger(unsafe, BigInt.asUintN(64, values[unsafe]!), "2^63");
    return values;
  };
}

export function integerAt(words: Int32Array, value: number, unsigned: boolean): bigint {
  const bits = (BigInt(words[value * 2 + 1]!) << 32n) | BigInt(words[value * 2]! >>> 0);
  return unsigned ? BigInt.asUintN(64, bits) : bits;
}

/** The page's values as 32-bit words. */
export function wordsOf(page: PageValues, width: number): Int32Array {
  return new Int32Array(...part(plainBytes(page, width), (page.count * width) / 4));
}

function part(plain: Uint8Array, length: number): [ArrayBuffer, number, number] {
  return [plain.buffer as ArrayBuffer, plain.byteOffset, length];
}

function isUnsigned(logical: LogicalType | undefined): boolean {
  return logical?.kind === "integer" && !logical.signed;
}

/** What stored integers are divided by: the ticks of a millisecond, or a decimal's power of ten. */
function divisorOf(logical: LogicalType | undefined): number {
  if (logical?.kind === "timestamp" || logical?.kind === "time")
    return { ms: 1, us: 1_000, ns: 1_000_000 }[logical.unit];
  return logical?.kind === "decimal" ? 10 ** logical.scale : 1;
}
