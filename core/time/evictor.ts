import type { KnownOptions } from "../data/options.ts";

/** A record in a window, with its event time where it has one. */
export interface KeptRow<Row> {
  readonly row: Row;
  readonly timeMs: number | undefined;
}

/** Removes records from a window when it fires. Windows with one keep all their records, one by one. */
export interface Evictor<Row = never> {
  /** For plans: `last 10`. */
  readonly name: string;
  /** Whether it removes them before the results are made or after. */
  readonly when: "before" | "after";
  /** The records that stay, of those in the window in order of arrival. */
  keep<Kept extends KeptRow<Row>>(rows: readonly Kept[]): readonly Kept[];
}

export interface EvictOptions {
  /** Default `"before"`. */
  readonly when?: "before" | "after";
}

export const evictOptions: KnownOptions<EvictOptions> = { when: ["before", "after"] };
