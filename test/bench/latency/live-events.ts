import { makeBatch } from "../../../core/data/batch.ts";
import { numberColumn } from "../../../core/data/column-of.ts";
import { float64, timestamp } from "../../../core/data/data-type.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import type { Source } from "../../../core/io/source.ts";

export interface LiveEvent {
  readonly key: number;
  readonly at: number;
}

const schema = rowSchema([
  { name: "key", type: float64 },
  { name: "at", type: timestamp },
]);

/** Given to the event loop between two batches, so that what they set off can be done. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Events that are due so many a second, each with the time at which it was due, by the clock of the machine: what comes
 * out can be compared with the very moment its last event came in. Keys are spread evenly over so many.
 */
export function liveEvents({
  perSecond,
  keys,
  count,
}: {
  perSecond: number;
  keys: number;
  count: number;
}): Source<LiveEvent> {
  const perMs = perSecond / 1000;
  return {
    name: "live events",
    boundedness: "unbounded",
    describe: async () => ({ schema, rows: count }),
    splits: async () => [{ id: "live" }],
    open: async (_split, _position, { batchRows }) => {
      const startMs = performance.now();
      let next = 0;
      return {
        read: async () => {
          if (next === count) return undefined;
          const due = (): number => Math.floor((performance.now() - startMs) * perMs) - next;
          while (due() < 1) await nextTurn();
          const rows = Math.min(due(), batchRows, count - next);
          const key = new Float64Array(rows);
          const at = new Float64Array(rows);
          for (let k = 0; k < rows; k++) {
            const n = next + k;
            key[k] = (Math.imul(n, 0x9e3779b1) >>> 0) % keys;
            at[k] = startMs + n / perMs;
          }
          next += rows;
          return makeBatch(schema, rows, [numberColumn(float64, key), numberColumn(timestamp, at)], {});
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
}
