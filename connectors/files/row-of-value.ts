import { type Column, valueAt } from "../../core/io/mod.ts";

/** The first row that has the value, in itself or in what it holds; undefined where none has. For errors: slow. */
export function rowOfValue(column: Column, rows: number, value: unknown): number | undefined {
  for (let row = 0; row < rows; row++) if (holds(valueAt(column, row), value, 0)) return row;
  return undefined;
}

/** Deeper values may hold themselves. */
const deepest = 64;

function holds(value: unknown, wanted: unknown, depth: number): boolean {
  if (Object.is(value, wanted)) return true;
  // Writers see a Date by its time.
  if (value instanceof Date) return Object.is(value.getTime(), wanted);
  if (typeof value !== "object" || value === null || depth > deepest) return false;
  return Object.values(value).some((each) => holds(each, wanted, depth + 1));
}
