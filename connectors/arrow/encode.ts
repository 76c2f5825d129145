import { any, type DataType, type Schema, typeText } from "../../core/io/mod.ts";
import { lz4Frame, zstdCompress } from "../../core/platform/mod.ts";
import { absentColumn, halfCharacter, hasHalf, Outgrown, rowOfValue, type SettledEncoder } from "../files/mod.ts";
import { quote } from "./errors.ts";
import { type FlatNode, flatBytes } from "./flat-writer.ts";
import type { ArrowCompression } from "./options.ts";
import { type BodyOutput, Misfit, NotFinite, writeColumn } from "./write-column.ts";
import { batchNode, footerNode, messageNode, schemaNode } from "./written-type.ts";

export interface WrittenForm {
  readonly format: "file" | "stream";
  readonly compression: ArrowCompression;
}

const magic = Uint8Array.of(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31); // "ARROW1"

/**
 * Rows as a file or stream of Arrow: a batch is a batch of it.
 *
 * @param declared The types that the rows have; those of the file may be narrower where values were seen.
 */
export function arrowEncoder(schema: Schema, declared: Schema, path: string, form: WrittenForm): SettledEncoder {
  const isFile = form.format === "file";
  const begin = messageBytes(messageNode("schema", schemaNode(schema), 0), []);
  const header = isFile ? joined([magic, new Uint8Array(2), begin]) : begin;
  /** Place, size of the message and size of the body of each batch. */
  const blocks: number[] = [];
  let at = header.length;
  let rowsBefore = 0;
  const misfit = (column: number, cause: Misfit, row: number | undefined): Error => {
    const { value } = cause;
    const { name, type } = schema.fields[column]!;
    const place = row === undefined ? "" : ` in row ${(rowsBefore + row + 1).toLocaleString("en-US")}`;
    if (hasHalf(value)) return halfCharacter(`column ${quote(name)}${place} to ${quote(path)}`, value);
    if (cause instanceof NotFinite) return notFinite(name, value, path, place);
    const known = declared.fields[declared.index.get(name) ?? -1]?.type ?? any;
    return known.kind === "any" && type.kind !== "any" ? new Outgrown(name) : refused(name, type, value, path, place);
  };
  return {
    header,
    schema,
    encode: (batch) => {
      const { columns, schema: given, rowCount: rows } = batch;
      if (rows === 0) return new Uint8Array(0);
      const out: BodyOutput = { nodes: [], buffers: [] };
      for (const [column, { name, type }] of schema.fields.entries()) {
        const own = columns[given.index.get(name) ?? -1] ?? absentColumn(type, rows);
        try {
          writeColumn(type, own, rows, out);
        } catch (cause) {
          throw cause instanceof Misfit ? misfit(column, cause, rowOfValue(own, rows, cause.value)) : cause;
        }
      }
      const { message, head } = batchBytes(rows, out, form.compression);
      blocks.push(at, head, message.length - head);
      at += message.length;
      rowsBefore += rows;
      return message;
    },
    finish: () => {
      const end = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);
      if (!isFile) return end;
      const footer = flatBytes(footerNode(schema, blocks));
      const size = new Uint8Array(4);
      new DataView(size.buffer).setInt32(0, footer.length, true);
      return joined([end, footer, size, magic]);
    },
  };
}

function batchBytes(rows: number, { nodes, buffers }: BodyOutput, compression: ArrowCompression) {
  const body: Uint8Array[] = [];
  const places: number[] = [];
  let size = 0;
  for (const buffer of buffers) {
    const stored = packed(buffer, compression);
    const padding = -stored.length & 7;
    places.push(size, stored.length);
    body.push(stored, new Uint8Array(padding));
    size += stored.length + padding;
  }
  const message = messageBytes(messageNode("batch", batchNode(rows, nodes, places, compression), size), body);
  return { message, head: message.length - size };
}

/** The size unpacked in eight bytes, then what is packed; −1 and the bytes themselves where that is not shorter. */
function packed(buffer: Uint8Array, compression: ArrowCompression): Uint8Array {
  if (compression === "none" || buffer.length === 0) return buffer;
  const small = compression === "lz4" ? lz4Frame(buffer) : zstdCompress(buffer, 1);
  const isSmaller = small.length < buffer.length;
  const out = new Uint8Array(8 + (isSmaller ? small.length : buffer.length));
  new DataView(out.buffer).setBigInt64(0, isSmaller ? BigInt(buffer.length) : -1n, true);
  out.set(isSmaller ? small : buffer, 8);
  return out;
}

function messageBytes(message: FlatNode, body: readonly Uint8Array[]): Uint8Array {
  const head = flatBytes(message);
  const before = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);
  new DataView(before.buffer).setInt32(4, head.length, true);
  return joined([before, head, ...body]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function notFinite(name: string, value: unknown, path: string, place: string): RangeError {
  return new RangeError(
    `Cannot write column ${quote(name)} to ${quote(path)} as JSON, in which mixed values and plain objects are written, has only ` +
      `finite numbers: got ${String(value)}${place}; filter such rows out before, map it to null or text, or give the column a type of its own with schema({...})`,
  );
}

function refused(name: string, type: DataType, value: unknown, path: string, place: string): TypeError {
  const isNoDate = Number.isNaN(value instanceof Date ? value.getTime() : value);
  const other = typeof value === "object" ? "an object" : String(value);
  const noDate = value instanceof Date ? "a Date that is none" : "NaN, as of a Date that is none";
  const got = typeof value === "string" ? quote(value) : isNoDate ? noDate : other;
  const as = type.kind === "any" ? "its values must be such that JSON has" : `its values must be ${typeText(type)}`;
  const remedy = isNoDate ? "map it before, for instance to null" : "map it before";
  return new TypeError(`Cannot write column ${quote(name)} to ${quote(path)} as ${as}: got ${got}${place}; ${remedy}`);
}
