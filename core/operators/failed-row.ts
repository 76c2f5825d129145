import { rowReader } from "../expression/row-reader.ts";
import type { RecordFailure } from "./operator.ts";

/** The row of a failure as text for a message: JSON, cut to 300 characters. */
export function failedRow({ batch, row }: RecordFailure): string {
  return oneLine(textOf(rowReader(batch)(row)), 300);
}

/** Text cut to a length, without control characters that a terminal would obey. */
export function oneLine(text: string, length: number): string {
  const clean = text.replace(
    /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return clean.length > length ? `${clean.slice(0, length - 1)}…` : clean;
}

function textOf(row: unknown): string {
  try {
    return JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)) ?? String(row);
  } catch {
    return String(row);
  }
}
