import { expect, test } from "vitest";
import { count } from "../../../../core/aggregates/count.ts";
import { sum } from "../../../../core/aggregates/sum.ts";
import { makeBatch } from "../../../../core/data/batch.ts";
import { any } from "../../../../core/data/data-type.ts";
import { valueSchema } from "../../../../core/data/schema.ts";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import type { Source } from "../../../../core/io/source.ts";
import { iterate, mapAsync, state } from "../../../../core/mod.ts";
import { yieldToEventLoop } from "../../../../core/platform/mod.ts";
import { session, tumbling } from "../../../../core/time/window.ts";
import { newWorld, type Reading, readings, runOptions, type World, worldSink } from "./world.ts";

const rows = 320;

/** Windows that are combined, sessions, a join, a function with state and timers, and one that waits. */
function everything(world: World): Job {
  return job("everything", () => {
    const input = from(readings(world, rows, 4)).withEventTime((row) => row.at, { outOfOrder: 5000 });
    const keyed = input.keyBy((row) => row.key);
    const counts = keyed
      .window(tumbling(500))
      .aggregate({ rows: count(), total: sum((row) => row.n) }, { name: "windows" });
    const sessions = input
      .keyBy((row) => row.n % 13)
      .window(session(100))
      .aggregate({ rows: count() }, { name: "sessions" });
    const visits = keyed.process({
      state: { clicks: state.value<number>() },
      row(row: Reading, { state, setEventTimer }) {
        if (state.clicks.get() === undefined) setEventTimer(row.at + 400);
        state.clicks.set((state.clicks.get() ?? 0) + 1);
      },
      *onTimer(until: number, { key, state }) {
        yield { key, until, clicks: state.clicks.get() };
        state.clicks.clear();
      },
    });
    return [
      counts.sinkTo(worldSink(world, "counts")),
      sessions.sinkTo(worldSink(world, "sessions")),
      visits.sinkTo(worldSink(world, "visits")),
    ];
  });
}

function sorted(seen: readonly unknown[]): string[] {
  return seen.map((row) => JSON.stringify(row)).sort();
}

test("a checkpoint of any parallelism from 1 to 8 is gone on from at any other", async () => {
  const plain = newWorld();
  await everything(plain).run({ clock: plain.clock });
  const expected = sorted(plain.seen);
  expect(expected.length).toBeGreaterThan(100);
  for (let before = 1; before <= 8; before++) {
    for (let after = 1; after <= 8; after++) {
      const world = newWorld();
      world.onBatch = () => {
        const isTaken = Object.keys(world.files.contents()).some((name) => name.endsWith(".manifest"));
        if (isTaken && world.read >= 120) throw new Error("stop here");
      };
      const options = { ...runOptions(world), restart: { strategy: "none" } as const };
      await expect(everything(world).run({ ...options, parallelism: before })).rejects.toThrow("stop here");
      world.onBatch = () => undefined;
      const readBefore = world.read;
      await everything(world).run({ ...options, parallelism: after });
      expect(world.read - readBefore, "rows that were read again").toBeLessThan(rows);
      expect(sorted(world.seen), `${before} → ${after}`).toEqual(expected);
    }
  }
}, 120_000);

interface Event {
  readonly at: number;
}

/** Streams that give their events in turn: each waits until the one before has been dealt with, and until it may go on. */
function inTurn(
  turns: readonly (readonly [source: string, at: number])[],
  mayGive: () => number,
): (id: string) => Source<Event> {
  let given = 0;
  return (id) => {
    const own = turns.flatMap(([source, at], turn) => (source === id ? [{ at, turn }] : []));
    return {
      name: id,
      boundedness: "unbounded",
      splits: async () => [{ id }],
      open: async (_, position) => {
        let next = Number(position ?? 0);
        return {
          read: async () => {
            // What it gave before has been taken when it is asked again.
            given = Math.max(given, next === 0 ? 0 : own[next - 1]!.turn + 1);
            const event = own[next];
            while (event !== undefined && (given < event.turn || event.turn >= mayGive())) await yieldToEventLoop();
            if (event === undefined) return undefined;
            next++;
            return makeBatch(valueSchema(any), 1, [
              { type: any, layout: "values", values: [event], validity: undefined },
            ]);
          },
          position: () => next,
          close: async () => undefined,
        };
      },
    };
  };
}

