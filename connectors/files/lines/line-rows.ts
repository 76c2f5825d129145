import {
  any,
  type BadRecord,
  type Batch,
  type Column,
  compact,
  countText,
  type DataType,
  makeBatch,
  rowSchema,
  type Schema,
  string,
  typedColumn,
  valueSchema,
} from "../../../core/io/mod.ts";
import { parseJson } from "../parse-json.ts";
import { quoteText } from "../quote-text.ts";
import { jsonForm, readText } from "../text/read-text.ts";
import { csvFields } from "./csv-line.ts";
import type { FramedLine } from "./line-frames.ts";
import type { LineReadOptions } from "./line-options.ts";

export interface LineRows {
  readonly schema: Schema;
  /** The rows of lines, maybe none. */
  batch(lines: readonly FramedLine[]): Batch;
  /** The stream ends, or begins anew: what is read of a record, and what a first line has said, is forgotten. */
  end(): void;
}

const values = valueSchema(any);
const texts = rowSchema([{ name: "line", type: string }]);

/** The columns of lines, as far as they are known before any is read. */
export function lineSchema({ format, schema }: LineReadOptions<never>): Schema {
  return format === "text" ? texts : (schema ?? values);
}

/** What a line is a row of: a value, or what of it is wrong. Undefined where it is none, as a first line with names is. */
type Decoded = { readonly value: unknown } | { readonly reason: string } | undefined;

interface Decoder {
  decode(text: string, number: number): Decoded;
  /** What is held of a record at the end. */
  held(): { readonly number: number; readonly text: string } | undefined;
}

/**
 * Makes rows of lines.
 *
 * @param place What lines are of, for errors: `standard input`.
 */
export function lineRows(
  options: LineReadOptions<never>,
  { source, place, onBadRecord }: { source: string; place: string; onBadRecord: (bad: BadRecord) => void },
): LineRows {
  const schema = lineSchema(options);
  const tell = (number: number, text: string, reason: string, column?: string): void =>
    onBadRecord(badLine({ source, place, number, text, reason, column }));
  let decoder = decoderOf(options);
  return {
    schema,
    batch: (lines) => {
      const rows: { readonly value: unknown; readonly line: FramedLine }[] = [];
      for (const line of lines) {
        if ("reason" in line) {
          tell(line.number, line.shown, line.reason);
          continue;
        }
        const decoded = decoder.decode(line.text, line.number);
        if (decoded === undefined) continue;
        if ("reason" in decoded) tell(line.number, line.text, decoded.reason);
        else rows.push({ value: decoded.value, line });
      }
      return batchOf(schema, options, rows, ({ line }, reason, column) =>
        tell(line.number, "text" in line ? line.text : "", reason, column),
      );
    },
    end: () => {
      const held = decoder.held();
      decoder = decoderOf(options);
      if (held !== undefined)
        tell(held.number, held.text, "its quotes must be closed: got the end of the stream in them");
    },
  };
}

interface RowOfLine {
  readonly value: unknown;
  readonly line: FramedLine;
}

function batchOf(
  schema: Schema,
  { format }: LineReadOptions<never>,
  rows: readonly RowOfLine[],
  misfit: (row: RowOfLine, reason: string, column: string) => void,
): Batch {
  if (rows.length === 0) return makeBatch(rowSchema([]), 0, []);
  const all = rows.map(({ value }) => value);
  if (schema === values)
    return makeBatch(values, all.length, [{ type: any, layout: "values", values: all, validity: undefined }]);
  if (schema === texts)
    return makeBatch(texts, all.length, [{ type: string, layout: "values", values: all, validity: undefined }]);
  const bad = new Set<number>();
  const columns = schema.fields.map(({ name, type }): Column => {
    const own = all.map((value) => formOf(type, (value as Record<string, unknown>)[name], format === "csv"));
    return typedColumn(type, own, (row, reason) => {
      if (!bad.has(row)) misfit(rows[row]!, reason, name);
      bad.add(row);
    });
  });
  const batch = makeBatch(schema, all.length, columns);
  if (bad.size === 0) return batch;
  return compact({ ...batch, selection: Int32Array.from(all.keys()).filter((row) => !bad.has(row)) });
}

