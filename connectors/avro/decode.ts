import type { DataType } from "../../core/io/mod.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import type { Int64As } from "./column-type.ts";
import type { AvroRecord, AvroType, Logical } from "./schema.ts";

/** Gives the next value. */
export type Decoder = (cursor: ByteCursor) => unknown;

/** Moves behind the next value. */
export type Skipper = (cursor: ByteCursor) => void;

/** A value that numbers cannot hold. */
export class LargeLong extends RangeError {
  readonly value: bigint;

  constructor(value: bigint) {
    super(`a number of ${value}`);
    this.value = value;
  }
}

/**
 * What reads values of a type. Types that hold themselves are read by the decoder that is being made.
 * @param wanted What they are read as, which may be wider: numbers as bigints, points in time as `Date`s, at whatever depth.
 */
export function decoderOf(type: AvroType, int64As: Int64As, wanted?: DataType): Decoder {
  return new Decoders(int64As).as(type, wanted);
}

class Decoders {
  readonly #int64As: Int64As;
  readonly #made: Map<AvroType, { decode: Decoder | undefined }> = new Map();

  constructor(int64As: Int64As) {
    this.#int64As = int64As;
  }

  /** What is read as any values has no type that is wanted: only there may types hold themselves. */
  as(type: AvroType, wanted: DataType | undefined): Decoder {
    switch (type.kind) {
      case "int":
        if (wanted?.kind === "decimal") return (cursor) => String(cursor.int());
        return wanted?.kind === "bigint" ? (cursor) => BigInt(cursor.int()) : this.of(type);
      case "long":
        if (wanted?.kind === "bigint") return (cursor) => cursor.bigLong();
        if (wanted?.kind === "decimal") return (cursor) => String(cursor.bigLong());
        return wanted?.kind === "timestamp" && wanted.as === "Date" ? asDate(this.of(type)) : this.of(type);
      case "array":
        return wanted?.kind === "list" ? listDecoder(this.as(type.items, wanted.item)) : this.of(type);
      case "record":
        return wanted?.kind === "struct" ? this.#record(type, wanted) : this.of(type);
      case "union":
        return wanted === undefined || wanted.kind === "any"
          ? this.of(type)
          : unionDecoder(type.branches.map((branch) => this.as(branch, wanted)));
      default:
        return this.of(type);
    }
  }

  of(type: AvroType): Decoder {
    const known = this.#made.get(type);
    if (known !== undefined) return known.decode ?? ((cursor) => known.decode!(cursor));
    const entry: { decode: Decoder | undefined } = { decode: undefined };
    this.#made.set(type, entry);
    entry.decode = this.#make(type);
    return entry.decode;
  }

  #make(type: AvroType): Decoder {
    switch (type.kind) {
      case "null":
        return () => null;
      case "boolean":
        return (cursor) => cursor.byte() === 1;
      case "int":
        return type.logical?.kind === "date" ? (cursor) => cursor.int() * 86_400_000 : (cursor) => cursor.int();
      case "long":
        return this.#long(type.logical);
      case "float":
        return (cursor) => cursor.float();
      case "double":
        return (cursor) => cursor.double();
      case "string":
        return (cursor) => cursor.text();
      case "bytes":
        return ofBytes((cursor) => cursor.length(), type.logical);
      case "fixed":
        return ofBytes(() => type.size, type.logical);
      case "enum":
        return (cursor) => branchOf(type.symbols, cursor.int(), "symbol");
      case "array":
        return listDecoder(this.of(type.items));
      case "map":
        return mapDecoder(this.of(type.values));
      case "union":
        return unionDecoder(type.branches.map((branch) => this.of(branch)));
      default:
        return this.#record(type, undefined);
    }
  }

  #long(logical: Logical | undefined): Decoder {
    if (logical?.kind === "timestamp" || logical?.kind === "time") {
      const { ticks } = logical;
      return (cursor) => {
        const value = cursor.long();
        return Number.isNaN(value) ? divided(largeAgain(cursor), ticks) : value / ticks;
      };
    }
    if (this.#int64As === "bigint") return (cursor) => cursor.bigLong();
    return (cursor) => {
      const value = cursor.long();
      if (Number.isNaN(value)) throw new LargeLong(largeAgain(cursor));
      return value;
    };
  }

  /** Fields that are not wanted are passed over, those that are absent are null. */
  #record({ fields }: AvroRecord, wanted: (DataType & { readonly kind: "struct" }) | undefined): Decoder {
    const names = (wanted?.fields ?? fields).map(({ name }) => name);
    const types = new Map(wanted?.fields.map(({ name, type }) => [name, type]));
    const steps = fields.map(({ name, type }) => {
      const at = names.indexOf(name);
      return { at, step: at < 0 ? skipperOf(type) : this.as(type, types.get(name)) };
    });
    return (cursor) => {
      const values = new Array<unknown>(names.length).fill(null);
      for (const { at, step } of steps) {
        const value = step(cursor);
        if (at >= 0) values[at] = value;
      }
      return Object.fromEntries(names.map((name, at) => [name, values[at]]));
    };
  }
}

