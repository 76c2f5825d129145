import { describe, expect, test } from "vitest";
import { count, from, fromColumns, replay, tumbling } from "../../../core/mod.ts";
import { sourceContract, virtualClock } from "../../../core/testing/mod.ts";

const rows = Array.from({ length: 9 }, (_, n) => ({ at: n * 1000, n }));

describe("a replay keeps the contract of sources", () => {
  for (const { name, run } of sourceContract(async () => ({
    source: replay(rows, { time: "at", speedUp: Number.POSITIVE_INFINITY }),
    rows,
    remove: async () => undefined,
  }))) {
    test(name, run);
  }
});

/** Lets a clock run until a dataset has been read, and notes when each row came. */
async function arrivals<Row>(make: (clock: ReturnType<typeof virtualClock>) => ReturnType<typeof replay<Row>>) {
  const clock = virtualClock(500_000);
  const seen: [row: Row, atMs: number][] = [];
  let isDone = false;
  const run = from(make(clock))
    .forEach((row) => void seen.push([row, clock.nowMs() - 500_000]))
    .finally(() => {
      isDone = true;
    });
  for (let steps = 0; !isDone && steps < 10_000; steps++) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advanceTo(clock.nowMs() + 25);
  }
  await run;
  return seen;
}

test("rows are let go when their time has come at the speed chosen, pauses included", async () => {
  const paused = [0, 1000, 1000, 61_000].map((at) => ({ at }));
  const seen = await arrivals((clock) => replay(paused, { time: "at", speedUp: 10, clock }));
  const wanted = [0, 100, 100, 6100];
  expect(seen.map(([row]) => row.at)).toEqual(paused.map(({ at }) => at));
  seen.forEach(([, atMs], n) => {
    expect(atMs).toBeGreaterThanOrEqual(wanted[n]!);
    expect(atMs).toBeLessThanOrEqual(wanted[n]! + 150);
  });
});

test("a dataset that is replayed again waits again", async () => {
  const clock = virtualClock(500_000);
  const replayed = from(replay([{ at: 0 }, { at: 1000 }], { time: "at", speedUp: 1, clock }));
  for (const _ of ["first", "second"]) {
    const beganMs = clock.nowMs();
    let isDone = false;
    const run = replayed.limit(2).forEach(() => undefined);
    const ended = run.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advanceTo(clock.nowMs() + 25);
    }
    await ended;
    expect(clock.nowMs() - beganMs).toBeGreaterThanOrEqual(1000);
  }
});

test("at a speed-up of Infinity nothing waits", async () => {
  const years = [0, 1e12, 2e12].map((at) => ({ at }));
  expect(
    (await arrivals((clock) => replay(years, { time: "at", speedUp: Number.POSITIVE_INFINITY, clock }))).length,
  ).toBe(3);
});

test("a dataset, columns and a function that gives the time can be replayed", async () => {
  const large = from(rows).filter((row) => row.n > 6);
  const ofDataset = replay(large, { time: (row) => new Date(row.at), speedUp: 1e9 });
  expect((await arrivals(() => ofDataset)).map(([row]) => row.n)).toEqual([7, 8]);
  const columns = fromColumns({ at: Float64Array.of(5, 6), name: ["a", "b"] });
  expect((await arrivals(() => replay(columns, { time: "at", speedUp: 1 }))).map(([row]) => row.name)).toEqual([
    "a",
    "b",
  ]);
});

test("rows have the time they are paced by as the event time of their source", async () => {
  const seen: unknown[] = [];
  await from(replay(rows, { time: "at", speedUp: Number.POSITIVE_INFINITY }))
    .map((row) => ({ n: row.n }))
    .withEventTime({ outOfOrder: "1s" })
    .windowAll(tumbling("4s"))
    .aggregate({ rows: count() })
    .forEach((row) => void seen.push(row.rows));
  expect(seen).toEqual([4, 4, 1]);
});

test("a replay begins with the earliest of its splits", async () => {
  const split = (id: string, times: readonly number[]) => ({ id, times });
  const seen = await arrivals((clock) => {
    const days = [split("late", [5000, 6000]), split("early", [0, 1000])];
    const source = replay(
      {
        name: "days",
        boundedness: "bounded",
        splits: async () => days,
        open: (given, position, context) => {
          const { times } = days.find(({ id }) => id === given.id)!;
          const { node } = from(times.map((at) => ({ at }))).port;
          if (node.kind !== "source") throw new Error("an array is a source");
          return node.source.open({ id: "array" }, position, context);
        },
      } as Parameters<typeof replay<{ at: number }>>[0],
      { time: "at", speedUp: 1, clock },
    );
    return source;
  });
  // The first row of the first split is let go before the other one is known.
  expect(seen.map(([row]) => row.at)).toEqual([5000, 0, 1000, 6000]);
  expect(seen.at(-1)![1]).toBeGreaterThanOrEqual(5900);
});

test("a row whose time is none is a bad record with the remedy", async () => {
  const of = (...times: unknown[]) =>
    replay(
      times.map((at) => ({ at: at as number })),
      { time: "at", speedUp: Number.POSITIVE_INFINITY },
    );
  const read = (...times: unknown[]) =>
    from(of(...times))
      .discard()
      .run();
  await expect(read(1, null)).rejects.toThrow(
    /Cannot replay row 1 of array of 2 as its time must be a finite number of ms .*: got null; filter such rows out before/,
  );
  await expect(read(1, 2, 1.7e18)).rejects.toThrow(
    /Cannot replay row 2 of array of 3 as its time must be ms .* within ±8.64e15.*: got 1700000000000000000; it looks like nanoseconds/,
  );
  const kept: number[] = [];
  await from(of(1, null, 1.7e18, 2), { onError: "skip" }).forEach(({ at }) => void kept.push(at));
  expect(kept).toEqual([1, 2]);
});

test("a speed-up that is none is refused", () => {
  expect(() => replay(rows, { time: "at", speedUp: 0 })).toThrow("as its speed-up must be a number above 0: got 0;");
  expect(() => replay(rows, { time: "at", speedUp: "2" as never })).toThrow('above 0: got "2";');
});
