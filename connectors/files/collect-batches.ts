import type { Batch, Schema, Sink } from "../../core/io/mod.ts";
import { compact, rowSchema } from "../../core/io/mod.ts";
import type { Dataset } from "../../core/mod.ts";
import { commonType } from "./common-type.ts";
import { objectRows } from "./object-rows.ts";

/** All rows of a dataset as columns. */
export interface CollectedBatches {
  /** The columns of all batches, each of a type that holds its values in every one. */
  readonly schema: Schema;
  /** Without selections; a column of the schema may be missing in some. */
  readonly batches: readonly Batch[];
}

/**
 * Runs a dataset whose rows are objects and keeps its batches as they are, in the order in which they come.
 *
 * @param into What they are for, in plans and errors, e.g. `a table of Arrow`.
 */
export async function collectBatches<Row>(dataset: Dataset<Row>, into: string): Promise<CollectedBatches> {
  const collected: Collected = { batches: [], declared: undefined };
  await dataset.sinkTo(batchesSink<Row>(collected, into)).run();
  return { schema: schemaOfAll(collected), batches: collected.batches };
}

interface Collected {
  readonly batches: Batch[];
  /** What the plan knows, for a result without rows. */
  declared: Schema | undefined;
}

/** Batches are shown when they are committed, so that a run that begins again has none of them twice. */
function batchesSink<Row>(collected: Collected, into: string): Sink<Row> {
  const prepared = new Map<number, readonly Batch[]>();
  let transactions = 0;
  return {
    name: into,
    guarantee: "exactly-once",
    thread: "main",
    open: async ({ schema }) => {
      if (schema?.shape === "row") collected.declared = schema;
      let held: Batch[] = [];
      return {
        write: (batch) => void held.push(objectRows(compact(batch))),
        prepare: async () => {
          if (held.length === 0) return undefined;
          prepared.set(transactions, held);
          held = [];
          return transactions++;
        },
        close: async () => undefined,
      };
    },
    commit: async (numbers) => {
      for (const number of numbers as readonly number[]) {
        for (const batch of prepared.get(number) ?? []) collected.batches.push(batch);
        prepared.delete(number);
      }
    },
  };
}

function schemaOfAll({ batches, declared }: Collected): Schema {
  const first = declared ?? batches[0]?.schema ?? rowSchema([]);
  const fields = new Map(batches.length === 0 ? first.fields.map((field) => [field.name, field]) : []);
  for (const schema of new Set(batches.map((batch) => batch.schema))) {
    for (const field of schema.fields) {
      const before = fields.get(field.name);
      const type = before === undefined ? field.type : (commonType(before.type, field.type) ?? { kind: "any" });
      fields.set(field.name, { name: field.name, type });
    }
  }
  return rowSchema([...fields.values()]);
}
