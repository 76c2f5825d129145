import type { DataType, FileInfo } from "../../core/io/mod.ts";
import { isUtf8 } from "../../core/platform/mod.ts";
import {
  type ForeignFile,
  foreignTextBytes,
  json,
  markup,
  quoteText,
  type TextForm,
  textSample,
  typeOfText,
  widerType,
  zerosInFirstLine,
} from "../files/mod.ts";
import { fieldAt, isNullText, type RowText, rowAt, textOf } from "./field-text.ts";
import { returnsToNewlines } from "./kernels/returns.ts";
import { asciiCode, type CsvOptions, type Dialect, dialectOf } from "./options.ts";

/** What the beginning of a file tells. */
export interface CsvHead {
  readonly path: string;
  /** As it lies there, packed or not. */
  readonly sizeBytes: number;
  readonly form: TextForm;
  readonly dialect: Dialect;
  /** Names of the fields, all different; none where the file is empty. */
  readonly names: readonly string[];
  /** Where the first row of data begins. */
  readonly dataStart: number;
  /** Where the last row ends, or `unknownEnd`. */
  readonly end: number;
  /** The narrowest types of what was looked at; undefined for fields without a value there. */
  readonly types: readonly (DataType | undefined)[];
}

const newline = 10;
const carriageReturn = 13;

/** @param sampleBytes How much of the file is looked at; more where a header line is longer. */
export async function readHead(file: FileInfo, options: CsvOptions, sampleBytes: number): Promise<CsvHead> {
  const { path, sizeBytes } = file;
  const sample = await textSample(file, sampleBytes);
  const { bytes, end } = withNewline(sample.bytes, sample.isWhole);
  refuseForeign(path, bytes, options.header);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const delimiter =
    options.delimiter === undefined ? delimiterOf(bytes, start) : asciiCode("delimiter", options.delimiter);
  const dialect = dialectOf(options, delimiter);
  const lineEnd = lineEndOf(bytes, sample.bytes.length, dialect);
  const first = firstRowStart(bytes, start, end);
  const known = { path, sizeBytes, form: { packing: sample.packing, lineEnd }, dialect, end: sample.end };
  if (first >= sample.end) return { ...known, ...blankLines(start, sample.end, options) };
  const row = rowAt(bytes, first, end, dialect);
  if (row === "cut" && !sample.isWhole && sample.bytes.length < (options.maxRecordBytes ?? 2 ** 24)) {
    return readHead(file, options, sampleBytes * 4);
  }
  if (typeof row === "string") throw unreadableHeader(path, bytes, first, bytes.indexOf(dialect.quote, first) >= 0);
  const hasNames = (options.header ?? "first-line") === "first-line";
  if (hasNames && dialect.encoding === "utf8" && !isUtf8(bytes.subarray(first, row.next)))
    throw foreignHeader(path, row);
  const names = namesOf(row, options);
  // A blank line is a row where rows are of one column: one without a value.
  const dataStart = hasNames ? row.next : names.length === 1 ? start : first;
  const types = options.schema === undefined ? sampleTypes(bytes, dataStart, end, dialect, names.length) : [];
  return { ...known, names, dataStart: Math.min(dataStart, sample.end), types };
}

/**
 * The classic Mac's where no line ends in a newline but some in a carriage return: the bytes then get newlines, so that
 * all that follows need not know.
 */
function lineEndOf(bytes: Uint8Array, length: number, { delimiter, quote }: Dialect): TextForm["lineEnd"] {
  const found = bytes.subarray(0, length);
  const [mac, usual] = [found.indexOf(carriageReturn), found.indexOf(newline)];
  if (mac < 0 || (usual >= 0 && usual <= mac + 1)) return "\n";
  const copy = found.slice();
  if (returnsToNewlines(copy, length, delimiter, quote) > 0 || copy.every((byte, at) => byte === found[at]))
    return "\n";
  bytes.set(copy);
  return "\r";
}

/** A last line without a newline gets one: the bytes have room for it. */
function withNewline(read: Uint8Array, isWhole: boolean): { readonly bytes: Uint8Array; readonly end: number } {
  const bytes = new Uint8Array(read.length + 8);
  bytes.set(read);
  bytes[read.length] = newline;
  const isOpen = isWhole && read.length > 0 && read[read.length - 1] !== newline;
  return { bytes, end: isOpen ? read.length + 1 : read.length };
}

/** A file without any text: its lines are rows where it is known that there is one column, and no line of its name. */
function blankLines(
  start: number,
  end: number,
  { header, schema }: CsvOptions,
): Pick<CsvHead, "names" | "dataStart" | "types"> {
  const names = Array.isArray(header) ? header : header === "none" ? schema?.fields.map(({ name }) => name) : undefined;
  if (names?.length !== 1 || start >= end) return { names: [], dataStart: end, types: [] };
  return { names, dataStart: start, types: [undefined] };
}

