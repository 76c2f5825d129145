// A process of its own: `node checkpointed.ts KEYS EVENTS with|without` counts by so many keys with 16 sums each, and tells what it took.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Batch, type Column, float64, makeBatch, rowSchema, type Source } from "../../../core/io/mod.ts";
import { from, sum } from "../../../core/mod.ts";
import { stopwatch } from "../measure.ts";

const [keys, events, checkpoints] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const names = Array.from({ length: 16 }, (_, at) => `v${at}`);
const schema = rowSchema(["key", ...names].map((name) => ({ name, type: float64 })));

type Event = { readonly key: number } & Readonly<Record<string, number>>;

/** Events of keys in no order; the numbers are always the same, so that making them costs next to nothing. */
function stream(): Source<Event> {
  return {
    name: "events",
    boundedness: "bounded",
    splits: async () => [{ id: "all" }],
    open: async (_split, _position, { batchRows }) => {
      const numbers = names.map((_, at) => Float64Array.from({ length: batchRows }, (__, row) => (row + at) & 255));
      let at = 0;
      return {
        read: (): Batch | undefined => {
          const count = Math.min(batchRows, events - at);
          if (count <= 0) {
            streamed ??= watch();
            return undefined;
          }
          const ids = new Float64Array(count);
          for (let k = 0; k < count; k++) ids[k] = (Math.imul(at + k, 0x9e3779b1) >>> 0) % keys;
          at += count;
          return makeBatch(schema, count, [ids, ...numbers.map((one) => one.subarray(0, count))].map(column));
        },
        position: () => at,
        close: async () => undefined,
      };
    },
  };
}

function column(values: Float64Array): Column {
  return { type: float64, layout: "float64", values, validity: undefined };
}

/** What it took until the input ended: behind that are the results and the last checkpoint, which is waited for. */
let streamed: ReturnType<typeof watch> | undefined;
const dir = mkdtempSync(join(tmpdir(), "checkpointed-bench-"));
const watch = stopwatch();
const run = from(stream())
  .keyBy("key")
  .aggregate(Object.fromEntries(names.map((name) => [name, sum((row: Event) => row[name]!)])), { name: "sums" })
  .discard()
  .start(checkpoints === "with" ? { checkpoint: { dir, interval: "1s" } } : {});
await run.finished;
const took = watch();
const { numberOfCompletedCheckpoints } = run.metrics.snapshot().checkpoints;
rmSync(dir, { recursive: true });
// Kilobytes.
const rssBytes = process.resourceUsage().maxRSS * 1024;
console.log(
  JSON.stringify({ ...took, streamedNs: streamed?.wallNs, rssBytes, checkpoints: numberOfCompletedCheckpoints }),
);
