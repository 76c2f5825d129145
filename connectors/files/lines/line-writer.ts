import { type Batch, lengthOf, type Schema, valueAt } from "../../../core/io/mod.ts";
import { rowReader } from "../../../core/mod.ts";
import { wholeText } from "../half-character.ts";
import { objectRows } from "../object-rows.ts";
import { fieldText, isoText, jsonText } from "../text/value-text.ts";
import { csvField } from "./csv-line.ts";
import type { LineOptions } from "./line-options.ts";

/** Rows as the lines of one stream. */
export interface LineWriter {
  /** In memory that nobody writes over. */
  lines(batch: Batch): Uint8Array;
  /** The names of columns where there were no rows to write them with. */
  end(schema: Schema | undefined): Uint8Array;
}

/** @param place For errors: `standard output`. */
export function lineWriter({ format, columns, delimiter = "," }: LineOptions, place: string): LineWriter {
  const nothing = new Uint8Array(0);
  const encoder = new TextEncoder();
  const bytesOf = (text: string): Uint8Array =>
    text.isWellFormed() ? encoder.encode(text) : refuseHalf(text.split("\n"), place);
  if (format === "csv") {
    const csv = csvWriter(columns, delimiter, place);
    return {
      lines: (batch) => bytesOf(csv.lines(batch)),
      end: (schema) => bytesOf(csv.end(schema)),
    };
  }
  const textOf = format === "text" ? (row: unknown) => plainLine(row, place) : (row: unknown) => jsonText(row);
  return {
    lines: (batch) => {
      const rowAt = rowReader(batch);
      const texts = Array.from({ length: lengthOf(batch) }, (_, k) => `${textOf(rowAt(batch.selection?.[k] ?? k))}\n`);
      return bytesOf(texts.join(""));
    },
    end: () => nothing,
  };
}

function refuseHalf(lines: readonly string[], place: string): never {
  for (const line of lines) wholeText(() => `a row to ${place}`, line);
  throw new TypeError("Cannot find the text with half of a character; this is a defect of Millrace");
}

function plainLine(row: unknown, place: string): string {
  const line = typeof row === "object" && row !== null && "line" in row ? row.line : row;
  if (typeof line === "string" && !/[\n\r]/.test(line)) return line;
  throw new TypeError(
    `Cannot write to ${place} as a line must be a text without ends of lines, or a row with such a "line": got ${JSON.stringify(line)?.slice(0, 100)}; ` +
      'map it before, or say format: "json"',
  );
}

function csvWriter(
  columns: readonly string[] | undefined,
  delimiter: string,
  place: string,
): { lines(batch: Batch): string; end(schema: Schema | undefined): string } {
  let names = columns;
  const headerOf = (found: readonly string[]): string => {
    if (names !== undefined) return "";
    names = found;
    return `${found.map((name) => csvField(name, delimiter)).join(delimiter)}\n`;
  };
  return {
    lines: (given) => {
      const batch = objectRows(given);
      const header = lengthOf(batch) === 0 ? "" : headerOf(batch.schema.fields.map(({ name }) => name));
      const other = batch.schema.fields.find(({ name }) => names?.includes(name) === false)?.name;
      if (other !== undefined && lengthOf(batch) > 0) throw laterColumn(other, names ?? [], place);
      const texts = (names ?? []).map((name) => columnTexts(batch, name, delimiter));
      const rows = Array.from({ length: lengthOf(batch) }, (_, k) =>
        texts.map((text) => text(batch.selection?.[k] ?? k)),
      );
      return header + rows.map((fields) => `${fields.join(delimiter)}\n`).join("");
    },
    end: (schema) =>
      schema === undefined || names !== undefined ? "" : headerOf(schema.fields.map(({ name }) => name)),
  };
}

function columnTexts(batch: Batch, name: string, delimiter: string): (row: number) => string {
  const column = batch.columns[batch.schema.index.get(name) ?? -1];
  if (column === undefined) return () => "";
  const { kind } = column.type;
  const isTime = kind === "timestamp" || kind === "date";
  return (row) => {
    const value = valueAt(column, row) ?? null;
    const text =
      isTime && typeof value === "number" ? isoText(value, kind === "date" ? "date" : "time") : fieldText(value);
    return csvField(value === null ? null : text, delimiter);
  };
}

function laterColumn(name: string, names: readonly string[], place: string): TypeError {
  return new TypeError(
    `Cannot write a row to ${place} as its columns must be those of the first line: got ${JSON.stringify(name)} besides ${names.map((each) => JSON.stringify(each)).join(", ")}; ` +
      "name all of them by columns, map the rows to the same ones, or write JSON",
  );
}
