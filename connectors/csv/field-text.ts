import { decodeUtf8 } from "../../core/io/mod.ts";
import type { Dialect } from "./options.ts";

const newline = 10;
const carriageReturn = 13;

/** One field as it lies in the bytes. */
export interface FieldSpan {
  readonly start: number;
  readonly length: number;
  readonly quoted: boolean;
  /** Whether quotes in it are doubled. */
  readonly doubled: boolean;
  /** Behind the delimiter or newline that ends it. */
  readonly next: number;
  readonly endsRow: boolean;
}

/**
 * The field at `at`: the slow twin of the scan, for what the scan does not read. `"cut"` where the bytes end in it,
 * `"after quote"` where something follows its closing quote.
 */
export function fieldAt(
  bytes: Uint8Array,
  at: number,
  end: number,
  { delimiter, quote }: Dialect,
): FieldSpan | "cut" | "after quote" {
  const quoted = bytes[at] === quote;
  let stop = at;
  let doubled = false;
  if (quoted) {
    stop++;
    while (stop < end && (bytes[stop] !== quote || bytes[stop + 1] === quote)) {
      doubled ||= bytes[stop] === quote;
      stop += bytes[stop] === quote ? 2 : 1;
    }
  } else while (stop < end && bytes[stop] !== delimiter && bytes[stop] !== newline) stop++;
  const start = quoted ? at + 1 : at;
  let after = quoted ? stop + 1 : stop;
  if (after >= end) return "cut";
  let length = stop - start;
  if (bytes[after] === carriageReturn && bytes[after + 1] === newline) after++;
  else if (!quoted && bytes[after] === newline && length > 0 && bytes[after - 1] === carriageReturn) length--;
  if (after >= end) return "cut";
  const endsRow = bytes[after] === newline;
  if (!endsRow && bytes[after] !== delimiter) return "after quote";
  return { start, length, quoted, doubled, next: after + 1, endsRow };
}

/** The text of a field: decoded, doubled quotes made single. */
export function textOf(bytes: Uint8Array, start: number, length: number, dialect: Dialect, doubled: boolean): string {
  const text = dialect.encoding === "utf8" ? decodeUtf8(bytes, start, length) : decodeLatin1(bytes, start, length);
  const quote = String.fromCharCode(dialect.quote);
  return doubled ? text.replaceAll(quote + quote, quote) : text;
}

export function decodeLatin1(bytes: Uint8Array, start: number, length: number): string {
  let text = "";
  for (let at = start; at < start + length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 8192, start + length)));
  }
  return text;
}

/** Whether unquoted bytes are the text of an absent value. */
export function isNullText(bytes: Uint8Array, start: number, length: number, nullText: Uint8Array): boolean {
  if (length !== nullText.length) return false;
  for (let at = 0; at < length; at++) if (bytes[start + at] !== nullText[at]) return false;
  return true;
}

/** A row as it lies in the bytes; `next` is where the row after it begins. */
export interface RowText {
  readonly fields: readonly string[];
  readonly quoted: readonly boolean[];
  readonly next: number;
}

/** The fields of the row at `at` as text, with what `fieldAt` says of one that cannot be read. */
export function rowAt(bytes: Uint8Array, at: number, end: number, dialect: Dialect): RowText | "cut" | "after quote" {
  const fields: string[] = [];
  const quoted: boolean[] = [];
  for (let from = at; from < end; ) {
    const field = fieldAt(bytes, from, end, dialect);
    if (typeof field === "string") return field;
    fields.push(textOf(bytes, field.start, field.length, dialect, field.doubled));
    quoted.push(field.quoted);
    if (field.endsRow) return { fields, quoted, next: field.next };
    from = field.next;
  }
  return "cut";
}
