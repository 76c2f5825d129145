import type { LogicalType, SchemaElement, TimeUnit } from "../format/metadata.ts";
import {
  fixedDivided,
  float16ToFloat64,
  int32Divided,
  int32Times,
  int64Divided,
  int64ToFloat64,
  int96ToMs,
  uint32ToFloat64,
  uint64ToFloat64,
} from "../kernels/numbers.ts";
import { UnsafeInteger } from "./values.ts";

/** Turns `count` PLAIN values into doubles at `out[at]` and on. */
export type ToFloat64 = (plain: Uint8Array, count: number, out: Float64Array, at: number) => void;

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
      return (plain, count, out, at) => int96ToMs(int32s(plain, count * 3), count, out, at);
    case "FLOAT":
      return (plain, count, out, at) => out.set(new Float32Array(plain.buffer, plain.byteOffset, count), at);
    case "DOUBLE":
      return (plain, count, out, at) => out.set(new Float64Array(plain.buffer, plain.byteOffset, count), at);
    default:
      if (logical?.kind === "float16") {
        return (plain, count, out, at) =>
          float16ToFloat64(new Uint16Array(plain.buffer, plain.byteOffset, count), count, out, at);
      }
      return (plain, count, out, at) => fixedDivided(plain, typeLength, count, 10 ** scaleOf(logical), out, at);
  }
}

function fromInt32(logical: LogicalType | undefined): ToFloat64 {
  if (logical?.kind === "date") {
    return (plain, count, out, at) => int32Times(int32s(plain, count), count, msPerDay, out, at);
  }
  if (logical?.kind === "integer" && !logical.signed) {
    return (plain, count, out, at) => uint32ToFloat64(int32s(plain, count), count, out, at);
  }
  const divisor = divisorOf(logical);
  return (plain, count, out, at) => int32Divided(int32s(plain, count), count, divisor, out, at);
}

function fromInt64(logical: LogicalType | undefined): ToFloat64 {
  if (logical?.kind === "timestamp" || logical?.kind === "time" || logical?.kind === "decimal") {
    const divisor = divisorOf(logical);
    return (plain, count, out, at) => int64Divided(int32s(plain, count * 2), count, divisor, out, at);
  }
  const unsigned = logical?.kind === "integer" && !logical.signed;
  const convert = unsigned ? uint64ToFloat64 : int64ToFloat64;
  return (plain, count, out, at) => {
    const words = int32s(plain, count * 2);
    const unsafe = convert(words, count, out, at);
    if (unsafe >= 0) throw new UnsafeInteger(unsafe, integerAt(words, unsafe, unsigned));
  };
}

function integerAt(words: Int32Array, value: number, unsigned: boolean): bigint {
  const bits = (BigInt(words[value * 2 + 1]!) << 32n) | BigInt(words[value * 2]! >>> 0);
  return unsigned ? BigInt.asUintN(64, bits) : bits;
}

function divisorOf(logical: LogicalType | undefined): number {
  if (logical?.kind === "timestamp" || logical?.kind === "time") return perMs(logical.unit);
  return 10 ** scaleOf(logical);
}

function perMs(unit: TimeUnit): number {
  return { ms: 1, us: 1_000, ns: 1_000_000 }[unit];
}

function scaleOf(logical: LogicalType | undefined): number {
  return logical?.kind === "decimal" ? logical.scale : 0;
}

function int32s(plain: Uint8Array, count: number): Int32Array {
  return new Int32Array(plain.buffer, plain.byteOffset, count);
}
