import { checkOptions, type KnownOptions, type OptionsElsewhere, shown } from "../../../core/io/mod.ts";
import type { SchemaFor } from "../../../core/mod.ts";
import { checkMaxRecordBytes } from "../check-options.ts";
import { checkSchema } from "../check-schema.ts";
import type { TextEncoding } from "./line-frames.ts";

/** What a line of a stream is: any JSON value, fields of CSV, or text. */
export type LineKind = "json" | "csv" | "text";

/** How rows are lines of a stream that is not a file, such as a connection. */
export interface LineOptions {
  /** Default `"json"`: a value of JSON a line. `"text"` is rows of one column `line`. */
  readonly format?: LineKind;
  /** CSV: the names of the columns where no first line has them. */
  readonly columns?: readonly string[];
  /** CSV: one ASCII character between fields. Default `","`. */
  readonly delimiter?: string;
}

export interface LineReadOptions<Row> extends LineOptions {
  /**
   * Types of the columns, which then are exactly these: a value that does not fit makes its line a bad record. Default: a stream shows no
   * sample, so that JSON is any values, and fields of CSV are texts.
   */
  readonly schema?: SchemaFor<Row>;
  /** How bytes are read. Default `"utf8"`. */
  readonly encoding?: TextEncoding;
  /** A longer line is a bad record. Bytes, default 16 MB. */
  readonly maxRecordBytes?: number;
}

export const knownLines: KnownOptions<LineOptions> = {
  format: ["json", "csv", "text"],
  columns: true,
  delimiter: true,
};

export const knownReadLines: KnownOptions<LineReadOptions<never>> = {
  ...knownLines,
  schema: true,
  encoding: ["utf8", "latin1"],
  maxRecordBytes: true,
};

/** Refuses what a compiler would have refused, and options of CSV that nobody would read. */
export function checkLineOptions<Options extends LineReadOptions<never> | LineOptions>(
  options: Options,
  known: KnownOptions<Options>,
  where: string,
  elsewhere: OptionsElsewhere = {},
): void {
  checkOptions(options, known, where, elsewhere);
  const { format, columns, delimiter, schema, maxRecordBytes } = options as LineReadOptions<never>;
  checkSchema(schema, where);
  for (const [name, value] of Object.entries({ columns, delimiter })) {
    if (value === undefined || format === "csv") continue;
    throw new TypeError(
      `Cannot set ${name} in ${where} as it is of CSV: got format ${shown(format ?? "json")}; say format: "csv", or leave it out`,
    );
  }
  if (format === "text" && schema !== undefined)
    throw new TypeError(
      `Cannot set schema in ${where} as rows of text have one column, line: got format "text"; leave it out`,
    );
  const isNames = Array.isArray(columns) && columns.length > 0 && columns.every((name) => typeof name === "string");
  if (columns !== undefined && (!isNames || new Set(columns).size < columns.length))
    throw new TypeError(
      `Cannot set columns in ${where} as they must be names that differ: got ${isNames ? columns.map(shown).join(", ") : shown(columns)}; use for instance columns: ["id", "price"]`,
    );
  if (delimiter !== undefined && !/^[\t !#-~]$/.test(delimiter))
    throw new RangeError(
      `Cannot set delimiter in ${where} as it must be one ASCII character: got ${shown(delimiter)}; use for instance ";"`,
    );
  checkMaxRecordBytes(maxRecordBytes, where);
}
