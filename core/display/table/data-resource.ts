import { isTime } from "../time-text.ts";
import { plainPart } from "./plain-part.ts";
import { type ShownRows, type ShownRowsOptions, shownRows, type TableView } from "./table-view.ts";

/**
 * The rows that a table shows as a tabular data resource, which some notebooks draw as a grid.
 *
 * @see Walsh and Pollock, “Tabular Data Resource”, Frictionless Data, 2017,
 * https://specs.frictionlessdata.io/tabular-data-resource/
 */
export function dataResource(view: TableView, options: ShownRowsOptions): DataResource {
  const fields = view.columns.map(({ name, type }) => ({ name, type: fieldType(type) }));
  return { schema: { fields }, data: records(view, shownRows(view, options)) };
}

/** Fields, and a record for each row; every value is one of JSON. */
export interface DataResource {
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: string }[] };
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

function records({ columns }: TableView, { head, tail }: ShownRows): Record<string, unknown>[] {
  return [...head, ...tail].map((row) =>
    // Entries become properties of the object's own, even one called __proto__.
    Object.fromEntries(columns.map(({ name, type, values }) => [name, jsonValue(values[row], type)])),
  );
}

const fieldTypes: Readonly<Record<string, string>> = {
  boolean: "boolean",
  int32: "integer",
  int64: "integer",
  float64: "number",
  string: "string",
  timestamp: "datetime",
  date: "date",
};

function fieldType(type: string): string {
  return Object.hasOwn(fieldTypes, type) ? fieldTypes[type]! : "any";
}

function jsonValue(value: unknown, type: string): unknown {
  if (value instanceof Date || (typeof value === "number" && fieldType(type).startsWith("date"))) {
    return isoText(Number(value), type);
  }
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? plainCopy(value) : String(value);
}

function isoText(ms: number, type: string): string | null {
  if (!isTime(ms)) return null;
  const text = new Date(ms).toISOString();
  return type === "date" ? text.split("T")[0]! : text;
}

function plainCopy(value: object): unknown {
  try {
    return JSON.parse(JSON.stringify(value, plainPart));
  } catch {
    return null;
  }
}
