import { any, type Batch, type Column, makeBatch, rowSchema } from "../../core/io/mod.ts";

/**
 * A batch whose rows are values that are plain objects, with a column for each of their keys instead. Other batches stay
 * as they are.
 */
export function objectRows(batch: Batch): Batch {
  const [column] = batch.columns;
  if (batch.schema.shape === "row" || column?.layout !== "values") return batch;
  const values = selected(column.values, batch);
  if (values.length === 0 || !values.every(isPlainObject)) return batch;
  const names = new Set(values.flatMap((value) => Object.keys(value)));
  const columns = Array.from(names, (name): Column => {
    const own = values.map((value) => (Object.hasOwn(value, name) ? value[name] : undefined));
    return { type: any, layout: "values", values: own, validity: undefined };
  });
  return makeBatch(rowSchema(Array.from(names, (name) => ({ name, type: any }))), values.length, columns);
}

function selected(values: readonly unknown[], { selection, rowCount }: Batch): readonly unknown[] {
  return selection === undefined ? values.slice(0, rowCount) : Array.from(selection, (row) => values[row]);
}

/** Whether it is an object as a literal makes one, not of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
