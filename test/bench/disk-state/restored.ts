// `node disk-state/restored.ts <load | change | restore> <folder> <keys> <mebibytes>`: a job with state on disk, which loads a value
// for each key and is stopped with a savepoint; goes on from that, changes as many at random with a checkpoint every half
// second, and is stopped as if killed; goes on from its last checkpoint. Each is a process of its own. Prints as JSON what
// the last one took until it went on, how much it read of the checkpoint, and how much state there is.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeBatch } from "../../../core/data/batch.ts";
import { numberColumn } from "../../../core/data/column-of.ts";
import { float64 } from "../../../core/data/data-type.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import { type FileSystem, fileSystemOf, type Publishing } from "../../../core/io/file-system.ts";
import type { Source } from "../../../core/io/source.ts";
import { from, state } from "../../../core/mod.ts";
import { stopwatch } from "../measure.ts";

const [phase = "", folder = "", keysText = "", mebibytes = ""] = process.argv.slice(2);
const keys = Number(keysText);
const [savepoints, checkpoints] = [join(folder, "savepoints"), join(folder, "checkpoints")];
const schema = rowSchema([{ name: "key", type: float64 }]);
const padding = "x".repeat(80);
const limits: Readonly<Record<string, number>> = { load: keys, change: 2 * keys, restore: Number.POSITIVE_INFINITY };
const limit = limits[phase]!;

let readBytes = 0;
let took: ReturnType<ReturnType<typeof stopwatch>> | undefined;
let watch: ReturnType<typeof stopwatch> | undefined;
const allRead = Promise.withResolvers<void>();
const away = new AbortController();

const run = from(rows())
  .keyBy("key")
  .process(
    {
      state: { value: state.value<{ count: number; padding: string }>() },
      // biome-ignore lint/correctness/useYield: it gives nothing
      *row(_row, { state: { value } }) {
        value.set({ count: (value.get()?.count ?? 0) + 1, padding });
      },
    },
    { name: "values" },
  )
  .discard()
  .start({
    signal: away.signal,
    restart: { strategy: "none" },
    state: { disk: join(folder, "state"), memoryBytes: Number(mebibytes) * 2 ** 20 },
    checkpoint: {
      dir: checkpoints,
      interval: phase === "change" ? 500 : "1h",
      files: await counted(),
      ...(phase === "change" ? { from: savepoints } : {}),
    },
  });
run.finished.catch(() => undefined);
watch = stopwatch();
await Promise.race([allRead.promise, run.finished]);
if (phase === "load") await run.savepoint(savepoints);
away.abort();
await run.finished.catch(() => undefined);
const sizeBytes = readdirSync(savepoints)
  .filter((name) => name.endsWith(".state"))
  .reduce((sum, name) => sum + statSync(join(savepoints, name)).size, 0);
const rssBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ ...took, rssBytes, readBytes, sizeBytes, checksum: keys, pausedMs: 0 }));

/** The local files, of which what is read is counted. */
async function counted(): Promise<FileSystem & Publishing> {
  const files = await fileSystemOf(checkpoints);
  return Object.assign(Object.create(files) as FileSystem & Publishing, {
    read: async (path: string, range: { start: number; end: number }) => {
      const bytes = await files.read(path, range);
      readBytes += bytes.length;
      return bytes;
    },
  });
}

/** Each key once, then keys at random. Once it has given all it waits. */
function rows(): Source<{ readonly key: number }> {
  return {
    name: "keys",
    boundedness: "unbounded",
    describe: async () => ({ schema }),
    splits: async () => [{ id: "0" }],
    open: async (_split, position, { batchRows }) => {
      let next = Number(position ?? 0);
      let random = next | 1;
      took ??= watch?.();
      return {
        read: async () => {
          const length = Math.min(batchRows, limit - next);
          if (length <= 0 || phase === "restore") {
            allRead.resolve();
            return new Promise<never>(() => undefined);
          }
          const key = new Float64Array(length);
          for (let k = 0; k < length; k++, next++) {
            random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
            key[k] = next < keys ? next : (random >>> 0) % keys;
          }
          return makeBatch(schema, length, [numberColumn(float64, key)], {});
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
}
