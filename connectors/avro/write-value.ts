import { writeItems } from "./resolve.ts";
import type { AvroField, AvroRecord, AvroType, Logical } from "./schema.ts";
import { Misfit, type ValueOutput } from "./value-output.ts";
import { timeOf, twosComplement, unscaled, writeBigint } from "./written-type.ts";

/** Writes values of a type. */
export interface ValueWriter {
  /** Whether a value is one of the type: how a union chooses. */
  fits(value: unknown): boolean;
  /** @throws {Misfit} where it is none. */
  write(value: unknown, out: ValueOutput): void;
}

/** What writes plain values by a schema that was given. */
export function valueWriter(type: AvroType, made: Map<AvroType, ValueWriter> = new Map()): ValueWriter {
  const known = made.get(type);
  if (known !== undefined) return known;
  // Records may hold themselves.
  const entry: { own?: ValueWriter } = {};
  made.set(type, { fits: (value) => entry.own!.fits(value), write: (value, out) => entry.own!.write(value, out) });
  entry.own = writerOf(type, (inner) => valueWriter(inner, made));
  return entry.own;
}

type Of = (inner: AvroType) => ValueWriter;

function writerOf(type: AvroType, of: Of): ValueWriter {
  switch (type.kind) {
    case "null":
      return simple(
        (value) => value === null || value === undefined,
        () => undefined,
      );
    case "boolean":
      return simple(
        (value) => typeof value === "boolean",
        (value, out) => out.byte(Number(value)),
      );
    case "int":
    case "long":
      return wholeWriter(type.kind, type.logical);
    case "float":
      return simple(
        (value) => typeof value === "number",
        (value, out) => out.float(value as number),
      );
    case "double":
      return simple(
        (value) => typeof value === "number",
        (value, out) => out.double(value as number),
      );
    case "string":
      return simple(
        (value) => typeof value === "string",
        (value, out) => out.text(value as string),
      );
    case "bytes":
      return bytesWriter(type.logical);
    case "fixed":
      return fixedWriter(type.size, type.logical);
    case "enum": {
      const symbols: readonly unknown[] = type.symbols;
      return simple(
        (value) => symbols.includes(value),
        (value, out) => out.long(symbols.indexOf(value)),
      );
    }
    case "array": {
      const item = of(type.items);
      return simple(isItems, (value, out) => writeItems(value as unknown[], out, (one) => item.write(one, out)));
    }
    case "map": {
      const held = of(type.values);
      return simple(isPlain, (value, out) =>
        writeItems(Object.entries(value as object), out, ([key, one]) => {
          out.text(key);
          held.write(one, out);
        }),
      );
    }
    case "union":
      return unionWriter(type.branches.map(of));
    default:
      return recordWriter(type, of);
  }
}

function simple(fits: (value: unknown) => boolean, write: ValueWriter["write"]): ValueWriter {
  return {
    fits,
    write: (value, out) => {
      if (!fits(value)) throw new Misfit(value);
      write(value, out);
    },
  };
}

function isPlain(value: unknown): boolean {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && !(value instanceof Uint8Array) && !(value instanceof Date);
}

function wholeWriter(kind: "int" | "long", logical: Logical | undefined): ValueWriter {
  if (logical?.kind === "date") {
    return simple(isTime, (value, out) => {
      const days = timeOf(value) / 86_400_000;
      if ((days | 0) !== days) throw new Misfit(value);
      out.long(days);
    });
  }
  if (logical?.kind === "timestamp" || logical?.kind === "time") {
    const { ticks } = logical;
    return simple(isTime, (value, out) => {
      const time = timeOf(value);
      const whole = Math.floor(time);
      writeBigint(BigInt(whole) * BigInt(ticks) + BigInt(Math.round((time - whole) * ticks)), out);
    });
  }
  if (kind === "int")
    return simple(
      (value) => ((value as number) | 0) === value,
      (value, out) => out.long(value as number),
    );
  const isLong = (value: unknown): boolean =>
    typeof value === "bigint" ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value);
  return simple(isLong, writeBigint);
}

function isTime(value: unknown): boolean {
  return value instanceof Date || (typeof value === "number" && Number.isFinite(value));
}

function bytesWriter(logical: Logical | undefined): ValueWriter {
  if (logical?.kind !== "decimal") {
    return simple(
      (value) => value instanceof Uint8Array,
      (value, out) => out.bytes(value as Uint8Array),
    );
  }
  const { precision, scale } = logical;
  return simple(isDecimal, (value, out) => out.bytes(twosComplement(unscaled(value, precision, scale))));
}

function isDecimal(value: unknown): boolean {
  return typeof value === "number" || typeof value === "string" || typeof value === "bigint";
}

function fixedWriter(size: number, logical: Logical | undefined): ValueWriter {
  if (logical?.kind === "decimal") {
    const { precision, scale } = logical;
    return simple(isDecimal, (value, out) => {
      const bytes = twosComplement(unscaled(value, precision, scale));
      if (bytes.length > size) throw new Misfit(value);
      const sign = bytes[0]! > 127 ? 255 : 0;
      out.raw(Uint8Array.from({ length: size }, (_, at) => bytes[at - size + bytes.length] ?? sign));
    });
  }
  if (logical?.kind === "uuid") {
    const isUuid = (value: unknown): boolean => typeof value === "string" && /^[\da-f-]{36}$/i.test(value);
    return simple(isUuid, (value, out) => out.raw(uuidBytes(value as string)));
  }
  const isFixed = (value: unknown): boolean => value instanceof Uint8Array && value.length === size;
  return simple(isFixed, (value, out) => out.raw(value as Uint8Array));
}

function uuidBytes(text: string): Uint8Array {
  const digits = text.replaceAll("-", "");
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

function unionWriter(branches: readonly ValueWriter[]): ValueWriter {
  const branchOf = (value: unknown): number => branches.findIndex((branch) => branch.fits(value));
  return {
    fits: (value) => branchOf(value) >= 0,
    write: (value, out) => {
      const at = branchOf(value);
      if (at < 0) throw new Misfit(value);
      out.long(at);
      branches[at]!.write(value, out);
    },
  };
}

/** A field of a value that does not fit, by its path. */
export class FieldMisfit extends Misfit {
  readonly path: string;

  constructor(path: string, value: unknown) {
    super(value);
    this.path = path;
  }
}

function recordWriter({ fields }: AvroRecord, of: Of): ValueWriter {
  const own = fields.map((field) => ({ ...field, writer: of(field.type) }));
  const fieldOf = (object: unknown, { name, default: given }: AvroField): unknown => {
    const value = (object as Readonly<Record<string, unknown>>)[name];
    return value === undefined && given !== undefined ? given.value : value;
  };
  return {
    fits: (value) => isPlain(value) && own.every((field) => field.writer.fits(fieldOf(value, field))),
    write: (value, out) => {
      if (!isPlain(value)) throw new Misfit(value);
      for (const field of own) {
        const held = fieldOf(value, field);
        try {
          field.writer.write(held, out);
        } catch (error) {
          if (!(error instanceof Misfit)) throw error;
          const inner = error instanceof FieldMisfit ? `.${error.path}` : "";
          throw new FieldMisfit(`${field.name}${inner}`, error.value);
        }
      }
    },
  };
}

function isItems(value: unknown): boolean {
  return Array.isArray(value) || value instanceof Float64Array;
}
