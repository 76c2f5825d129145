import type { BadRecord, Column } from "../../core/io/mod.ts";
import { quote } from "./errors.ts";
import type { ArrowField } from "./schema.ts";

/** Stands in a decoded column where a text of `arrow.json` is none: which rows that spoils is told once the column is there. */
export class NoJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A row of a batch that cannot be given. */
export interface Spoilt {
  readonly row: number;
  readonly column: string;
  readonly text: string;
  /** What it must be and what it is. */
  readonly why: string;
}

/** The rows of a column that have a text that is no JSON, in themselves or in what they hold. */
export function spoiltRows(field: ArrowField, column: Column, rows: number): readonly Spoilt[] {
  if (column.layout !== "values" || !holdsJson(field)) return [];
  const isNested = field.children.length > 0;
  const spoilt: Spoilt[] = [];
  for (let row = 0; row < rows; row++) {
    const found = isNested ? within(column.values[row]) : noJson(column.values[row]);
    if (found === undefined) continue;
    const { text } = found;
    spoilt.push({ row, column: field.name, text, why: `it must be JSON: got ${JSON.stringify(text.slice(0, 80))}` });
  }
  return spoilt;
}

function holdsJson(field: ArrowField): boolean {
  return field.extension === "arrow.json" || field.children.some(holdsJson);
}

function noJson(value: unknown): NoJson | undefined {
  return value instanceof NoJson ? value : undefined;
}

function within(value: unknown): NoJson | undefined {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  if (value instanceof NoJson) return value;
  for (const each of Array.isArray(value) ? value : Object.values(value)) {
    const found = within(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param at The byte that the batch begins at. */
export function badRow(source: string, path: string, at: number, { row, column, text, why }: Spoilt): BadRecord {
  const position = `row ${(row + 1).toLocaleString("en-US")} of the batch at byte ${at.toLocaleString("en-US")}`;
  return {
    source,
    position,
    column,
    text: text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text,
    message:
      `Cannot read column ${quote(column)} of ${position} of ${quote(path)} as ${why}; ` +
      'mend what wrote it, leave the column out by a schema, or say from(…, { onError: "skip" })',
  };
}
