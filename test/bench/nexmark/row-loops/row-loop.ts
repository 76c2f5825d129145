import type { Event } from "../event.ts";

/**
 * A query as a good JavaScript developer writes it by hand: a loop over row objects, `Map`s and no library.
 * It keeps the promises that Millrace keeps: events may come 4 s out of order, a window's rows are given
 * once the newest time is 4 s past its end, what comes later still is dropped, and the end gives the rest.
 */
export interface RowLoop {
  take(events: readonly Event[]): void;
  end(): void;
}

export type Emit<Row> = (row: Row) => void;

export const outOfOrderMs = 4_000;
