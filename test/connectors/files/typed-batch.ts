import { typedColumn } from "../../../core/data/typed-column.ts";
import { type Batch, makeBatch, type Schema } from "../../../core/io/mod.ts";

export type { Batch };

/** Rows as a batch of a schema; every value must fit. */
export function columnBatch(schema: Schema, rows: readonly Record<string, unknown>[]): Batch {
  const columns = schema.fields.map(({ name, type }) =>
    typedColumn(
      type,
      rows.map((row) => row[name]),
      (_, reason) => {
        throw new TypeError(reason);
      },
    ),
  );
  return makeBatch(schema, rows.length, columns);
}
