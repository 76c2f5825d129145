import { type Batch, type Column, decodeUtf8, isValid, type Schema, valueAt } from "../../core/io/mod.ts";
import { type ByteOutput, byteOutput, jsonText, NoText, numberText, type PartEncoder } from "../files/mod.ts";
import type { JsonLinesOptions } from "./options.ts";

/** Rows as one JSON object a line. Absent values are null. */
export function jsonEncoder(_: Schema, path: string, { nonFinite = "fail" }: JsonLinesOptions): PartEncoder {
  const out = byteOutput();
  return {
    header: new Uint8Array(0),
    misses: () => [],
    encode: (batch) => encodeRows(out, batch, { nonFinite, path, isRows: batch.schema.shape !== "row" }),
  };
}

interface Style {
  readonly nonFinite: "null" | "text" | "fail";
  readonly path: string;
  /** Whether objects are rows, written whole. */
  readonly isRows: boolean;
}

function encodeRows(out: ByteOutput, batch: Batch, style: Style): Uint8Array {
  const { columns, selection, schema } = batch;
  if (schema.shape !== "row") return encodeValues(out, batch, style);
  const keys = schema.fields.map(({ name }, at) => `${at === 0 ? "{" : ","}${JSON.stringify(name)}:`);
  const writers = columns.map((column, at) => memberWriter(out, column, schema.fields[at]!.name, style));
  const end = columns.length === 0 ? "{}\n" : "}\n";
  const rows = selection?.length ?? batch.rowCount;
  for (let k = 0; k < rows; k++) {
    const row = selection === undefined ? k : selection[k]!;
    for (let at = 0; at < writers.length; at++) {
      out.text(keys[at]!);
      writers[at]!(row);
    }
    out.text(end);
  }
  return out.take();
}

/** Rows that are no objects become ones of one key, `value`, as in files of other kinds: a line is an object. */
function encodeValues(out: ByteOutput, { columns, selection, schema, rowCount }: Batch, style: Style): Uint8Array {
  const column = columns[0]!;
  const { name } = schema.fields[0]!;
  const write = memberWriter(out, column, name, style);
  const rows = selection?.length ?? rowCount;
  for (let k = 0; k < rows; k++) {
    const row = selection === undefined ? k : selection[k]!;
    const isObject = column.layout === "values" && isJsonObject(column.values[row]);
    if (!isObject) out.text(`{${JSON.stringify(name)}:`);
    write(row);
    out.text(isObject ? "\n" : "}\n");
  }
  return out.take();
}

function isJsonObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null || "toJSON" in value) return false;
  return ![Array, Uint8Array, Map, Set].some((kind) => value instanceof kind);
}

function memberWriter(out: ByteOutput, column: Column, name: string, style: Style): (row: number) => void {
  const write = valueWriter(out, column, name, style);
  return (row) => {
    const absent = column.layout === "values" ? (column.values[row] ?? null) === null : !isValid(column.validity, row);
    if (absent) out.text("null");
    else write(row);
  };
}

function valueWriter(out: ByteOutput, column: Column, name: string, style: Style): (row: number) => void {
  switch (column.layout) {
    case "utf8":
      return (row) => writeUtf8(out, column.bytes, column.starts[row]!, column.lengths[row]!);
    case "dictionary":
      return (row) => out.text(JSON.stringify(column.dictionary.text(column.codes[row]!)));
    case "uint8":
      return (row) => out.text(column.values[row] === 1 ? "true" : "false");
    case "int32":
      return (row) => out.text(String(column.values[row]!));
    case "bigint64":
      return (row) => out.text(String(column.values[row]!));
    default:
      return (row) => writeValue(out, valueAt(column, row), name, style);
  }
}

/** Quotes, backslashes and control characters are escaped; all else is as it is. */
function writeUtf8(out: ByteOutput, bytes: Uint8Array, start: number, length: number): void {
  const end = start + length;
  let at = start;
  while (at < end && bytes[at]! >= 32 && bytes[at] !== 34 && bytes[at] !== 92) at++;
  if (at < end) return out.text(JSON.stringify(decodeUtf8(bytes, start, length)));
  out.byte(34);
  out.bytes(bytes, start, length);
  out.byte(34);
}

function writeValue(out: ByteOutput, value: unknown, name: string, style: Style): void {
  if (typeof value === "number" && Number.isFinite(value)) return out.text(numberText(value));
  try {
    out.text(textOf(value, name, style));
  } catch (cause) {
    // Of a row that is written whole it is told which of its columns it was.
    if (style.isRows && isJsonObject(value))
      for (const [column, own] of Object.entries(value as object)) textOf(own, column, style);
    throw cause;
  }
}

function textOf(value: unknown, column: string, style: Style): string {
  try {
    return jsonText(value, (number) => {
      if (style.nonFinite === "fail") throw notFinite(number, column, style.path);
      return style.nonFinite === "text" ? String(number) : null;
    });
  } catch (cause) {
    if (!(cause instanceof NoText)) throw cause;
    throw cause.at(`column ${JSON.stringify(column)} to ${JSON.stringify(style.path)}`);
  }
}

function notFinite(value: number, name: string, path: string): RangeError {
  return new RangeError(
    `Cannot write column ${JSON.stringify(name)} to ${JSON.stringify(path)} as JSON has only finite numbers: ` +
      `got ${value}; filter such rows out before, or say nonFinite: "null" or "text"`,
  );
}
