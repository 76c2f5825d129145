import { type Batch, lengthOf } from "../data/batch.ts";
import type { Schema } from "../data/schema.ts";
import { accessText, formKey, formOf, slotsOf, utf8At } from "./column-access.ts";
import { generate, isPlainName } from "./generate.ts";

type ReadRow = (slots: readonly unknown[], row: number) => unknown;

const readers = new Map<string, ReadRow>();

/** Makes the rows of a batch as a user sees them: fresh plain objects, or values. */
export function rowsOf(batch: Batch): unknown[] {
  const read = rowReader(batch);
  const rows = new Array<unknown>(lengthOf(batch));
  const { selection } = batch;
  for (let k = 0; k < rows.length; k++) rows[k] = read(selection === undefined ? k : selection[k]!);
  return rows;
}

/** Reads any row of a batch by its number. */
export function rowReader(batch: Batch): (row: number) => unknown {
  const forms = batch.columns.map((column, at) => formOf(column, batch.schema.fields[at]!));
  const key = `${batch.schema.shape}|${batch.schema.fields.map(({ name }, at) => `${JSON.stringify(name)}:${formKey(forms[at]!)}`).join()}`;
  let read = readers.get(key);
  if (read === undefined) {
    if (readers.size > 1000) readers.clear();
    read = compileReader(batch.schema, forms);
    readers.set(key, read);
  }
  const slots = batch.columns.flatMap(slotsOf);
  return (row) => read(slots, row);
}

function compileReader(schema: Schema, forms: readonly ReturnType<typeof formOf>[]): ReadRow {
  const values = forms.map((form, column) => accessText(form, (part) => `slots[${column * 4 + part}]`, "row"));
  const properties = schema.fields.map(({ name }, column) => {
    return `${isPlainName(name) ? JSON.stringify(name) : `[names[${column}]]`}: ${values[column]}`;
  });
  const result = schema.shape === "value" ? values[0] : `{ ${properties.join(", ")} }`;
  const { make } = generate(["names", "utf8"], `return (slots, row) => (${result});`);
  return make(
    schema.fields.map(({ name }) => name),
    utf8At,
  ) as ReadRow;
}
