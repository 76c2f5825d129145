import { type Batch, type Column, type DataType, isValid, type Schema, valueAt } from "../../core/io/mod.ts";
import {
  type ByteOutput,
  byteOutput,
  fieldText,
  isoText,
  NoText,
  numberText,
  type PartEncoder,
  wholeText,
} from "../files/mod.ts";
import type { CsvOptions } from "./options.ts";
import { asciiCode, requireApart } from "./options.ts";

interface Style {
  readonly delimiter: number;
  /** −1 where nothing is quoted. */
  readonly quote: number;
  readonly nullText: string;
  readonly lineEnd: string;
  readonly path: string;
  /** Whether folders tell columns, which files then lack. */
  readonly parted: boolean;
}

/** Rows as lines of CSV. */
export function csvEncoder(schema: Schema, path: string, options: CsvOptions): PartEncoder {
  const style: Style = {
    delimiter: asciiCode("delimiter", options.delimiter ?? (path.toLowerCase().endsWith(".tsv") ? "\t" : ",")),
    quote: options.quote === "none" ? -1 : asciiCode("quote", options.quote ?? '"'),
    nullText: options.nullText ?? "",
    lineEnd: options.lineEnd ?? "\n",
    path,
    parted: (options.partitionBy ?? []).length > 0,
  };
  requireApart(style, path);
  const out = byteOutput();
  const names = schema.fields.map(({ name }) => name);
  if ((options.header ?? "first-line") === "first-line" && names.length > 0) {
    names.forEach((name, at) => {
      if (at > 0) out.byte(style.delimiter);
      // Readers take spaces around a name for the layout of the file, unless it is in quotes.
      const bytes = encoder.encode(wholeText(() => placeOf(name, style), name));
      if (style.quote >= 0 && name.trim() !== name) writeQuoted(out, bytes, 0, bytes.length, style);
      else writeText(out, name, style, name);
    });
    out.text(style.lineEnd);
  }
  return {
    header: out.take(),
    misses: (other) => (other === schema ? [] : [...other.index.keys()].filter((name) => !schema.index.has(name))),
    encode: (batch) => encodeRows(out, batch, names, style),
  };
}

function encodeRows(out: ByteOutput, batch: Batch, names: readonly string[], style: Style): Uint8Array {
  const { columns, selection, schema } = batch;
  const writers = names.map((name) => fieldWriter(out, columns[schema.index.get(name) ?? -1], name, style));
  const rows = selection?.length ?? batch.rowCount;
  if (names.length === 0 && rows > 0) throw withoutColumn(style);
  let at = 0;
  try {
    for (let k = 0; k < rows; k++) {
      const row = selection === undefined ? k : selection[k]!;
      for (at = 0; at < writers.length; at++) {
        if (at > 0) out.byte(style.delimiter);
        writers[at]!(row);
      }
      out.text(style.lineEnd);
    }
  } catch (cause) {
    throw cause instanceof NoText ? cause.at(placeOf(names[at]!, style)) : cause;
  }
  return out.take();
}

type FieldWriter = (row: number) => void;

/** A column that the batch lacks has absent values. */
function fieldWriter(out: ByteOutput, column: Column | undefined, name: string, style: Style): FieldWriter {
  if (column === undefined) return () => out.text(style.nullText);
  const write = valueWriter(out, column, name, style);
  return (row) => {
    const absent = column.layout === "values" ? (column.values[row] ?? null) === null : !isValid(column.validity, row);
    if (absent) out.text(style.nullText);
    else write(row);
  };
}

function valueWriter(out: ByteOutput, column: Column, name: string, style: Style): FieldWriter {
  switch (column.layout) {
    case "utf8":
      return (row) => writeUtf8(out, column.bytes, column.starts[row]!, column.lengths[row]!, style, name);
    case "dictionary":
      return (row) => writeText(out, column.dictionary.text(column.codes[row]!), style, name);
    case "uint8":
      return (row) => out.text(column.values[row] === 1 ? "true" : "false");
    case "float64":
      return isTime(column.type)
        ? (row) => out.text(isoText(column.values[row]!, column.type.kind === "date" ? "date" : "time"))
        : (row) => out.text(numberText(column.values[row]!));
    default: {
      const { type } = column;
      const times = type.kind === "any" ? type.numbers : undefined;
      if (times === undefined) return (row) => writeText(out, fieldText(valueAt(column, row)), style, name);
      return (row) => {
        const value = valueAt(column, row);
        const text = typeof value === "number" ? isoText(value, times === "date" ? "date" : "time") : fieldText(value);
        writeText(out, text, style, name);
      };
    }
  }
}

function isTime({ kind }: DataType): boolean {
  return kind === "timestamp" || kind === "date";
}

function writeText(out: ByteOutput, text: string, style: Style, column: string): void {
  const bytes = encoder.encode(wholeText(() => placeOf(column, style), text));
  writeUtf8(out, bytes, 0, bytes.length, style, column);
}

function placeOf(column: string, { path }: Style): string {
  return `column ${JSON.stringify(column)} to ${JSON.stringify(path)}`;
}

const encoder = new TextEncoder();

/** In quotes where it would be read otherwise: with delimiters, quotes, newlines, of no length, or equal to the text of null. */
function writeUtf8(
  out: ByteOutput,
  bytes: Uint8Array,
  start: number,
  length: number,
  style: Style,
  column: string,
): void {
  const { delimiter, quote, nullText } = style;
  const end = start + length;
  let special = length === nullText.length && (length === 0 || isText(bytes, start, nullText));
  let quotes = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === quote) quotes++;
    else special ||= byte === delimiter || byte === 10 || byte === 13;
  }
  if (!special && quotes === 0) return out.bytes(bytes, start, length);
  if (quote < 0) throw unquotable(bytes, start, length, style, column);
  if (quotes > 0) return writeQuoted(out, bytes, start, length, style);
  out.byte(quote);
  out.bytes(bytes, start, length);
  out.byte(quote);
}

function writeQuoted(out: ByteOutput, bytes: Uint8Array, start: number, length: number, { quote }: Style): void {
  out.byte(quote);
  for (let at = start; at < start + length; at++) {
    if (bytes[at] === quote) out.byte(quote);
    out.byte(bytes[at]!);
  }
  out.byte(quote);
}

function isText(bytes: Uint8Array, start: number, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** Its line would be blank, which readers take for none. */
function withoutColumn({ path, parted }: Style): TypeError {
  const [besides, remedy] = parted
    ? [" beside those of partitionBy", "leave one of them out"]
    : ["", "leave rows without one out"];
  return new TypeError(
    `Cannot write a row to ${JSON.stringify(path)} as a line must have a column${besides}: got none; ${remedy}, or write ` +
      "other files, jsonLines(…) say",
  );
}

function unquotable(bytes: Uint8Array, start: number, length: number, style: Style, column: string): RangeError {
  const text = new TextDecoder().decode(bytes.subarray(start, start + Math.min(length, 80)));
  return new RangeError(
    `Cannot write column ${JSON.stringify(column)} to ${JSON.stringify(style.path)} as without quotes a text must not be ` +
      `empty, null's, or hold delimiters or newlines: got ${JSON.stringify(text)}; leave out quote: "none"`,
  );
}
