import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { state } from "../../../../core/mod.ts";
import { diskFolder, goneOn } from "./gone-on.ts";
import { newWorld, readings, runOptions, type World, worldSink } from "./world.ts";

const folder = diskFolder();

function counting(world: World): Job {
  return job("counting", () =>
    from(readings(world, 600))
      .keyBy((row) => row.key)
      .process({
        state: { seen: state.value<number>(), rows: state.map<number, string>() },
        *row(row, { state }) {
          state.seen.set((state.seen.get() ?? 0) + 1);
          state.rows.set(row.n, `row ${row.n}`);
          // In whatever order rows come: of each key 1, 2, 3 …, and at last all that the map has.
          const seen = state.seen.get()!;
          yield { key: row.key, seen, rows: seen > 54 ? state.rows.size : 0 };
        },
      })
      .sinkTo(worldSink(world)),
  );
}

test.each([
  [1, 1],
  [1, 3],
  [3, 2],
])("state on disk goes on from the files that a checkpoint has of it: %i subtasks, then %i", async (before, after) => {
  const disk = { state: { disk: folder(), memoryBytes: 1 << 20 } };
  const { plain, disturbed } = await goneOn(
    counting,
    { ...disk, parallelism: before },
    { ...disk, parallelism: after },
  );
  expect(plain.length).toBeGreaterThan(0);
  expect(disturbed).toEqual(plain);
});

const place = (world: World) => ({
  ...runOptions(world, { interval: 500 }),
  state: { disk: folder(), memoryBytes: 1 << 16 },
});

/** 60 keys that are changed over and over, so that most of what files hold is not living any more; 2 kB of each. */
function overwriting(world: World): Job {
  return job("overwriting", () =>
    from(readings(world, 6000))
      .keyBy((row) => row.n % 60)
      .process({
        state: { last: state.value<{ n: number; seen: number; text: string }>() },
        *row(row, { state: { last } }) {
          const seen = (last.get()?.seen ?? 0) + 1;
          last.set({ n: row.n, seen, text: "x".repeat(2000) });
          if (seen === 100) yield { key: row.n % 60, seen };
        },
      })
      .sinkTo(worldSink(world)),
  );
}

const livingBytes = 60 * 2000;

/** Fails for good when so many rows were read; what its checkpoints are in then is `world.files`. */
async function failed(world: World): Promise<void> {
  world.onBatch = () => {
    if (world.read > 5000) throw new Error("enough");
  };
  await expect(overwriting(world).run({ ...place(world), restart: { strategy: "none" } })).rejects.toThrow("enough");
  world.onBatch = () => undefined;
}

test("! a restore reads no more than twice the state that there is, and has it wait on disk, of which nothing is left", async () => {
  const world = newWorld();
  await failed(world);
  const reads: number[] = [];
  const held: number[] = [];
  const unseen = world.files.read.bind(world.files);
  const read: typeof unseen = async (path, range) => {
    const bytes = await unseen(path, range);
    if (world.read === 0) reads.push(bytes.length);
    return bytes;
  };
  Object.assign(world.files, { read });
  world.read = 0;
  world.onBatch = () => void held.push(readdirSync(folder()).length);
  await overwriting(world).run(place(world));
  const all = reads.reduce((sum, bytes) => sum + bytes, 0);
  expect(all).toBeGreaterThan(livingBytes);
  expect(all).toBeLessThan(2 * livingBytes);
  // That of the run's state, not that of what was restored.
  expect(new Set(held)).toEqual(new Set([1]));
  expect(readdirSync(folder())).toEqual([]);
  expect(world.seen).toHaveLength(60);
});

test("! a file of state on disk that is damaged is told of, and the checkpoint before it is gone on from", async () => {
  const world = newWorld();
  await failed(world);
  const numbers = Object.keys(world.files.contents()).flatMap((path) => /-(\d+)\.state$/.exec(path)?.[1] ?? []);
  const newest = `ck/checkpoint-${Math.max(...numbers.map(Number))}.state`;
  world.files.damage(newest, world.files.contents()[newest]! >> 1);
  await overwriting(world).run(place(world));
  expect(world.warnings.join()).toMatch(
    /its bytes must be those written: got others.*; going on from "?ck\/checkpoint-/,
  );
  expect(world.seen).toHaveLength(60);
  expect(readdirSync(folder())).toEqual([]);
});

test("a run with state on disk that is stopped with a savepoint leaves a checkpoint of the same, that shares nothing with others", async () => {
  const world = newWorld();
  const run = overwriting(world).start(place(world));
  world.onBatch = () => {
    if (world.read < 3000) return;
    world.onBatch = () => undefined;
    void run.stopWithSavepoint("sp");
  };
  await run.finished;
  const states = Object.entries(world.files.contents()).filter(([path]) => path.endsWith(".state"));
  const own = states.filter(([path]) => path.startsWith("ck/")).at(-1)!;
  expect(own[1]).toBeGreaterThan(livingBytes);
  for (const [path] of states) if (path !== own[0]) await world.files.delete(path);
  await overwriting(world).run(place(world));
  expect(world.seen).toHaveLength(60);
});