function largeAgain(cursor: ByteCursor): bigint {
  cursor.at = cursor.lastLong;
  return cursor.bigLong();
}

/** Whole ms and what is left of them are told apart before anything is rounded. */
function divided(value: bigint, ticks: number): number {
  const by = BigInt(ticks);
  return Number(value / by) + Number(value % by) / ticks;
}

function branchOf<Branch>(branches: readonly Branch[], at: number, what: string): Branch {
  const branch = branches[at];
  if (branch === undefined) throw new RangeError(`${what} ${at} of ${branches.length}`);
  return branch;
}

function ofBytes(lengthOf: (cursor: ByteCursor) => number, logical: Logical | undefined): Decoder {
  if (logical?.kind === "uuid") return (cursor) => uuidText(cursor.copy(lengthOf(cursor)));
  if (logical?.kind !== "decimal") return (cursor) => cursor.copy(lengthOf(cursor));
  const { precision, scale } = logical;
  const isNumber = precision <= 15;
  return (cursor) => {
    const text = decimalText(unscaledOf(cursor.copy(lengthOf(cursor))), scale);
    return isNumber ? Number(text) : text;
  };
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Big endian, in two's complement. */
function unscaledOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Items of one block after another, until an empty one. A negative count is followed by the size of the block. */
export function eachItem(cursor: ByteCursor, read: (cursor: ByteCursor) => void): void {
  for (;;) {
    let count = cursor.long();
    if (count === 0) return;
    if (count < 0) {
      cursor.long();
      count = -count;
    }
    // Items may be of no bytes; more than a byte for each would else be told only by the end of memory.
    if (!(count <= cursor.left + 1_000_000)) throw new RangeError(`a block of ${count} items`);
    for (let item = 0; item < count; item++) read(cursor);
  }
}

function unionDecoder(branches: readonly Decoder[]): Decoder {
  return (cursor) => branchOf(branches, cursor.int(), "branch")(cursor);
}

function asDate(ms: Decoder): Decoder {
  return (cursor) => new Date(ms(cursor) as number);
}

function listDecoder(item: Decoder): Decoder {
  return (cursor) => {
    const items: unknown[] = [];
    eachItem(cursor, (at) => void items.push(item(at)));
    return items;
  };
}

function mapDecoder(value: Decoder): Decoder {
  return (cursor) => {
    const entries: [string, unknown][] = [];
    eachItem(cursor, (at) => void entries.push([at.text(), value(at)]));
    return Object.fromEntries(entries);
  };
}

/** What passes over values of a type, for columns that nobody reads. */
export function skipperOf(type: AvroType, made: Map<AvroType, { skip: Skipper | undefined }> = new Map()): Skipper {
  const known = made.get(type);
  if (known !== undefined) return known.skip ?? ((cursor) => known.skip!(cursor));
  const entry: { skip: Skipper | undefined } = { skip: undefined };
  made.set(type, entry);
  entry.skip = skipper(type, (inner) => skipperOf(inner, made));
  return entry.skip;
}

function skipper(type: AvroType, of: (inner: AvroType) => Skipper): Skipper {
  switch (type.kind) {
    case "null":
      return () => undefined;
    case "boolean":
      return (cursor) => void cursor.take(1);
    case "int":
    case "long":
    case "enum":
      return (cursor) => void cursor.long();
    case "float":
      return (cursor) => void cursor.take(4);
    case "double":
      return (cursor) => void cursor.take(8);
    case "bytes":
    case "string":
      return (cursor) => void cursor.take(cursor.length());
    case "fixed":
      return (cursor) => void cursor.take(type.size);
    case "array": {
      const item = of(type.items);
      return (cursor) => eachItem(cursor, item);
    }
    case "map": {
      const value = of(type.values);
      return (cursor) =>
        eachItem(cursor, (at) => {
          at.take(at.length());
          value(at);
        });
    }
    case "union": {
      const branches = type.branches.map(of);
      return (cursor) => branchOf(branches, cursor.int(), "branch")(cursor);
    }
    default: {
      const fields = type.fields.map((field) => of(field.type));
      return (cursor) => {
        for (const skip of fields) skip(cursor);
      };
    }
  }
}
