import { expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { yieldToEventLoop } from "../../../../core/platform/mod.ts";
import { iterate } from "../../../../core/transforms/iterate.ts";
import { mapAsync } from "../../../../core/transforms/map-async.ts";
import { newWorld, type Reading, readings, runOptions, type World, worldSink } from "./world.ts";

const rows = 300;

/** A function that waits, rows that go round, and records that cannot be processed. */
function waiting(world: World): Job {
  return job("waiting", () => {
    const letters = worldSink(world, "letters");
    const asked = from(readings(world, rows)).apply(
      mapAsync(
        async (row: Reading) => {
          for (let turn = 0; turn < (row.n % 5) * 3; turn++) await yieldToEventLoop();
          if (row.n % 50 === 0) throw new Error("no answer");
          return { n: row.n, left: row.n % 4 };
        },
        { capacity: 8, onError: { deadLetter: letters } },
      ),
    );
    const rounds = iterate(asked, { rounds: 10 }, (each) => {
      const down = each.map(({ n, left }) => ({ n, left: left - 1 }));
      return { feedback: down.filter(({ left }) => left > 0), output: down };
    });
    return [asked.sinkTo(worldSink(world, "asked")), rounds.sinkTo(worldSink(world, "rounds"))];
  });
}

/** Where a row was is counted since the run, or its last restart, began. */
function sorted(seen: readonly unknown[]): string[] {
  return seen.map((row) => JSON.stringify(row).replaceAll(/row \d+/g, "row")).sort();
}

test.each([1, 2])(
  "what is asked outside, goes round, or is a dead letter, is in checkpoints: parallelism %i",
  async (parallelism) => {
    const plain = newWorld();
    await waiting(plain).run({ clock: plain.clock, parallelism });
    const expected = sorted(plain.seen);
    expect(expected.filter((row) => row.includes("no answer"))).toHaveLength(rows / 50);
    for (let failing = 1; failing < 12; failing++) {
      const world = newWorld();
      let failures = 0;
      world.onBatch = () => {
        if (failures < 4 && world.read >= failing * 20 + failures * 50) {
          failures++;
          throw new Error("the source is gone");
        }
      };
      await waiting(world).run({ ...runOptions(world, { interval: 20 }), parallelism });
      expect(failures).toBeGreaterThan(0);
      expect(sorted(world.seen), `failing at ${failing}`).toEqual(expected);
    }
  },
);
