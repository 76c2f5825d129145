import { type Batch, changeKind, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { columnOf, fieldOf } from "../data/column-of.ts";
import { any, type Field, int32, string } from "../data/data-type.ts";
import { dictionaryOf } from "../data/dictionary.ts";
import { rowSchema, valueSchema } from "../data/schema.ts";
import type { RowEvent } from "./event.ts";

/** How records become a batch. */
export interface BatchForm {
  /** As they are; as columns of the plainest kind; with whole numbers as int32 and texts by dictionary, or as utf8. */
  readonly layout: "values" | "columns" | "dictionaries" | "utf8";
  /** Whether other rows lie between and behind the batch's own, told apart by a selection. */
  readonly selected?: true;
  /** Whether the arrays are written over after the call. */
  readonly reused?: true;
}

/** Rows of one input, all with event times or all without, as a batch. */
export function batchOf(rows: readonly RowEvent[], form: BatchForm): Batch {
  const laid = form.selected === true ? amongOthers(rows) : rows;
  const { fields, columns, shape } = columnsOf(
    [...laid, ...behind(rows)].map(({ value }) => value),
    form.layout,
  );
  const schema = shape === "row" ? rowSchema(fields) : valueSchema(fields[0]!.type, fields[0]!.missing);
  const timed = rows.some(({ timeMs }) => timeMs !== undefined);
  const changed = rows.some(({ change }) => change !== "insert");
  return makeBatch(schema, laid.length, columns, {
    times: timed ? Float64Array.from(laid, ({ timeMs }) => timeMs ?? Number.NaN) : undefined,
    kinds: changed ? Uint8Array.from(laid, ({ change }) => changeKind[change]) : undefined,
    selection: form.selected === true ? Int32Array.from(rows, (_, k) => 2 * k + 1) : undefined,
    reused: form.reused === true,
  });
}

/** Each row behind a copy of another one that does not belong to the batch. */
function amongOthers(rows: readonly RowEvent[]): RowEvent[] {
  const others = rows.map((_, k) => ({ ...rows[(k + 1) % rows.length]!, timeMs: 6.66e66 }));
  return rows.flatMap((row, k) => [others[k]!, row]).concat(others.slice(0, 1));
}

/** Arrays may be longer than the batch. */
function behind(rows: readonly RowEvent[]): RowEvent[] {
  return rows.slice(0, 2);
}

interface Columns {
  readonly shape: "row" | "value";
  readonly fields: readonly Field[];
  readonly columns: readonly Column[];
}

function columnsOf(values: readonly unknown[], layout: BatchForm["layout"]): Columns {
  if (layout === "values" || values.length === 0) return asTheyAre(values);
  if (!values.every(isPlainObject)) {
    const column = encoded(columnOf(values), values, layout);
    return { shape: "value", fields: [fieldOf("value", column, values)], columns: [column] };
  }
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
  if (names.length === 0) return asTheyAre(values);
  const named = names.map((name) => {
    const cells = values.map((value) => value[name]);
    const column = encoded(columnOf(cells), cells, layout);
    return { column, field: fieldOf(name, column, cells) };
  });
  return { shape: "row", fields: named.map(({ field }) => field), columns: named.map(({ column }) => column) };
}

function asTheyAre(values: readonly unknown[]): Columns {
  const column: Column = { type: any, layout: "values", values: [...values], validity: undefined };
  return { shape: "value", fields: [{ name: "value", type: any }], columns: [column] };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function encoded(column: Column, values: readonly unknown[], layout: BatchForm["layout"]): Column {
  if (layout === "columns") return column;
  if (column.layout === "float64") {
    const whole = values.every((value) => value === null || value === undefined || isInt32(value));
    if (layout !== "dictionaries" || !whole) return column;
    return { type: int32, layout: "int32", values: Int32Array.from(column.values), validity: column.validity };
  }
  if (column.layout !== "values" || column.type.kind !== "string") return column;
  if (values.includes(undefined)) return column;
  return layout === "utf8" ? utf8Column(values as string[]) : dictionaryColumn(values as string[]);
}

function isInt32(value: unknown): boolean {
  return typeof value === "number" && (value | 0) === value && !Object.is(value, -0);
}

function dictionaryColumn(values: readonly (string | null)[]): Column {
  const texts = [...new Set(values.filter((value) => value !== null))];
  const codes = Int32Array.from(values, (value) => (value === null ? 0 : texts.indexOf(value)));
  return { type: string, layout: "dictionary", codes, dictionary: dictionaryOf(texts), validity: validityOf(values) };
}

function utf8Column(values: readonly (string | null)[]): Column {
  const encodedTexts = values.map((value) => new TextEncoder().encode(value ?? ""));
  const lengths = Int32Array.from(encodedTexts, ({ length }) => length);
  const starts = Int32Array.from(lengths, (_, row) =>
    lengths.subarray(0, row).reduce((sum, length) => sum + length, 0),
  );
  const bytes = new Uint8Array(encodedTexts.flatMap((text) => [...text]));
  return { type: string, layout: "utf8", bytes, starts, lengths, validity: validityOf(values) };
}

function validityOf(values: readonly unknown[]): Uint8Array | undefined {
  if (!values.includes(null)) return undefined;
  const bits = new Uint8Array((values.length + 7) >> 3);
  values.forEach((value, row) => {
    if (value !== null) bits[row >> 3]! |= 1 << (row & 7);
  });
  return bits;
}
