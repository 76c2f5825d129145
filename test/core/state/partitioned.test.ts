import { expect, test } from "vitest";
import {
  aggregatePartition,
  type Dataset,
  from,
  mapPartition,
  reducePartition,
  sortPartition,
  sum,
} from "../../../core/mod.ts";
import { end, harness, type InputEvent, row } from "../../../core/testing/mod.ts";

const bounded = { boundedness: "bounded", parallelism: 3 } as const;

type Step = (input: Dataset<number>) => Dataset<unknown>;

async function values(step: Step, ...events: readonly InputEvent[]): Promise<unknown[]> {
  const run = await harness(step, bounded);
  await run.send(...events, end);
  const rows = run.output().flatMap((event) => (event.event === "row" ? [event.value] : []));
  await run.close();
  return rows;
}

const numbers = [5, 1, 4, 2, 6, 3].map(row);

test("a crash gives each subtask its own partition back", async () => {
  const steps: readonly Step[] = [
    (input) => input.apply(mapPartition((rows) => [[...rows]])),
    (input) => input.apply(sortPartition((n) => n)),
    (input) => input.apply(aggregatePartition({ total: sum((n: number) => n) })),
    (input) => input.apply(reducePartition((a, b) => a * 10 + b)),
  ];
  for (const step of steps) {
    const expected = await values(step, ...numbers);
    const crashed = await values(step, ...numbers.slice(0, 4), { event: "crash" }, ...numbers.slice(4), {
      event: "crash",
    });
    expect(crashed).toEqual(expected);
  }
  expect(await values(steps[0]!, ...numbers)).toEqual([
    [5, 2],
    [1, 6],
    [4, 3],
  ]);
});

test("at another parallelism whole partitions are dealt out, and those that meet are one", async () => {
  const sums = await harness(
    (input: Dataset<number>) => input.apply(aggregatePartition({ total: sum((n) => n) })),
    bounded,
  );
  await sums.send(...numbers);
  await sums.rescale(2);
  await sums.send(end);
  const totals = sums
    .output()
    .flatMap((event) => (event.event === "row" ? [(event.value as { total: number }).total] : []));
  expect(totals.length).toBe(2);
  expect(totals.reduce((a, b) => a + b)).toBe(21);
  await sums.close();
});

test("an empty partition is aggregated too, and reduces to nothing", async () => {
  expect(
    await from<number>([])
      .apply(aggregatePartition({ total: sum((n) => n) }))
      .collect({ parallelism: 2 }),
  ).toHaveLength(2);
  expect(
    await from<number>([])
      .apply(reducePartition((a, b) => a + b))
      .collect({ parallelism: 2 }),
  ).toEqual([]);
});