/** A value as a column of the type takes it: as it is where it does not fit, so that this is told with it. */
function formOf(type: DataType, value: unknown, isText: boolean): unknown {
  if (value === null || value === undefined) return null;
  const stored = isText ? readText(type, value as string, true) : jsonForm(type, value, true);
  if (type.kind === "boolean") return stored === undefined ? value : stored === 1;
  return stored ?? value;
}

function decoderOf(options: LineReadOptions<never>): Decoder {
  const { format, schema } = options;
  if (format === "csv") return csvDecoder(options);
  const held = (): undefined => undefined;
  if (format === "text") return { decode: (text) => ({ value: text }), held };
  const decode = (text: string): Decoded => {
    if (text.trim() === "") return undefined;
    try {
      const value = parseJson(text);
      if (schema === undefined || (typeof value === "object" && value !== null)) return { value };
      return { reason: `it must be an object, as there is a schema: got ${quoteText(text)}` };
    } catch (error) {
      return { reason: `it must be JSON: got ${(error as Error).message}` };
    }
  };
  return { decode, held };
}

/** A record of CSV that goes on: lines behind one whose quote is open. */
interface OpenRecord {
  readonly number: number;
  lines: string[];
  length: number;
  /** Told already; what is left of it is passed over. */
  isBad: boolean;
}

/** Fields in quotes may hold newlines: a record goes on over lines then. */
function csvDecoder({ columns, delimiter = ",", schema, maxRecordBytes = 2 ** 24 }: LineReadOptions<never>): Decoder {
  let names = columns;
  let open: OpenRecord | undefined;
  const goOn = (text: string, number: number): Decoded => {
    open ??= { number, lines: [], length: 0, isBad: false };
    if (open.isBad) return undefined;
    open.lines.push(text);
    open.length += text.length + 1;
    if (open.length <= maxRecordBytes) return undefined;
    Object.assign(open, { isBad: true, lines: [] });
    return {
      reason: `a record must have at most ${maxRecordBytes} bytes: got more, since a quote is opened in line ${open.number}`,
    };
  };
  const decode = (text: string, number: number): Decoded => {
    if (open === undefined && text === "") return undefined;
    // Within quotes only an odd number of them closes: others are not looked at with all that came before.
    if (open !== undefined && text.split('"').length % 2 === 1) return goOn(text, number);
    if (open?.isBad === true) {
      open = undefined;
      return undefined;
    }
    const fields = csvFields(open === undefined ? text : [...open.lines, text].join("\n"), delimiter);
    if (fields === undefined) return goOn(text, number);
    open = undefined;
    if (names === undefined) {
      names = fields.map((field) => (field ?? "").trim());
      mustBeNames(names, schema);
      return undefined;
    }
    const known = names;
    if (fields.length !== known.length)
      return {
        reason: `it must have ${countText(known.length, "field")} (${known.join(", ").slice(0, 100)}): got ${fields.length}`,
      };
    return { value: Object.fromEntries(fields.map((field, at) => [known[at]!, field])) };
  };
  return {
    decode,
    held: () => (open === undefined || open.isBad ? undefined : { number: open.number, text: open.lines.join("\n") }),
  };
}

/** A first line without which nothing can be read is no bad record among others. */
function mustBeNames(names: readonly string[], schema: Schema | undefined): void {
  const missing = schema?.fields.find(({ name }) => !names.includes(name))?.name;
  if (missing === undefined && new Set(names).size === names.length) return;
  throw new TypeError(
    `Cannot read CSV as its first line must have the names of the columns${missing === undefined ? ", each once" : ""}: ` +
      `got ${names
        .map((name) => JSON.stringify(name))
        .join(", ")
        .slice(0, 300)}${missing === undefined ? "" : `, without ${JSON.stringify(missing)}`}; ` +
      'mend it, or say columns: ["…"] where no line has them',
  );
}

interface BadLine {
  readonly source: string;
  readonly place: string;
  readonly number: number;
  readonly text: string;
  readonly reason: string;
  readonly column: string | undefined;
}

function badLine({ source, place, number, text, reason, column }: BadLine): BadRecord {
  const position = `line ${number.toLocaleString("en-US")}`;
  const what = column === undefined ? position : `column ${JSON.stringify(column)} at ${position}`;
  return {
    source,
    position,
    ...(column === undefined ? {} : { column }),
    text: text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text,
    message: `Cannot read ${what} of ${place} as ${reason}; mend what writes it, or say from(…, { onError: "skip" })`,
  };
}
