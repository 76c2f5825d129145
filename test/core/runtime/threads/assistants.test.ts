import { beforeEach, expect, test } from "vitest";
import { asked, assisted, module } from "./jobs/assisted.ts";

beforeEach(() => {
  asked.length = 0;
});

const byStep = (): typeof asked => asked.toSorted((a, b) => (a.step < b.step ? -1 : 1));

test.each([2, 4])(
  "a step is assisted by all other threads of %i, which hear what it says in order",
  async (parallelism) => {
    await assisted.run({ parallelism, module });
    const others = parallelism - 1;
    expect(byStep()).toEqual([
      { step: "first", size: others, wrote: others, threads: parallelism },
      { step: "within", size: others, wrote: others, threads: parallelism },
    ]);
  },
);

test.each([
  ["in one thread", {}],
  ["with subtasks in one thread", { parallelism: 2 }],
  ["with one worker", { parallelism: 1, module }],
])("nobody assists %s", async (_, options) => {
  await assisted.run(options);
  expect(byStep().map(({ step, size }) => [step, size])).toEqual([
    ["first", -1],
    ["within", -1],
  ]);
});

test("what an assistant throws fails the run", async () => {
  const run = assisted.run({ parallelism: 2, module, parameters: { deed: "throw" } });
  await expect(run).rejects.toThrow("nobody helps here");
});

test("who waits for an assistant whose thread is gone hears of it at once", async () => {
  const start = performance.now();
  const run = assisted.run({ parallelism: 2, module, parameters: { deed: "exit" } });
  await expect(run).rejects.toThrow(/all worker threads must last .* got from worker \d of 2 an end with exit code 5/);
  // A worker that does not answer is given 30 s to close.
  expect(performance.now() - start).toBeLessThan(25_000);
});
