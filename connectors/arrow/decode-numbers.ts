import { isValid } from "../../core/io/mod.ts";
import { float16ToFloat64, int64Divided, int64ToFloat64, uint64ToFloat64 } from "../files/mod.ts";
import { LargeInteger } from "./errors.ts";
import type { ArrowType, Ticks } from "./schema.ts";

/** A buffer of so many items, and which rows have a value: what stands where there is none says nothing. */
export interface Items {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly validity: Uint8Array | undefined;
}

type IntType = ArrowType & { readonly kind: "int" };

/** The bytes of the items, where arrays of any kind may begin. */
export function itemBytes({ bytes, rows }: Items, width: number): Uint8Array {
  const needed = rows * width;
  if (bytes.length < needed)
    throw new RangeError(`${rows} values in ${bytes.length} bytes, where ${needed} are needed`);
  const part = bytes.subarray(0, needed);
  return (part.byteOffset & 7) === 0 ? part : part.slice();
}

function words(items: Items, width: number): Int32Array {
  const { buffer, byteOffset } = itemBytes(items, width);
  return new Int32Array(buffer, byteOffset, (items.rows * width) / 4);
}

type SmallIntegers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** Integers as they are: of 8 to 32 bits. */
export function smallIntegers(items: Items, { bits, signed }: Pick<IntType, "bits" | "signed">): SmallIntegers {
  const { buffer, byteOffset } = itemBytes(items, bits / 8);
  switch (bits) {
    case 8:
      return signed ? new Int8Array(buffer, byteOffset, items.rows) : new Uint8Array(buffer, byteOffset, items.rows);
    case 16:
      return signed ? new Int16Array(buffer, byteOffset, items.rows) : new Uint16Array(buffer, byteOffset, items.rows);
    default:
      return signed ? new Int32Array(buffer, byteOffset, items.rows) : new Uint32Array(buffer, byteOffset, items.rows);
  }
}

export function toInt32s(items: Items, type: IntType): Int32Array {
  const small = smallIntegers(items, type);
  return small instanceof Int32Array ? small : Int32Array.from(small);
}

/** Integers as texts, of which none is too large. */
export function integerTexts(items: Items, type: IntType): string[] {
  if (type.bits < 64) return Array.from(smallIntegers(items, type), String);
  const { buffer, byteOffset } = itemBytes(items, 8);
  const values = new BigInt64Array(buffer, byteOffset, items.rows);
  return Array.from(values, (value) => String(type.signed ? value : BigInt.asUintN(64, value)));
}

export function toBigInts(items: Items, type: IntType): BigInt64Array {
  if (type.bits < 64) return BigInt64Array.from(smallIntegers(items, type), BigInt);
  const { buffer, byteOffset } = itemBytes(items, 8);
  const values = new BigInt64Array(buffer, byteOffset, items.rows);
  const large = type.signed ? -1 : values.findIndex((value, row) => value < 0n && isValid(items.validity, row));
  if (large >= 0)
    throw new LargeInteger(
      large,
      BigInt.asUintN(64, values[large]!),
      "which 64 bits with a sign cannot hold (read it as decimal(20, 0) by a schema, which is text)",
    );
  return values;
}

/** Numbers of any kind and width as doubles. */
export function toFloat64s(items: Items, type: ArrowType): Float64Array {
  switch (type.kind) {
    case "int":
      return type.bits === 64 ? fromLong(items, type.signed) : Float64Array.from(smallIntegers(items, type));
    case "float":
      return fromFloat(items, type.bits);
    case "date":
    case "time":
    case "timestamp":
    case "duration":
      return fromTicks(items, type.bits, type.ticks);
    case "decimal":
      return fromDecimal(items, type);
    default:
      throw new RangeError(`${type.kind} where a number is wanted`);
  }
}

