import type { Batch } from "../../../core/data/batch.ts";
import { makeBatch } from "../../../core/data/batch.ts";
import type { Schema } from "../../../core/data/schema.ts";
import { requireColumn, rowSchema } from "../../../core/data/schema.ts";
import type { Arrays } from "./arrays.ts";
import { freshArrays, reusedArrays } from "./arrays.ts";
import { columnMakers } from "./columns.ts";
import { startMs } from "./event.ts";
import { fillTimes } from "./kernels/times.ts";

/**
 * An event as a row of the wide table: the columns of all kinds side by side. Columns that its kind does not have
 * are null; the types leave that out, as a query looks at an event's columns only after its type.
 */
export interface NexmarkEvent {
  /** 0 person, 1 auction, 2 bid. */
  readonly type: number;
  /** ms since the epoch. */
  readonly dateTime: number;
  readonly extra: string;

  // bids
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;

  // auctions (id: persons too)
  readonly id: number;
  readonly itemName: string;
  readonly description: string;
  readonly initialBid: number;
  readonly reserve: number;
  /** ms since the epoch. */
  readonly expires: number;
  /** The id of a person. */
  readonly seller: number;
  readonly category: number;

  // persons
  readonly name: string;
  readonly emailAddress: string;
  readonly creditCard: string;
  readonly city: string;
  readonly state: string;
}

/** The schema of all columns. */
export const nexmarkSchema: Schema = rowSchema(
  Object.entries(columnMakers).map(([name, { type }]) => ({ name, type })),
);

/** Makes the batch of the events `first … first + count − 1`. */
export type BatchMaker = (first: number, count: number) => Batch;

/**
 * A maker of batches with the given columns (all unless said), in the order of the wide table. Each batch is written
 * over the one before it.
 */
export function batchMaker(columns?: readonly string[]): BatchMaker {
  return makerOf(schemaOf(columns), reusedArrays(), true);
}

/**
 * Events as a batch.
 *
 * @example
 * ```ts
 * const bids = nexmarkBatch(0, 4096, ["type", "auction", "price"]);
 * ```
 */
export function nexmarkBatch(first: number, count: number, columns?: readonly string[]): Batch {
  return makerOf(schemaOf(columns), freshArrays, false)(first, count);
}

function makerOf(schema: Schema, arrays: Arrays, reused: boolean): BatchMaker {
  const made = schema.fields.map(({ name }) => columnMakers[name]!);
  return (first, count) => {
    const times = arrays.float64(schema, count);
    fillTimes(first, count, startMs, times);
    const shared = { first, count, times, arrays };
    const columns = made.map((maker) => maker.make(shared));
    return makeBatch(schema, count, columns, { times, reused });
  };
}

const schemas = new Map<string, Schema>();

/** The same object for the same columns: what is compiled for a schema is found by it. */
function schemaOf(columns: readonly string[] | undefined): Schema {
  if (columns === undefined) return nexmarkSchema;
  const key = JSON.stringify([...columns].sort());
  const schema = schemas.get(key) ?? projected(columns);
  schemas.set(key, schema);
  return schema;
}

function projected(columns: readonly string[]): Schema {
  for (const column of columns) requireColumn(nexmarkSchema, column, "nexmark");
  const wanted = new Set(columns);
  return rowSchema(nexmarkSchema.fields.filter(({ name }) => wanted.has(name)));
}
