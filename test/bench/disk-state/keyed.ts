// `node disk-state/keyed.ts <windows> <memory | disk> <rows> <mebibytes>`: runs a step with more state than that, in memory
// or on disk, and prints as JSON what it took and a sum of what it gave.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBatch } from "../../../core/data/batch.ts";
import { numberColumn } from "../../../core/data/column-of.ts";
import { float64, timestamp } from "../../../core/data/data-type.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import type { Source } from "../../../core/io/source.ts";
import { count, type Dataset, from, sum, tumbling } from "../../../core/mod.ts";
import { checker, checksumSink } from "../bounded/checksum.ts";
import { stopwatch } from "../measure.ts";

const [step = "", where = "", rowsText = "", mebibytes = ""] = process.argv.slice(2);
const rows = Number(rowsText);
const keys = Math.ceil(rows / 2);
const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const schema = rowSchema([
  { name: "key", type: float64 },
  { name: "value", type: float64 },
  { name: "at", type: timestamp },
]);

interface Event {
  readonly key: number;
  readonly value: number;
  readonly at: number;
}

const steps: Readonly<Record<string, () => Dataset<unknown>>> = {
  // One window of all keys, with two rows of each on average.
  windows: () =>
    from(events())
      .withEventTime((row) => row.at)
      .keyBy("key")
      .window(tumbling(rows))
      .aggregate({ rows: count(), total: sum((row) => row.value) }),
};

const dataset = steps[step]!();
const check = checker();
const watch = stopwatch();
const state = where === "disk" ? { state: { disk: folder, memoryBytes: Number(mebibytes) * 2 ** 20 } } : {};
await dataset.sinkTo(checksumSink(check)).run(state);
const took = watch();
const rssBytes = process.resourceUsage().maxRSS * 1024;
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ ...took, rssBytes, checksum: check.checksum().sum, pausedMs: 0 }));

/** Keys at random, in order of time. */
function events(): Source<Event> {
  return {
    name: "keys at random",
    boundedness: "bounded",
    describe: async () => ({ schema, rows }),
    splits: async () => [{ id: "0" }],
    open: async (_split, _position, { batchRows }) => {
      let next = 0;
      let random = 1;
      return {
        read: () => {
          const length = Math.min(batchRows, rows - next);
          if (length === 0) return undefined;
          const columns = [new Float64Array(length), new Float64Array(length), new Float64Array(length)] as const;
          for (let k = 0; k < length; k++) {
            random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
            columns[0][k] = (random >>> 0) % keys;
            columns[1][k] = (next + k) % 1000;
            columns[2][k] = next + k;
          }
          next += length;
          const [key, value, at] = columns;
          const made = [numberColumn(float64, key), numberColumn(float64, value), numberColumn(timestamp, at)];
          return makeBatch(schema, length, made, {});
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
}