function fromLong(items: Items, signed: boolean): Float64Array {
  const longs = words(items, 8);
  const out = new Float64Array(items.rows);
  const convert = signed ? int64ToFloat64 : uint64ToFloat64;
  for (let row = 0; row < items.rows; ) {
    const large = convert(longs.subarray(row * 2), items.rows - row, out, row);
    if (large < 0) break;
    row += large;
    if (isValid(items.validity, row)) throw largeLong(longs, row, signed);
    row++;
  }
  return out;
}

function largeLong(longs: Int32Array, row: number, signed: boolean): LargeInteger {
  const bits = (BigInt(longs[row * 2 + 1]!) << 32n) | BigInt(longs[row * 2]! >>> 0);
  const how = signed || bits >= 0n ? 'with { int64: "bigint" }' : "as decimal(20, 0) by a schema, which is text";
  return new LargeInteger(
    row,
    signed ? bits : BigInt.asUintN(64, bits),
    `which numbers below 2^53 cannot hold (read it ${how})`,
  );
}

function fromFloat(items: Items, bits: number): Float64Array {
  const { buffer, byteOffset } = itemBytes(items, bits / 8);
  if (bits === 64) return new Float64Array(buffer, byteOffset, items.rows);
  if (bits === 32) return Float64Array.from(new Float32Array(buffer, byteOffset, items.rows));
  const out = new Float64Array(items.rows);
  float16ToFloat64(new Uint16Array(buffer, byteOffset, items.rows), items.rows, out, 0);
  return out;
}

function fromTicks(items: Items, bits: number, { times, by }: Ticks): Float64Array {
  const out = new Float64Array(items.rows);
  if (bits === 64) int64Divided(words(items, 8), items.rows, by, out, 0);
  else for (const [row, value] of words(items, 4).entries()) out[row] = value / by;
  if (times !== 1) for (let row = 0; row < items.rows; row++) out[row]! *= times;
  return out;
}

/** Of at most 15 digits, so that the low 64 bits tell all. */
function fromDecimal(items: Items, { bits, scale }: ArrowType & { readonly kind: "decimal" }): Float64Array {
  const all = words(items, bits / 8);
  const each = bits / 32;
  const out = new Float64Array(items.rows);
  const divisor = 10 ** scale;
  for (let row = 0; row < items.rows; row++) {
    const low = all[row * each]!;
    out[row] = (each === 1 ? low : all[row * each + 1]! * 4294967296 + (low >>> 0)) / divisor;
  }
  return out;
}

/** Decimals as text: −1250 at scale 2 is `"-12.50"`, 12 at scale −2 is `"1200"`. */
export function decimalTexts(items: Items, { bits, scale }: ArrowType & { readonly kind: "decimal" }): string[] {
  const width = bits / 8;
  const bytes = itemBytes(items, width);
  return Array.from({ length: items.rows }, (_, row) => {
    let unscaled = 0n;
    for (let at = width - 1; at >= 0; at--) unscaled = (unscaled << 8n) | BigInt(bytes[row * width + at]!);
    return decimalText(BigInt.asIntN(bits, unscaled), scale);
  });
}

function decimalText(unscaled: bigint, scale: number): string {
  const size = unscaled < 0n ? -unscaled : unscaled;
  const digits = (scale < 0 ? size * 10n ** BigInt(-scale) : size).toString().padStart(Math.max(scale, 0) + 1, "0");
  const whole = digits.slice(0, digits.length - Math.max(scale, 0));
  return `${unscaled < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
}

const monthsBytes = 4;

/** Months, days and milliseconds of spans of time. */
export function intervals(items: Items, unit: "months" | "days" | "nanoseconds"): object[] {
  const width = { months: monthsBytes, days: 8, nanoseconds: 16 }[unit];
  const all = words(items, width);
  const each = width / 4;
  return Array.from({ length: items.rows }, (_, row) => {
    const [a, b = 0, c = 0, d = 0] = all.subarray(row * each, row * each + each);
    if (unit === "months") return { months: a!, days: 0, ms: 0 };
    if (unit === "days") return { months: 0, days: a!, ms: b };
    return { months: a!, days: b, ms: (d * 4294967296 + (c >>> 0)) / 1e6 };
  });
}
