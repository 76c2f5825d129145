// `node disk-state/job.ts <log | log with checkpoints | bare loop | level | lmdb> <keys> <changes>`: loads values, and prints as JSON what
// changing them at random took, and what they are then.
import { stopwatch } from "../measure.ts";
import { bareLoop, levelStore, lmdbStore, logStore, type Store } from "./stores.ts";

const [name = "", keysText = "", changesText = ""] = process.argv.slice(2);
const [keys, changes] = [Number(keysText), Number(changesText)];
const batchKeys = 4096;
const checkpointEveryMs = 1000;

const makers: Readonly<Record<string, () => Store>> = {
  log: logStore,
  "log with checkpoints": logStore,
  "bare loop": bareLoop,
  level: levelStore,
  lmdb: lmdbStore,
};

const store = makers[name]!();
await store.load(keys);
await changed(changes / 4);
const watch = stopwatch();
const pausedMs = await changed(changes);
const took = watch();
const rssBytes = process.resourceUsage().maxRSS * 1024;
let checksum = 0;
for (let key = 0; key < keys; key += Math.ceil(keys / 10_000))
  checksum = (checksum * 31 + (await store.first(key))) % 1e9;
await store.close();
console.log(JSON.stringify({ ...took, rssBytes, checksum, pausedMs }));

/** The same keys for each store. Gives the longest pause of a checkpoint. */
async function changed(count: number): Promise<number> {
  const random = randomNumbers(count);
  const batch = new Float64Array(batchKeys);
  let pausedMs = 0;
  let last = performance.now();
  for (let done = 0; done < count; done += batchKeys) {
    for (let k = 0; k < batchKeys; k++) batch[k] = Math.floor(random() * keys);
    await store.change(batch);
    if (name !== "log with checkpoints" || performance.now() - last < checkpointEveryMs) continue;
    pausedMs = Math.max(pausedMs, store.checkpoint!());
    last = performance.now();
  }
  return pausedMs;
}

function randomNumbers(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
