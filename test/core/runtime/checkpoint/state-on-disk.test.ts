import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { state } from "../../../../core/mod.ts";
import { newWorld, readings, runOptions, type World, worldSink } from "./world.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoint-disk-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

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

const sorted = (seen: readonly unknown[]): string[] => seen.map((row) => JSON.stringify(row)).sort();

test.each([
  [1, 1],
  [1, 3],
  [3, 2],
])("state on disk goes on from the files that a checkpoint has of it: %i subtasks, then %i", async (before, after) => {
  const plain = newWorld();
  await counting(plain).run({ clock: plain.clock });
  const world = newWorld();
  const disk = { state: { disk: folder, memoryBytes: 1 << 20 } };
  let failures = 0;
  world.onBatch = () => {
    if (failures < 3 && world.read >= 120 * (failures + 1)) {
      failures++;
      throw new Error("gone");
    }
    if (failures === 3 && world.read > 500) throw new Error("enough");
  };
  const options = { ...runOptions(world), ...disk };
  const restart = { strategy: "fixed delay", delay: 0, attempts: 3 } as const;
  await expect(counting(world).run({ ...options, restart, parallelism: before })).rejects.toThrow("enough");
  world.onBatch = () => undefined;
  await counting(world).run({ ...options, parallelism: after });
  expect(sorted(world.seen)).toEqual(sorted(plain.seen));
});
