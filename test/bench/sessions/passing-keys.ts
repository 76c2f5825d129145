import { makeBatch } from "../../../core/data/batch.ts";
import { numberColumn } from "../../../core/data/column-of.ts";
import { float64, timestamp } from "../../../core/data/data-type.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import type { Source } from "../../../core/io/source.ts";

const schema = rowSchema([
  { name: "key", type: float64 },
  { name: "at", type: timestamp },
]);

/** Keys that have events at the same time. */
export const together = 100_000;
export const eventsPerKey = 10;

/** Twice as long as a key ever waits for its next event: each has one session. */
export const gapMs = 200;

/** Numbers of keys lie far apart, so that they are found by hash. */
export const apart = 1_000_003;

/**
 * A million events a second of event time. Each key has ten, within a second, and never comes again.
 *
 * @param onBatch Told how many events were read.
 */
export function passingKeys(events: number, onBatch?: (read: number) => void): Source<{ key: number; at: number }> {
  return {
    name: "keys that come and go",
    boundedness: "bounded",
    describe: async () => ({ schema, rows: events }),
    splits: async () => [{ id: "0" }],
    open: async (_split, _position, { batchRows }) => {
      let next = 0;
      return {
        read: () => {
          const rows = Math.min(batchRows, events - next);
          if (rows === 0) return undefined;
          const key = new Float64Array(rows);
          const at = new Float64Array(rows);
          for (let k = 0; k < rows; k++) {
            const n = next + k;
            const generation = Math.floor(n / (together * eventsPerKey));
            key[k] = (generation * together + (n % together)) * apart;
            at[k] = n / 1000;
          }
          next += rows;
          onBatch?.(next);
          return makeBatch(schema, rows, [numberColumn(float64, key), numberColumn(timestamp, at)], {});
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
}
