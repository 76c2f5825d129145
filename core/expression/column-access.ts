import type { Column, Layout } from "../data/column.ts";
import { decodeUtf8, type Utf8Column } from "../data/column.ts";
import type { Field } from "../data/data-type.ts";

/** What generated code must know of an input column; equal forms share a loop. */
export interface ColumnForm {
  readonly layout: Layout;
  readonly nullable: boolean;
  readonly missing: "null" | "undefined";
  readonly isDate: boolean;
}

export function formOf(column: Column, field: Field): ColumnForm {
  return {
    layout: column.layout,
    nullable: column.validity !== undefined,
    missing: field.missing ?? "null",
    isDate: givesDates(column),
  };
}

/** Whether this is the form of the column, without making another. */
export function isFormOf(form: ColumnForm, column: Column, field: Field): boolean {
  return (
    form.layout === column.layout &&
    form.nullable === (column.validity !== undefined) &&
    form.missing === (field.missing ?? "null") &&
    form.isDate === givesDates(column)
  );
}

function givesDates({ type }: Column): boolean {
  return type.kind === "timestamp" && type.as === "Date";
}

export function formKey(form: ColumnForm): string {
  return `${form.layout}${form.nullable ? "?" : ""}${form.missing === "undefined" ? "u" : ""}${form.isDate ? "d" : ""}`;
}

/** Whether a value is an object that is made where it is looked at. */
export function isMade({ isDate, layout }: ColumnForm): boolean {
  return isDate || layout === "vector";
}

/** Names of the four arguments a column takes in generated code: values or codes, validity, dictionary or utf8 column, decoded texts or the size of vectors. */
export const slotParts = ["a", "b", "c", "d"] as const;

export function slotsOf(column: Column): unknown[] {
  switch (column.layout) {
    case "dictionary":
      return [column.codes, column.validity, column.dictionary, column.dictionary.texts];
    case "vector":
      return [column.data, column.validity, undefined, column.type.size];
    case "utf8":
      return [column.starts, column.validity, column, undefined];
    default:
      return [column.values, column.validity, undefined, undefined];
  }
}

/** The expression of a row's value. `slot(n)` names argument n of the column, `row` the row number. */
export function accessText(form: ColumnForm, slot: (part: number) => string, row: string): string {
  const value = presentText(form, slot, row);
  if (!form.nullable) return value;
  const mask = slot(1);
  return `((${mask}[${row} >> 3] >> (${row} & 7)) & 1 ? ${value} : ${form.missing})`;
}

function presentText(form: ColumnForm, slot: (part: number) => string, row: string): string {
  const values = slot(0);
  switch (form.layout) {
    case "uint8":
      return `(${values}[${row}] === 1)`;
    case "dictionary":
      return `(${slot(3)}[${values}[${row}]] ?? ${slot(2)}.text(${values}[${row}]))`;
    case "vector":
      // An array of the row's own: that of the column may be written over.
      return `${values}.slice((${row}) * ${slot(3)}, ((${row}) + 1) * ${slot(3)})`;
    case "utf8":
      return `utf8(${slot(2)}, ${row})`;
    case "float64":
      return form.isDate ? `new Date(${values}[${row}])` : `${values}[${row}]`;
    default:
      return `${values}[${row}]`;
  }
}

/** Given to generated code as `utf8`. */
export function utf8At(column: Utf8Column, row: number): string {
  return decodeUtf8(column.bytes, column.starts[row]!, column.lengths[row]!);
}
