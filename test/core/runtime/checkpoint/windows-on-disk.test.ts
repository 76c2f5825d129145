import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { count, sliding, sum } from "../../../../core/mod.ts";
import { newWorld, readings, runOptions, type World, worldSink } from "./world.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoint-disk-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function counting(world: World): Job {
  return job("counting", () =>
    from(readings(world, 600))
      .withEventTime((row) => row.n)
      .keyBy((row) => row.key)
      .window(sliding(200, { every: 50 }))
      .aggregate({ rows: count(), total: sum((row) => row.n) })
      .sinkTo(worldSink(world)),
  );
}

const sorted = (seen: readonly unknown[]): string[] => seen.map((row) => JSON.stringify(row)).sort();

test.each([
  [1, 1, "disk"],
  [1, 3, "disk"],
  [3, 2, "memory"],
] as const)(
  "windows on disk go on from the files that a checkpoint has of them: %i subtasks, then %i, in %s",
  async (before, after, where) => {
    const plain = newWorld();
    await counting(plain).run({ clock: plain.clock });
    const world = newWorld();
    const disk = { state: { disk: folder, memoryBytes: 1 } };
    let failures = 0;
    world.onBatch = () => {
      if (failures < 3 && world.read >= 120 * (failures + 1)) {
        failures++;
        throw new Error("gone");
      }
      if (failures === 3 && world.read > 500) throw new Error("enough");
    };
    const options = { ...runOptions(world) };
    const restart = { strategy: "fixed delay", delay: 0, attempts: 3 } as const;
    await expect(counting(world).run({ ...options, ...disk, restart, parallelism: before })).rejects.toThrow("enough");
    world.onBatch = () => undefined;
    await counting(world).run({ ...options, ...(where === "disk" ? disk : {}), parallelism: after });
    expect(plain.seen.length).toBeGreaterThan(20);
    expect(sorted(world.seen)).toEqual(sorted(plain.seen));
  },
);
