import type { Batch } from "../../../core/data/batch.ts";
import { makeBatch } from "../../../core/data/batch.ts";
import type { Schema } from "../../../core/data/schema.ts";
import { requireColumn, rowSchema } from "../../../core/data/schema.ts";
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

const makers = new Map<string, BatchMaker>();

/** A maker of batches with the given columns (all unless said), in the order of the wide table. */
export function batchMaker(columns?: readonly string[]): BatchMaker {
  const key = columns === undefined ? "*" : JSON.stringify([...columns].sort());
  const known = makers.get(key);
  if (known !== undefined) return known;
  const maker = newMaker(columns === undefined ? nexmarkSchema : projected(columns));
  makers.set(key, maker);
  return maker;
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
  return batchMaker(columns)(first, count);
}

function newMaker(schema: Schema): BatchMaker {
  const made = schema.fields.map(({ name }) => columnMakers[name]!);
  return (first, count) => {
    const times = new Float64Array(count);
    fillTimes(first, count, startMs, times);
    const shared = { first, count, times };
    return makeBatch(
      schema,
      count,
      made.map((maker) => maker.make(shared)),
      { times },
    );
  };
}

function projected(columns: readonly string[]): Schema {
  for (const column of columns) requireColumn(nexmarkSchema, column, "nexmark");
  const wanted = new Set(columns);
  return rowSchema(nexmarkSchema.fields.filter(({ name }) => wanted.has(name)));
}
