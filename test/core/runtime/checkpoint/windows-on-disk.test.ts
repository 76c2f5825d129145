import { expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { count, sliding, sum } from "../../../../core/mod.ts";
import { diskFolder, goneOn } from "./gone-on.ts";
import { readings, type World, worldSink } from "./world.ts";

const folder = diskFolder();

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

test.each([
  [1, 1, "disk"],
  [1, 3, "disk"],
  [3, 2, "memory"],
] as const)(
  "windows on disk go on from the files that a checkpoint has of them: %i subtasks, then %i, in %s",
  async (before, after, where) => {
    const disk = { state: { disk: folder(), memoryBytes: 1 } };
    const then = { ...(where === "disk" ? disk : {}), parallelism: after };
    const { plain, disturbed } = await goneOn(counting, { ...disk, parallelism: before }, then);
    expect(plain.length).toBeGreaterThan(20);
    expect(disturbed).toEqual(plain);
  },
);
