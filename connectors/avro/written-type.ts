import { type DataType, float64 } from "../../core/io/mod.ts";
import { Misfit, type ValueOutput } from "./value-output.ts";

/** How the values of a type are stored. */
export interface WrittenType {
  /** As it stands in the schema. */
  readonly schema: unknown;
  /** Writes a value that is there. @throws {Misfit} where it is none of the type. */
  write(value: unknown, out: ValueOutput): void;
}

/** Names of records, which a schema must define once each. */
export type RecordNames = (near: string) => string;

export function writtenType(type: DataType, name: string, names: RecordNames): WrittenType {
  switch (type.kind) {
    case "boolean":
      return { schema: "boolean", write: (value, out) => out.byte(Number(must(value, typeof value === "boolean"))) };
    case "int32":
      return { schema: "int", write: (value, out) => out.long(must(value as number, (value as number | 0) === value)) };
    case "int64":
      return { schema: "long", write: (value, out) => out.long(must(value as number, Number.isSafeInteger(value))) };
    case "bigint":
      return { schema: "long", write: writeBigint };
    case "float64":
      return { schema: "double", write: (value, out) => out.double(must(value as number, typeof value === "number")) };
    case "string":
      return { schema: "string", write: (value, out) => out.text(must(value as string, typeof value === "string")) };
    case "bytes":
      return {
        schema: "bytes",
        write: (value, out) => out.bytes(must(value as Uint8Array, value instanceof Uint8Array)),
      };
    case "timestamp":
      return { schema: { type: "long", logicalType: "timestamp-micros" }, write: writeMicros };
    case "date":
      return { schema: { type: "int", logicalType: "date" }, write: writeDays };
    case "decimal":
      return writtenDecimal(type.precision, type.scale);
    case "vector":
      return writtenList(float64, name, names);
    case "list":
      return writtenList(type.item, name, names);
    case "struct":
      return writtenRecord(type.fields, names(name), names);
    default:
      return writtenAny(0);
  }
}

function must<Value>(value: Value, holds: boolean): Value {
  if (!holds) throw new Misfit(value);
  return value;
}

export function writeBigint(value: unknown, out: ValueOutput): void {
  if (typeof value === "number" && Number.isSafeInteger(value)) out.long(value);
  else out.bigLong(must(value as bigint, typeof value === "bigint" && BigInt.asIntN(64, value) === value));
}

export function timeOf(value: unknown): number {
  const time = value instanceof Date ? value.getTime() : value;
  return must(time as number, typeof time === "number" && Number.isFinite(time) && Math.abs(time) < 9e15);
}

function writeMicros(value: unknown, out: ValueOutput): void {
  const time = timeOf(value);
  const whole = Math.floor(time);
  const micros = whole * 1000 + Math.round((time - whole) * 1000);
  if (Number.isSafeInteger(micros)) out.long(micros);
  else out.bigLong(BigInt(whole) * 1000n + BigInt(Math.round((time - whole) * 1000)));
}

function writeDays(value: unknown, out: ValueOutput): void {
  const days = timeOf(value) / 86_400_000;
  out.long(must(days, (days | 0) === days));
}

function writtenDecimal(precision: number, scale: number): WrittenType {
  return {
    schema: { type: "bytes", logicalType: "decimal", precision, scale },
    write: (value, out) => out.bytes(twosComplement(unscaled(value, precision, scale))),
  };
}

/** A number is written with the digits of the scale; a text must have no more. */
export function unscaled(value: unknown, precision: number, scale: number): bigint {
  const text = typeof value === "number" ? fixedText(value, scale) : String(value);
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  const fraction = match?.[3] ?? "";
  if (match === null || fraction.replace(/0+$/, "").length > scale) throw new Misfit(value);
  const digits = `${match[2]}${fraction.slice(0, scale).padEnd(scale, "0")}`;
  if (digits.replace(/^0+/, "").length > precision) throw new Misfit(value);
  return match[1] === "-" ? -BigInt(digits) : BigInt(digits);
}

