import { describe, expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { any } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import type { Source } from "../../../core/io/source.ts";
import {
  collect,
  type Dataset,
  from,
  into,
  iterate,
  job,
  mapAsync,
  max,
  type RunOptions,
  tumbling,
  watermarkStrategy,
} from "../../../core/mod.ts";
import { yieldToEventLoop } from "../../../core/platform/mod.ts";
import type { MetricsSnapshot } from "../../../core/runtime/observe/metrics-snapshot.ts";
import { harness, processingTime, row, virtualClock } from "../../../core/testing/mod.ts";
import { threadsSimulated } from "../../../core/testing/simulated-threads.ts";

interface Event {
  readonly at: number;
}

/** A row of a split, or that it ends, after so many ms of processing time. */
type Step = readonly [split: string, at: number | "ends", afterMs?: number];

const schema = valueSchema(any);

/** A stream of splits that give what they are handed, when all that was handed before has been dealt with. */
function steppedSource(name: string, splits: readonly string[]) {
  const waiting = new Map<string, (at: number | "ends") => void>();
  const source: Source<Event> = {
    name,
    boundedness: "unbounded",
    splits: async () => splits.map((id) => ({ id })),
    open: async ({ id }) => ({
      read: async () => {
        const at = await new Promise<number | "ends">((resolve) => waiting.set(id, resolve));
        if (at === "ends") return undefined;
        return makeBatch(schema, 1, [{ type: any, layout: "values", values: [{ at }], validity: undefined }]);
      },
      position: () => 0,
      close: async () => undefined,
    }),
  };
  const give = (split: string, at: number | "ends"): void => {
    const answer = waiting.get(split)!;
    waiting.delete(split);
    answer(at);
  };
  return { source, waiting, give };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await yieldToEventLoop();
}

const timed = { idleAfter: 10 } as const;
const timeOf = (event: Event) => event.at;

const withTimes = (source: Source<Event>): Dataset<Event> => from(source).withEventTime(timeOf, timed);

const unitedBy =
  (each: (dataset: Dataset<Event>) => Dataset<Event>) =>
  (sources: readonly Source<Event>[]): Dataset<Event> =>
    sources
      .map(withTimes)
      .map(each)
      .reduce((left, right) => left.union(right));

/** The times in each window, and how many were late. */
async function windowsOf(
  sources: Readonly<Record<string, readonly string[]>>,
  steps: readonly Step[],
  { threads = false, ...options }: RunOptions & { readonly threads?: boolean },
  united = unitedBy((dataset) => dataset),
  afterSteps: (fired: number, metrics: MetricsSnapshot) => void = () => undefined,
) {
  const clock = virtualClock(1000);
  const all = Object.entries(sources).map(([name, splits]) => steppedSource(name, splits));
  const rows: { times: readonly number[] }[] = [];
  const sink = into(rows);
  const run = job("idle splits", () =>
    united(all.map(({ source }) => source))
      .windowAll(tumbling(20))
      .aggregate({ times: collect(timeOf) })
      .sinkTo(sink),
  );
  if (threads) {
    threadsSimulated(clock, {
      begin: ({ setup }) => ({ exported: run, setup }),
      arrival: yieldToEventLoop,
      ringBytes: 4096,
    });
  }
  const running = run.start({ clock, ...options, ...(threads ? { module: "file:///simulated.ts" } : {}) });
  let isOver = false;
  running.finished.finally(() => {
    isOver = true;
  });
  const open = Object.values(sources).flat().length;
  while (all.reduce((sum, { waiting }) => sum + waiting.size, 0) < open) await settle();
  const ended: readonly Step[] = Object.values(sources).flat().includes("ended") ? [["ended", "ends"]] : [];
  for (const [split, at, afterMs] of [...ended, ...steps]) {
    if (afterMs !== undefined) clock.advanceTo(clock.nowMs() + afterMs);
    await settle();
    all.find(({ waiting }) => waiting.has(split))!.give(split, at);
    await settle();
  }
  afterSteps(rows.length, running.metrics.snapshot());
  while (!isOver) {
    for (const { waiting, give } of all) for (const split of waiting.keys()) give(split, "ends");
    await settle();
  }
  const { metrics } = await running.finished;
  return {
    windows: rows.map(({ times }) => times.toSorted((a, b) => a - b)).sort(([a], [b]) => a! - b!),
    late: metrics.total("numLateRecordsDropped"),
  };
}

const asyncSame = (dataset: Dataset<Event>) => dataset.apply(mapAsync(async (event) => event));
const loopedSame = (dataset: Dataset<Event>) =>
  iterate(dataset, {}, (each) => ({ feedback: each.filter(() => false), output: each }));

const ways: readonly (RunOptions & { readonly threads?: boolean })[] = [
  { parallelism: 1 },
  { parallelism: 2 },
  { parallelism: 3 },
  { parallelism: 2, threads: true },
  { parallelism: 3, threads: true },
];

/** Who shares a subtask with whom: in the last one a and c are in the second of two, which may be another thread. */
const placements: readonly Readonly<Record<string, readonly string[]>>[] = [
  { one: ["a", "b", "c"] },
  { one: ["a", "c"], other: ["b"] },
  { one: ["b", "a", "ended", "c"] },
];

describe("no row is late by who shares a subtask with its split: idle ones do not run ahead of those that go on elsewhere", () => {
  // a and c fall idle, a wakes behind b, and b goes on.
  const steps: readonly Step[] = [
    ["a", 300],
    ["b", 300],
    ["c", 700],
    ["b", 302, 6],
    ["b", 304, 6],
    ["a", 310],
    ["b", 500],
    ["a", 320],
  ];
  const kept = { windows: [[300, 300, 302, 304, 310], [320], [500], [700]], late: 0 };

  for (const way of ways) {
    test(`splits of one source, with ${JSON.stringify(way)}`, async () => {
      expect(await windowsOf({ one: ["a", "b", "c"] }, steps, way)).toEqual(kept);
    });

    test(`inputs of a union, with ${JSON.stringify(way)}`, async () => {
      expect(await windowsOf({ one: ["a", "c"], other: ["b"] }, steps, way)).toEqual(kept);
    });
  }

  test("a split wakes while another one of its subtask is active", async () => {
    // c keeps the subtask awake that a is in.
    const awake: readonly Step[] = [...steps.slice(0, 4), ["c", 702], ...steps.slice(4)];
    for (const way of ways) {
      expect(await windowsOf({ one: ["a", "b", "c"] }, awake, way)).toEqual({
        ...kept,
        windows: [...kept.windows.slice(0, -1), [700, 702]],
      });
    }
  });

  test.each<[string, (dataset: Dataset<Event>) => Dataset<Event>]>([
    [
      "exchanges and steps that keep rows",
      (dataset) =>
        dataset
          .keyBy("at")
          .process({ row: (event) => [event] })
          .map((event) => event),
    ],
    ["steps that send watermarks of their own", asyncSame],
    ["loops", loopedSame],
  ])("behind %s", async (_, each) => {
    for (const way of ways) {
      expect(await windowsOf({ one: ["a", "c"], other: ["b"] }, steps, way, unitedBy(each))).toEqual(kept);
    }
  });
});

test("where all are idle the furthest counts, across threads and inputs of a union, and what wakes behind it is late", async () => {
  const steps: readonly Step[] = [
    ["a", 300],
    ["b", 310],
    ["c", 700],
    ["a", 310, 20],
    ["b", 330],
    ["a", 720],
  ];
  for (const way of ways) {
    for (const sources of placements) {
      expect(await windowsOf(sources, steps, way)).toEqual({ windows: [[300, 310], [700], [720]], late: 2 });
    }
  }
});

test("inputs that end hold nothing back, and do not push idle ones to +∞", async () => {
  const steps: readonly Step[] = [
    ["a", 300],
    ["b", 310],
    ["c", 700],
    ["b", 311, 6],
    ["b", 312, 6],
    ["b", "ends"],
    ["a", 701],
    ["c", "ends"],
    ["a", 705],
  ];
  for (const way of ways) {
    for (const sources of placements) {
      expect(await windowsOf(sources, steps, way)).toEqual({
        windows: [
          [300, 310, 311, 312],
          [700, 701, 705],
        ],
        late: 0,
      });
    }
  }
});

test("a split that has ended does not take idle ones to where it was, whoever shared a subtask or an input with it", async () => {
  // d never gives anything, c is far ahead and ends, then b falls idle and wakes where it was.
  const steps: readonly Step[] = [
    ["a", 60],
    ["b", 70],
    ["c", 700],
    ["b", 71, 6],
    ["a", 72],
    ["c", "ends", 6],
    ["b", 75, 15],
    ["a", 76],
  ];
  const unioned: readonly Readonly<Record<string, readonly string[]>>[] = [
    { one: ["b", "c", "a", "d"] },
    { one: ["b", "a", "c", "d"] },
    { one: ["a", "d"], other: ["b", "c"] },
    { one: ["c", "d"], other: ["a", "b"] },
  ];
  for (const [what, each] of Object.entries({
    as: (dataset: Dataset<Event>) => dataset,
    async: asyncSame,
    loop: loopedSame,
  })) {
    for (const way of ways) {
      for (const sources of unioned) {
        expect(await windowsOf(sources, steps, way, unitedBy(each)), JSON.stringify([what, way, sources])).toEqual({
          windows: [[60, 70, 71, 72, 75, 76], [700]],
          late: 0,
        });
      }
    }
  }
});

test("no row is late by who shares a subtask with its split where it is behind its own split: others hold event time back", async () => {
  const steps: readonly Step[] = [
    ["a", 180],
    ["b", 1],
    ["a", 178],
    ["b", 205],
  ];
  for (const way of ways) {
    for (const sources of [{ one: ["a", "b"] }, { one: ["a"], other: ["b"] }]) {
      expect(await windowsOf(sources, steps, way), JSON.stringify([way, sources])).toEqual({
        windows: [[1], [178], [180], [205]],
        late: 0,
      });
    }
  }
});

test("what wakes fires its windows before those behind it go on: subtasks on other threads hear of it later", async () => {
  const steps: readonly Step[] = [
    ["a", 5],
    ["a", 25, 15],
    ["a", 45, 15],
    ["a", 65, 15],
    ["a", 66],
  ];
  const united = ([source]: readonly Source<Event>[]): Dataset<Event> =>
    withTimes(source!)
      .keyBy(({ at }) => at % 7)
      .window(tumbling(10))
      .aggregate({ at: max(timeOf) });
  for (const way of ways) {
    for (const sources of [{ one: ["a"] }, { one: ["ended", "a"] }]) {
      const given = await windowsOf(sources, steps, way, united);
      expect(given, JSON.stringify([way, sources])).toEqual({ windows: [[5], [25], [45], [65, 66]], late: 0 });
    }
  }
});

test("windows behind a loop fire in time where subtasks have no split, or those of some have ended", async () => {
  const steps: readonly Step[] = [
    ["a", 300],
    ["a", 320],
    ["a", 340],
  ];
  for (const way of ways) {
    for (const sources of [{ one: ["a"] }, { one: ["ended", "a"] }]) {
      let fired = 0;
      const united = ([source]: readonly Source<Event>[]) => loopedSame(withTimes(source!));
      const given = await windowsOf(sources, steps, way, united, (count, { steps: of }) => {
        fired = count;
        // What other threads know comes with their reports.
        if (way.threads !== true) expect(of.iterate!.currentInputWatermark).toBe(339);
      });
      expect({ ...given, fired }, JSON.stringify([way, sources])).toEqual({
        windows: [[300], [320], [340]],
        late: 0,
        fired: 2,
      });
    }
  }
});

test("after a restore event time is where it had been taken while all were idle", async () => {
  const both = await harness(
    (input: Dataset<Event>) =>
      input
        .withEventTime(timeOf, { idleAfter: "30s" })
        .keyBy(() => 0)
        .process({ row: ({ at }, { watermark }) => [`${at} at ${watermark}`] }),
    { parallelism: 2 },
  );
  const rowsOut = (): unknown[] => both.output().flatMap((event) => (event.event === "row" ? [event.value] : []));
  await both.send(row({ at: 110 }), row({ at: 10 }), processingTime(30_000));
  expect(rowsOut()).toEqual(["110 at -Infinity", "10 at -Infinity"]);
  // Both wake behind 109, and are no further at the crash.
  await both.send(row({ at: 20 }), row({ at: 30 }), { event: "crash" }, row({ at: 40 }), row({ at: 50 }));
  expect(rowsOut()).toEqual(["20 at 109", "30 at 109", "40 at 109", "50 at 109"]);
  await both.send(row({ at: 170 }), row({ at: 180 }), row({ at: 190 }));
  expect(rowsOut().at(-1)).toBe("190 at 169");
  await both.close();
});

test("a strategy that is asked every so often says nothing of a split that is idle, and all of it once that has rows again", async () => {
  const every20 = watermarkStrategy({
    name: "newest, every 20 ms",
    start: () => ({ newest: Number.NEGATIVE_INFINITY }),
    onRow: (_: Event, timeMs, memory) => {
      memory.newest = Math.max(memory.newest, timeMs);
      return undefined;
    },
    onPeriod: ({ newest }) => newest - 1,
    every: 20,
  });
  const one = await harness((input: Dataset<Event>) =>
    input
      .withEventTime(timeOf, { watermarks: every20, idleAfter: 10 })
      .keyBy(() => 0)
      .process({ row: ({ at }, { watermark }) => [`${at} at ${watermark}`] }),
  );
  await one.send(row({ at: 25 }), processingTime(10), processingTime(20), processingTime(35), row({ at: 22 }));
  await one.send(processingTime(40), row({ at: 30 }));
  expect(one.output().flatMap((event) => (event.event === "row" ? [event.value] : []))).toEqual([
    "25 at -Infinity",
    "22 at -Infinity",
    "30 at 24",
  ]);
  await one.close();
});

describe("a channel of a step with watermarks of its own that woke behind what was sent, and fell idle again", () => {
  // e runs ahead to 173 while b and c are idle, c wakes in its subtask, all fall idle: event time is taken to 172, c's next row is late.
  const steps: readonly Step[] = [
    ["e", 56, 25],
    ["b", 15],
    ["e", 173, 6],
    ["c", 40],
    ["c", 52, 11],
  ];
  test.each(ways)("is taken to what it had sent, %j", async (way) => {
    expect(await windowsOf({ one: ["e", "b", "c"] }, steps, way, unitedBy(asyncSame))).toEqual({
      windows: [[40, 56], [173]],
      late: 2,
    });
  });

  test.each(ways)("shows what has come once all are idle, %j", async (way) => {
    let fired = 0;
    const idle: readonly Step[] = [
      ["b", 199],
      ["a", 167, 6],
      ["b", 192, 6],
      ["c", 100, 15],
    ];
    await windowsOf({ one: ["a"], other: ["b", "c"] }, idle, way, unitedBy(asyncSame), (n) => {
      fired = n;
    });
    expect(fired).toBe(1);
  });
});
