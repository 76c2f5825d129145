import { type KnownOptions, shown } from "../../core/io/mod.ts";
import type { SchemaFor } from "../../core/mod.ts";
import {
  checkFileOptions,
  checkMaxRecordBytes,
  checkSchema,
  type ReadOptions,
  type TextCompression,
  type WriteOptions,
} from "../files/mod.ts";
import type { rowScanner } from "./scan-rows-wasm.ts";

/** What a folder is searched for, and how files that are written end. */
export const extensions: readonly string[] = [".csv", ".tsv"];

export interface CsvOptions<Row = unknown> extends ReadOptions, WriteOptions {
  /**
   * Where column names come from: the first line of each file (the default), no line of it (`"none"`: they are then
   * `column1`, `column2`, … or those of the schema, in order), or a list of them for files that have no such line.
   */
  readonly header?: "first-line" | "none" | readonly string[];
  /** One ASCII character between fields. Default: that of `,` `;` tab `|` which the first line has most of. */
  readonly delimiter?: string;
  /** The ASCII character around fields that hold delimiters, newlines or, doubled, itself; `"none"` where no character does. Default `"`. */
  readonly quote?: string;
  /**
   * Types of the columns. They then are exactly these: a value that does not fit makes its row a bad record. Columns of
   * the file that it does not name are not read.
   */
  readonly schema?: SchemaFor<Row>;
  /** Unquoted text that stands for an absent value. Default: no text at all. */
  readonly nullText?: string;
  /** How the bytes of files are read; they are written in UTF-8. Default "utf8". */
  readonly encoding?: "utf8" | "latin1";
  /**
   * Whether a quoted field may hold newlines. Default "allowed", and then a file with quotes is read by one subtask;
   * "refused" lets several share it.
   */
  readonly quotedNewlines?: "allowed" | "refused";
  /** A longer record is a bad one. Bytes, default 16 MB. */
  readonly maxRecordBytes?: number;
  /**
   * Writing: how files are packed. Default: as the location ends (`.gz`, `.zst`, `.lz4`, `.sz`), else not at all; part files in folders end so where it is
   * given. Reading tells packed files by their bytes.
   */
  readonly compression?: TextCompression;
  /** What a file is written with at the end of each line. Default "\n". Reading takes both. */
  readonly lineEnd?: "\n" | "\r\n";
}

const knownOptions: KnownOptions<CsvOptions> = {
  header: true,
  delimiter: true,
  quote: true,
  schema: true,
  nullText: true,
  encoding: ["utf8", "latin1"],
  quotedNewlines: ["allowed", "refused"],
  maxRecordBytes: true,
  compression: ["none", "gzip", "zstd", "lz4", "snappy"],
  lineEnd: ["\n", "\r\n"],
  watch: true,
  folders: ["columns", "ignored"],
  roll: true,
  partitionBy: true,
  marker: true,
};

/** What pandas and others call the delimiter. */
const delimiter = 'delimiter: ";", or leave it out: it is looked for';
const otherNames: Readonly<Record<string, string>> = { sep: delimiter, separator: delimiter, seperator: delimiter };

/** Refuses what a compiler would have refused. */
export function checkCsvOptions<Row>(options: CsvOptions<Row>, where: string): void {
  checkFileOptions<CsvOptions>(options, knownOptions, where, otherNames);
  checkSchema(options.schema, where);
  checkMaxRecordBytes(options.maxRecordBytes, where);
  const { header, nullText } = options;
  if (nullText !== undefined && typeof nullText !== "string") {
    throw new TypeError(
      `Cannot set nullText in ${where} as it must be text: got ${shown(nullText)}; write for instance nullText: "NA"`,
    );
  }
  const isList = Array.isArray(header) && header.length > 0 && header.every((name) => typeof name === "string");
  const twice = isList ? header.find((name, at) => header.indexOf(name) < at) : undefined;
  if (twice !== undefined) {
    throw new TypeError(
      `Cannot set header in ${where} as its names must differ: got ${shown(twice)} twice; give each column a name of its own`,
    );
  }
  if (header === undefined || header === "first-line" || header === "none" || isList) return;
  throw new TypeError(
    `Cannot set header in ${where} as it must be "first-line", "none" or a list of names: got ${shown(header)}; ` +
      "leave it out where the first line has the names",
  );
}

/** What is under test only: nobody else should need it. */
export interface CsvTestOptions {
  /** Bytes read at a time. */
  readonly windowBytes?: number;
  /** Bytes of a file that types are inferred from. */
  readonly sampleBytes?: number;
  /** Largest part of a file that is one split. */
  readonly splitBytes?: number;
  /** What scans the rows. */
  readonly scanner?: typeof rowScanner;
}

/** How a file is written, as bytes. */
export interface Dialect {
  readonly delimiter: number;
  /** −1 where nothing is quoted. */
  readonly quote: number;
  readonly nullText: Uint8Array;
  readonly encoding: "utf8" | "latin1";
  /** Whether a quoted field may hold newlines. */
  readonly multiline: boolean;
}

export function dialectOf(options: CsvOptions, delimiter: number): Dialect {
  return {
    delimiter,
    quote: options.quote === "none" ? -1 : asciiCode("quote", options.quote ?? '"'),
    nullText: new TextEncoder().encode(options.nullText ?? ""),
    encoding: options.encoding ?? "utf8",
    multiline: options.quotedNewlines !== "refused",
  };
}

/** The code of a character that separates: it must be one byte, and none that a row or number needs. */
export function asciiCode(option: string, text: string): number {
  const code = text.length === 1 ? text.charCodeAt(0) : -1;
  if (code > 0 && code < 128 && !/[\r\n0-9a-zA-Z.+-]/.test(text)) return code;
  throw new RangeError(
    `Cannot read or write CSV with ${option} ${JSON.stringify(text)} as it must be one ASCII character that is no ` +
      `letter, digit, sign or newline: got ${JSON.stringify(text)}; use for instance ${option === "quote" ? `'"'` : '";"'}`,
  );
}

/** Refuses what would be written so that it cannot be read: the delimiter as the quote, and a text for nulls that holds either. */
export function requireApart(
  { delimiter, quote, nullText }: Readonly<{ delimiter: number; quote: number; nullText: string }>,
  path: string,
): void {
  if (delimiter === quote) {
    throw new RangeError(
      `Cannot write ${shown(path)} as delimiter and quote must differ: got ${shown(String.fromCharCode(quote))} for both; leave one of them out`,
    );
  }
  const marks = [10, 13, delimiter, ...(quote < 0 ? [] : [quote])].map((code) => String.fromCharCode(code));
  if (!marks.some((mark) => nullText.includes(mark))) return;
  throw new RangeError(
    `Cannot write ${shown(path)} as nullText must be without delimiter, quote and newline: got ${shown(nullText)}; write for instance nullText: "NA"`,
  );
}