function fixedText(value: number, scale: number): string {
  const text = value.toFixed(scale);
  return must(text, Number(text) === value);
}

export function twosComplement(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size++;
  const bits = BigInt.asUintN(size * 8, value);
  return Uint8Array.from({ length: size }, (_, at) => Number((bits >> BigInt((size - 1 - at) * 8)) & 255n));
}

const nullable = (schema: unknown): unknown => ["null", schema];

/** A value that may be absent: branch 0 is null. */
function writeNullable({ write }: WrittenType, value: unknown, out: ValueOutput): void {
  if (value === null || value === undefined) return out.byte(0);
  out.byte(2);
  write(value, out);
}

function writtenList(item: DataType, name: string, names: RecordNames): WrittenType {
  const items = writtenType(item, `${name}_item`, names);
  return {
    schema: { type: "array", items: nullable(items.schema) },
    write: (value, out) => {
      const list = must(value as readonly unknown[], Array.isArray(value) || value instanceof Float64Array);
      if (list.length > 0) out.long(list.length);
      for (const one of list) writeNullable(items, one, out);
      out.byte(0);
    },
  };
}

/** The record of a struct, or of rows. */
export function writtenRecord(
  fields: readonly { readonly name: string; readonly type: DataType }[],
  name: string,
  names: RecordNames,
): WrittenType & { readonly columns: readonly WrittenType[] } {
  const columns = fields.map((field) => writtenType(field.type, `${name}_${field.name}`, names));
  return {
    columns,
    schema: {
      type: "record",
      name,
      fields: fields.map((field, at) => ({ name: field.name, type: nullable(columns[at]!.schema), default: null })),
    },
    write: (value, out) => {
      const object = must(
        value as Readonly<Record<string, unknown>>,
        typeof value === "object" && !Array.isArray(value),
      );
      for (let at = 0; at < fields.length; at++) writeNullable(columns[at]!, object[fields[at]!.name], out);
    },
  };
}

/** How deep lists and objects of any kind may lie in one another: a union has no name by which it could hold itself. */
const deepest = 4;
const kinds = ["null", "boolean", "long", "double", "string", "bytes"] as const;

/** Values of any kind: each says what it is. */
function writtenAny(depth: number): WrittenType {
  const inner = depth < deepest ? writtenAny(depth + 1) : undefined;
  const nested =
    inner === undefined
      ? []
      : [
          { type: "array", items: inner.schema },
          { type: "map", values: inner.schema },
        ];
  return {
    // Its null is that of the column around it where it is the column itself.
    schema: [...(depth === 0 ? kinds.slice(1) : kinds), ...nested],
    write: (value, out) => writeAny(value, out, depth === 0 ? 1 : 0, inner),
  };
}

function writeAny(value: unknown, out: ValueOutput, missing: number, inner: WrittenType | undefined): void {
  const branch = (at: number): void => out.long(at - missing);
  switch (typeof value) {
    case "boolean":
      branch(1);
      return out.byte(Number(value));
    case "number":
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
        branch(2);
        return out.long(value);
      }
      branch(3);
      return out.double(value);
    case "bigint":
      branch(2);
      return writeBigint(value, out);
    case "string":
      branch(4);
      return out.text(value);
  }
  if (value === null || value === undefined) return branch(must(0, missing === 0));
  if (value instanceof Uint8Array) {
    branch(5);
    return out.bytes(value);
  }
  if (inner === undefined) throw new Misfit(value);
  if (Array.isArray(value)) {
    branch(6);
    if (value.length > 0) out.long(value.length);
    for (const one of value) inner.write(one, out);
    return out.byte(0);
  }
  const prototype: unknown = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== null && prototype !== Object.prototype) throw new Misfit(value);
  branch(7);
  const entries = Object.entries(value as object).filter(([, one]) => one !== undefined);
  if (entries.length > 0) out.long(entries.length);
  for (const [key, one] of entries) {
    out.text(key);
    inner.write(one, out);
  }
  out.byte(0);
}