test("channels of a step that has one subtask at any parallelism are not taken for others: no row behind a union is late", async () => {
  for (const [before, after] of [
    [1, 1],
    [2, 2],
    [3, 1],
    [1, 2],
    [2, 1],
  ] as const) {
    const world = newWorld();
    let mayGive = 2;
    const source = inTurn(
      [
        ["a", 10],
        ["b", 10],
        ["a", 30],
        ["b", 12],
        ["b", 33],
        ["a", 50],
        ["b", 52],
      ],
      () => mayGive,
    );
    const windows = job("windows", () =>
      from(source("a"))
        .withEventTime(({ at }) => at)
        .union(from(source("b")).withEventTime(({ at }) => at))
        .windowAll(tumbling(20))
        .aggregate({ rows: count() })
        .sinkTo(worldSink(world, "windows")),
    );
    const run = windows.start({ ...runOptions(world), parallelism: before });
    while (run.metrics.total("numRecordsOut") < 4) await yieldToEventLoop();
    await run.stopWithSavepoint("sp");
    await run.finished;
    expect(world.seen).toEqual([]);
    mayGive = Number.POSITIVE_INFINITY;
    const { metrics } = await windows.run({ ...runOptions(world), parallelism: after });
    expect(metrics.total("numLateRecordsDropped"), `${before} → ${after}`).toBe(0);
    expect(world.seen, `${before} → ${after}`).toEqual([
      { windowStart: 0, windowEnd: 20, rows: 3 },
      { windowStart: 20, windowEnd: 40, rows: 2 },
      { windowStart: 40, windowEnd: 60, rows: 2 },
    ]);
  }
});

test("a key that a function gives as an object is the same whether rows are combined before the exchange or not", async () => {
  const sums = (world: World) =>
    job("sums", () =>
      from(readings(world, 200))
        .keyBy((row) => ({ key: row.key, odd: row.n % 2 }))
        .aggregate({ rows: count() }, { name: "sums" })
        .discard(),
    );
  const world = newWorld();
  const run = sums(world).start(runOptions(world));
  const path = Promise.withResolvers<string>();
  world.onBatch = () => {
    if (world.read < 100) return;
    world.onBatch = () => undefined;
    path.resolve(run.stopWithSavepoint("sp"));
  };
  await run.finished;
  await path.promise;
  // At one subtask nothing is combined, at two everything.
  const { rowsRead } = await sums(world).run({ ...runOptions(world), parallelism: 2 });
  expect(rowsRead).toBeLessThan(200);
});

test("what an iteration combines in the middle of a round is in a checkpoint at any parallelism", async () => {
  const world = newWorld();
  let asked = 0;
  let isHeld = true;
  const answered = async (row: Reading): Promise<Reading> => {
    asked++;
    if (isHeld && row.n % 2 === 1) await new Promise(() => undefined);
    return row;
  };
  const totals = job("totals", () => {
    const rounds = iterate(from(readings(world, 40)), { rounds: 2 }, (rows) => {
      const next = rows.apply(mapAsync(answered, { order: "completion" }));
      return { feedback: next, output: next.keyBy("key").aggregate({ rows: count(), total: sum((row) => row.n) }) };
    });
    return rounds.sinkTo(worldSink(world, "totals"));
  });
  const run = totals.start({ ...runOptions(world), parallelism: 3 });
  while (asked < 40) await yieldToEventLoop();
  // Those that are answered at once have been combined by then.
  for (let turn = 0; turn < 10; turn++) await yieldToEventLoop();
  await run.stopWithSavepoint("sp");
  await run.finished;
  expect(world.seen).toEqual([]);
  isHeld = false;
  asked = 0;
  await totals.run({ ...runOptions(world), parallelism: 1 });
  // The other half of the first round, and all of the second.
  expect(asked).toBe(20 + 40);
  const byKey = Map.groupBy(
    Array.from({ length: 40 }, (_, n) => n),
    (n) => (n * 7) % 11,
  );
  const round = [...byKey].map(([key, ns]) => ({ key, rows: ns.length, total: ns.reduce((a, b) => a + b, 0) }));
  expect(sorted(world.seen)).toEqual(sorted([...round, ...round]));
});
