import { expect, test } from "vitest";
import type { RunOptions } from "../../../core/mod.ts";
import { given, large, module, vertexCount } from "./jobs/large.ts";

async function givenBy(options: RunOptions): Promise<Readonly<Record<string, unknown[]>>> {
  for (const rows of Object.values(given)) rows.length = 0;
  await large.run(options);
  return Object.fromEntries(Object.entries(given).map(([name, rows]) => [name, [...rows]]));
}

test.each([2, 3])(
  "supersteps of some work are done by all of %i threads, and give what one gives",
  async (parallelism) => {
    const alone = await givenBy({});
    expect(alone.ranks).toHaveLength(vertexCount);
    const together = await givenBy({ parallelism, module });
    // Each vertex adds up what it gets in the order of its edges, whoever computes it.
    expect(together.ranks).toEqual(alone.ranks);
    expect(together.distances).toEqual(alone.distances);
    const steps = together.supersteps as { readonly most: number; readonly least: number }[];
    expect(steps).toHaveLength(12);
    expect(steps.filter(({ most, least }) => most !== least).length, "supersteps of several threads").toBeGreaterThan(
      0,
    );
  },
  120_000,
);

test("what a vertex throws in any thread fails the run with the vertex and the superstep", async () => {
  const failing = large.run({ parallelism: 2, module, parameters: { deed: "throw" } });
  await expect(failing).rejects.toThrow(
    /Cannot compute vertex "v\d+" in superstep 3 of pregel as its function threw: no such vertex/,
  );
}, 120_000);

test("a thread that is gone while it computes vertices fails the run at once, and is named", async () => {
  const start = performance.now();
  const failing = large.run({ parallelism: 2, module, parameters: { deed: "exit" } });
  await expect(failing).rejects.toThrow(/got from worker \d of 2 an end with exit code 9/);
  // A worker that does not answer is given 30 s to close.
  expect(performance.now() - start).toBeLessThan(25_000);
}, 120_000);

test("broadcast rows that are no plain data are refused where other threads would need them", async () => {
  const failing = large.run({ parallelism: 2, module, parameters: { deed: "broadcast a function" } });
  await expect(failing).rejects.toThrow(
    /Cannot give broadcast.rules of pregel to the other threads of the run: .*must be plain data: got function.*; map its rows to plain data before/,
  );
}, 120_000);

test("a run on threads that is told to stop in the midst of supersteps does so", async () => {
  // Of all iterations of the job: how many pass between two looks depends on the machine.
  const whole = (await large.run({ parallelism: 2, module })).metrics.total("numRounds");
  const stop = new AbortController();
  const running = large.start({ parallelism: 2, module, signal: stop.signal });
  const rounds = setInterval(() => {
    if (running.metrics.total("numRounds") >= 2) stop.abort(new Error("told to stop"));
  }, 10);
  try {
    await expect(running.finished).rejects.toThrow("told to stop");
    expect(running.metrics.total("numRounds")).toBeLessThan(whole);
  } finally {
    clearInterval(rounds);
  }
}, 120_000);
