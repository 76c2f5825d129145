import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { type Duration, positiveMs } from "./duration.ts";

/**
 * How watermarks come of rows where no bound of their disorder says it: a record of functions. Each split has a memory of
 * its own, plain data that they change in place.
 */
export interface WatermarkStrategy<Row = never> {
  /** For plans: `heartbeats`. */
  readonly name: string;
  /** What is remembered of a split at first. */
  readonly start: () => unknown;
  /** The time up to which, this one included, nothing older comes any more, as a row says; undefined where it does not say. */
  readonly onRow?: ((row: Row, timeMs: number, memory: never) => number | undefined) | undefined;
  /** The same, asked every so often by processing time. */
  readonly onPeriod?: ((memory: never) => number | undefined) | undefined;
  readonly everyMs: number;
}

export interface WatermarkFunctions<Row, Memory> {
  readonly name: string;
  /** What is remembered of a split at first: plain data, which the functions change in place. */
  readonly start?: () => Memory;
  /** Gives the watermark where a row shows that nothing up to that time comes any more. */
  readonly onRow?: (row: Row, timeMs: number, memory: Memory) => number | undefined;
  /** Gives the watermark as far as it can be told, every so often by processing time. */
  readonly onPeriod?: (memory: Memory) => number | undefined;
  /** How often `onPeriod` is asked. Default 200 ms. */
  readonly every?: Duration;
}

/**
 * Watermarks by functions of your own: of each row, or asked for every so often, or both. They say up to which time,
 * itself included, all rows have come; a lower one than before is passed over.
 *
 * @example
 * ```ts
 * import { count, from, tumbling, watermarkStrategy } from "millrace";
 * const byHeartbeat = watermarkStrategy({
 *   name: "heartbeats",
 *   onRow: (row: { at: number; heartbeat?: boolean }, timeMs) => (row.heartbeat ? timeMs - 1 : undefined),
 * });
 * const rows = await from([{ at: 3 }, { at: 12 }, { at: 10, heartbeat: true }, { at: 11 }])
 *   .withEventTime((row) => row.at, { watermarks: byHeartbeat })
 *   .windowAll(tumbling(10))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows.map((row) => row.rows)); // [1, 3]
 * ```
 */
export function watermarkStrategy<Row, Memory = undefined>(
  functions: WatermarkFunctions<Row, Memory>,
): WatermarkStrategy<Row> {
  if (typeof functions !== "object" || functions === null) {
    throw new TypeError(
      `Cannot build a watermark strategy as it is an object of functions: got ${shown(functions)}; ` +
        'use for instance watermarkStrategy({ name: "heartbeats", onRow: (row, timeMs) => timeMs - 1000 })',
    );
  }
  requireOptions<object>(functions, known, `the watermark strategy ${shown(functions.name)}`);
  const { name, start = () => undefined as Memory, onRow, onPeriod, every = 200 } = functions;
  if (onRow === undefined && onPeriod === undefined) {
    throw new TypeError(
      `Cannot build the watermark strategy ${JSON.stringify(name)} as something must give watermarks: got neither onRow nor onPeriod; ` +
        'give one of them, or say watermarks: "none"',
    );
  }
  return { name, start, onRow, onPeriod, everyMs: positiveMs(every, `every of the watermark strategy ${name}`) };
}

const known: KnownOptions<WatermarkFunctions<never, never>> = {
  name: true,
  start: true,
  onRow: true,
  onPeriod: true,
  every: true,
};
