import { expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { state } from "../../../../core/mod.ts";
import { diskFolder, goneOn } from "./gone-on.ts";
import { readings, type World, worldSink } from "./world.ts";

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