/** Lines before the first row that hold nothing are none. */
function firstRowStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] === newline))) at++;
  return at;
}

/** Of the usual delimiters the one that the first line has most of, outside quotes. */
function delimiterOf(bytes: Uint8Array, start: number): number {
  const counts = new Map<number, number>([",", ";", "\t", "|"].map((character) => [character.charCodeAt(0), 0]));
  let quoted = false;
  for (let at = start; at < bytes.length && (quoted || (bytes[at] !== newline && bytes[at] !== carriageReturn)); at++) {
    const byte = bytes[at]!;
    if (byte === 34) quoted = !quoted;
    else if (!quoted && counts.has(byte)) counts.set(byte, counts.get(byte)! + 1);
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/** Names that are empty or there already get a number, so that each can be asked for. Spaces around one are of it in quotes only. */
function namesOf({ fields: row, quoted }: RowText, { header, schema }: CsvOptions): readonly string[] {
  if (Array.isArray(header)) return header;
  if (header === "none") {
    const declared = schema?.fields.map(({ name }) => name) ?? [];
    return row.map((_, at) => declared[at] ?? `column${at + 1}`);
  }
  const names: string[] = [];
  for (const [at, text] of row.entries()) {
    const name = (quoted[at] ? text : text.trim()) || `column${at + 1}`;
    let unique = name;
    for (let copy = 2; names.includes(unique); copy++) unique = `${name}_${copy}`;
    names.push(unique);
  }
  return names;
}

function sampleTypes(
  bytes: Uint8Array,
  start: number,
  end: number,
  dialect: Dialect,
  fields: number,
): readonly (DataType | undefined)[] {
  const types = new Array<DataType | undefined>(fields).fill(undefined);
  let field = 0;
  for (let at = start; at < end; ) {
    const span = fieldAt(bytes, at, end, dialect);
    if (typeof span === "string") break;
    const absent = span.length === 0 || (!span.quoted && isNullText(bytes, span.start, span.length, dialect.nullText));
    const known = types[field]?.kind;
    const isKnown = known === "string" || (known === "int64" && isShortInteger(bytes, span.start, span.length));
    if (!absent && field < fields && !isKnown) {
      const type = typeOfText(textOf(bytes, span.start, span.length, dialect, span.doubled));
      types[field] = widerType(types[field] ?? type, type);
    }
    field = span.endsRow ? 0 : field + 1;
    at = span.next;
  }
  return types;
}

/** Digits that are an int64 without a closer look. */
function isShortInteger(bytes: Uint8Array, start: number, length: number): boolean {
  if (length > 15 || bytes[start] === 48) return false;
  let at = start;
  while (at < start + length && bytes[at]! >= 48 && bytes[at]! <= 57) at++;
  return at === start + length;
}

/** A file of another kind. What is text is looked at only where its first line must be names: rows may hold anything. */
function refuseForeign(path: string, bytes: Uint8Array, header: CsvOptions["header"]): void {
  const text = () => new TextDecoder().decode(bytes.subarray(0, 2000));
  const found =
    foreignTextBytes(bytes) ?? ((header ?? "first-line") === "first-line" ? foreignText(text()) : undefined);
  if (found === undefined) return;
  throw new SyntaxError(
    `Cannot read ${JSON.stringify(path)} as CSV as it must be text: got ${found.kind}; ${found.remedy}`,
  );
}

function foreignText(text: string): ForeignFile | undefined {
  return zerosInFirstLine(text) ?? markup(text) ?? json(text);
}

function foreignHeader(path: string, { fields }: RowText): SyntaxError {
  const name = fields.find((field) => field.includes("\ufffd")) ?? fields.join(",");
  return new SyntaxError(
    `Cannot read the header of ${JSON.stringify(path)} as its bytes must be UTF-8: got ${quoteText(name)}; ` +
      'say encoding: "latin1" if they are that, or convert the file',
  );
}

function unreadableHeader(path: string, bytes: Uint8Array, start: number, hasQuotes: boolean): SyntaxError {
  const text = new TextDecoder().decode(bytes.subarray(start, start + 80));
  const remedy = hasQuotes
    ? 'close the quotes in it, or say quote: "none"'
    : "no line ends in it: check that the file is CSV";
  return new SyntaxError(
    `Cannot read the header of ${JSON.stringify(path)} as its first line must be names between delimiters: ` +
      `got ${JSON.stringify(text)}…; ${remedy}`,
  );
}
