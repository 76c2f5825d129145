import type { Batch } from "../data/batch.ts";
import { missingColumn, rowSchema, type Schema } from "../data/schema.ts";
import type { Columns, Operator } from "./operator.ts";

/**
 * Rows as they are, whose batches may lack columns that rows beside them have: an input of a union. What it lacks is absent, as a
 * property that some objects do not have.
 *
 * @param own The columns that its rows have, where they are known: of others nothing is read.
 * @param all Those that any rows of the union have, where all are known: another is a slip.
 */
export function anyColumns(own?: ReadonlySet<string> | undefined, all?: ReadonlySet<string> | undefined): Operator {
  return {
    name: "any columns",
    selection: "accepts",
    emptyBatches: "accepts",
    changes: "keeps",
    keepsProperties: true,
    reads: (wanted): readonly Columns[] => {
      if (wanted === "all") return [wanted];
      for (const name of all === undefined ? [] : wanted.difference(all)) {
        throw new TypeError(missingColumn(name, [...all!], "union"));
      }
      return [own === undefined ? wanted : wanted.intersection(own)];
    },
    schema: (input) => (input === undefined ? undefined : opened(input)),
    rowsAtMost: (input) => input,
    open: ({ emit }) => ({ batch: (batch: Batch) => emit({ ...batch, schema: opened(batch.schema) }) }),
  };
}

const known = new WeakMap<Schema, Schema>();

/** The same schema each time: loops are made for one. */
function opened(schema: Schema): Schema {
  if (schema.shape === "value" || schema.open === true) return schema;
  let open = known.get(schema);
  if (open === undefined) {
    open = rowSchema(schema.fields, { open: true });
    known.set(schema, open);
  }
  return open;
}
