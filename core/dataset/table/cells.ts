import { columnOf } from "../../data/column-of.ts";
import { type DataType, typeText } from "../../data/data-type.ts";
import { shown } from "../../data/options.ts";
import { nearestNames } from "../../data/schema.ts";
import type { TableView } from "../../display/mod.ts";

/** Rows in memory, and what is known of their columns. */
export interface Cells {
  readonly rows: readonly unknown[];
  readonly names: readonly string[];
  /** Types of the columns that a dataset had, where they say more than the values (a time is a number). */
  readonly types: ReadonlyMap<string, DataType>;
}

/** What the columns of a table are of which there is neither a row nor a name. */
export const unknownNames: readonly string[] = ["value"];

export function knownNames({ names }: Cells): readonly string[] {
  return names === unknownNames ? [] : names;
}

/** The value of a row in a column: of objects a property, of anything else the row itself. */
export function cellOf(row: unknown, name: string): unknown {
  return isRecord(row) ? row[name] : row;
}

export function cellsOf({ rows }: Cells, name: string): unknown[] {
  return rows.map((row) => cellOf(row, name));
}

export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

export function isRecord(row: unknown): row is Record<string, unknown> {
  return typeof row === "object" && row !== null && !Array.isArray(row) && !(row instanceof Date);
}

/** A value as the name of a column, or of what stands in a picture. */
export function labelOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, "");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? null);
}

/** @param action For the error: `sort the table`. */
export function mustHaveColumns({ rows, names }: Cells, wanted: readonly unknown[], action: string): void {
  // Nobody knows what a table without a row would have.
  if (rows.length === 0 && names === unknownNames) return;
  for (const name of wanted) {
    if (typeof name === "string" && names.includes(name)) continue;
    const near = typeof name === "string" ? nearestNames(name, names) : [];
    if (Array.isArray(name)) throw new TypeError(notOneByOne(action, name));
    const remedy = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "use one of these";
    throw new TypeError(
      `Cannot ${action} as each column must be there: got ${shown(name)}, known are ${names.join(", ")}; ${remedy}`,
    );
  }
}

function notOneByOne(action: string, names: readonly unknown[]): string {
  const each = names.map(shown).join(", ");
  return `Cannot ${action} as columns are named one by one: got an array; leave its brackets out: ${each}`;
}

/** @param action For the error: `pivot the table`. */
export function mustBeFree(taken: readonly string[], names: readonly string[], action: string): void {
  for (const name of names) {
    if (taken.includes(name))
      throw new TypeError(
        `Cannot ${action} as names of columns must differ: got ${JSON.stringify(name)} twice; name one of them otherwise`,
      );
  }
}

/**
 * The columns of rows. Objects have keys that are whole numbers, as a year, before all others, whatever order they were given in.
 *
 * @param known In their order, and what the columns are where there is no row.
 */
export function columnNames(rows: readonly unknown[], known: readonly string[]): readonly string[] {
  if (rows.length === 0) return known;
  const names = new Set<string>();
  for (const row of rows) if (isRecord(row)) for (const name of Object.keys(row)) names.add(name);
  if (names.size === 0) return ["value"];
  return [...new Set([...known.filter((name) => names.has(name)), ...names])];
}

/** The rows as columns: of objects one a property, of anything else the column `value`. */
export function viewOf(cells: Cells): TableView {
  const objects = cells.rows.every(isRecord);
  const columns = (objects ? cells.names : ["value"]).map((name) => {
    const values = objects ? cellsOf(cells, name) : cells.rows;
    return { name, type: typeNameOf(values, cells.types.get(name)), values, nulls: nullsOf(values) };
  });
  return { columns, rowCount: cells.rows.length };
}

function nullsOf(values: readonly unknown[]): number {
  return values.reduce((sum: number, value) => (isAbsent(value) ? sum + 1 : sum), 0);
}

/** The type of a column as its header says it. */
export function typeNameOf(values: readonly unknown[], type: DataType | undefined): string {
  if (type !== undefined && type.kind !== "any") return typeText(type);
  const given = values.filter((value) => !isAbsent(value));
  if (given.length > 0 && given.every((value) => value instanceof Date)) return "timestamp";
  return typeText(columnOf(values).type);
}
