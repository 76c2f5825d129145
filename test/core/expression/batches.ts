import { type Batch, makeBatch } from "../../../core/data/batch.ts";
import type { Column } from "../../../core/data/column.ts";
import { columnOf, fieldOf } from "../../../core/data/column-of.ts";
import { int32, string } from "../../../core/data/data-type.ts";
import { dictionaryOf } from "../../../core/data/dictionary.ts";
import { rowSchema } from "../../../core/data/schema.ts";

/** A batch of typed columns with the same content as some rows that have the same properties. */
export function typedBatch(rows: readonly Readonly<Record<string, unknown>>[], layouts: Layouts = {}): Batch {
  const names = Object.keys(rows[0] ?? {});
  const named = names.map((name) => {
    const values = rows.map((row) => row[name]);
    const column = Object.hasOwn(layouts, name) ? layouts[name]!(values) : columnOf(values);
    return { column, field: { ...fieldOf(name, column, values), type: column.type } };
  });
  return makeBatch(
    rowSchema(named.map(({ field }) => field)),
    rows.length,
    named.map(({ column }) => column),
  );
}

export type Layouts = Readonly<Record<string, (values: readonly unknown[]) => Column>>;

/** Strings as codes of a dictionary, nulls by validity. */
export function dictionaryColumn(values: readonly unknown[]): Column {
  const texts = [...new Set(values.filter((value): value is string => value !== null))];
  const codes = Int32Array.from(values, (value) => (value === null ? 0 : texts.indexOf(value as string)));
  return { type: string, layout: "dictionary", codes, dictionary: dictionaryOf(texts), validity: validityOf(values) };
}

/** Strings as views into shared utf8 bytes. */
export function utf8Column(values: readonly unknown[]): Column {
  const parts = values.map((value) => new TextEncoder().encode((value ?? "") as string));
  const lengths = Int32Array.from(parts, (part) => part.length);
  const starts = new Int32Array(values.length);
  for (let row = 1; row < values.length; row++) starts[row] = starts[row - 1]! + lengths[row - 1]!;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.forEach((part, row) => bytes.set(part, starts[row]!));
  return { type: string, layout: "utf8", bytes, starts, lengths, validity: validityOf(values) };
}

export function int32Column(values: readonly unknown[]): Column {
  return {
    type: int32,
    layout: "int32",
    values: Int32Array.from(values, (value) => Number(value ?? 0)),
    validity: validityOf(values),
  };
}

function validityOf(values: readonly unknown[]): Uint8Array | undefined {
  if (!values.includes(null)) return undefined;
  const bits = new Uint8Array((values.length + 7) >> 3);
  values.forEach((value, row) => {
    if (value !== null) bits[row >> 3]! |= 1 << (row & 7);
  });
  return bits;
}
