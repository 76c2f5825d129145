import { describe, expect, test } from "vitest";
import type { Source } from "../../../../core/io/source.ts";
import {
  count,
  each,
  from,
  type MetricsSnapshot,
  mapAsync,
  type Running,
  type SplitMetrics,
  state,
  tumbling,
} from "../../../../core/mod.ts";
import { newMetrics } from "../../../../core/runtime/metrics.ts";
import { type VirtualClock, virtualClock } from "../../../../core/testing/mod.ts";
import { oneRow, type Scene, scripted } from "../scripted-source.ts";

interface Tick {
  readonly at: number;
}

/** Takes so long, ms, and gives something. */
function taking<Value>(clock: VirtualClock, ms: number, value: Value): Value {
  clock.advanceTo(clock.nowMs() + ms);
  return value;
}

const shares = (snapshot: MetricsSnapshot, step: string) => {
  const { busyTimeMsPerSecond, backPressuredTimeMsPerSecond, idleTimeMsPerSecond } = snapshot.steps[step]!;
  return [busyTimeMsPerSecond, backPressuredTimeMsPerSecond, idleTimeMsPerSecond];
};

describe("records, batches and rates", () => {
  test("each step tells what it was given and gave, and how much of that in a second", async () => {
    const clock = virtualClock();
    const scenes: Scene<Tick>[] = [1, 2, 3, 4].map((at) => ({
      split: "a",
      rows: [{ at }, { at: -at }],
      at: at * 1000,
    }));
    const { metrics } = await from(scripted(scenes, { clock, name: "ticks" }))
      .filter((tick) => tick.at > 0, { name: "later ones" })
      .sinkTo(each(() => undefined))
      .run({ clock });
    const { steps, uptimeMs, isOver, timeMs } = metrics.snapshot();
    expect({ uptimeMs, isOver, timeMs }).toEqual({ uptimeMs: 4000, isOver: true, timeMs: 4000 });
    expect(steps.ticks).toMatchObject({
      kind: "source",
      numRecordsIn: 8,
      numRecordsOut: 8,
      numBatchesIn: 4,
      hasEnded: true,
    });
    expect(steps["later ones"]).toMatchObject({
      kind: "operator",
      numRecordsIn: 8,
      numRecordsInPerSecond: 2,
      numBatchesIn: 4,
      numRecordsOut: 4,
      numRecordsOutPerSecond: 1,
      numBatchesOut: 4,
      stateEntries: null,
      source: null,
    });
    expect(steps.forEach).toMatchObject({
      kind: "sink",
      numRecordsIn: 4,
      numRecordsOut: null,
      numBatchesIn: 4,
      hasEnded: true,
    });
  });

  test("a rate is that of the last minute", async () => {
    const clock = virtualClock();
    const seen: number[] = [];
    const look = (): void => void seen.push(run.metrics.snapshot().steps.ticks!.numRecordsInPerSecond);
    const rows = (count: number): Tick[] => Array.from({ length: count }, () => ({ at: 0 }));
    // A hundred rows a second for ten seconds, then one row each ten seconds.
    const fast = Array.from({ length: 10 }, (_, at) => ({ split: "a", rows: rows(100), at: (at + 1) * 1000 }));
    const slow = Array.from({ length: 12 }, (_, at) => ({ split: "a", rows: rows(1), at: 20_000 + 10_000 * at }));
    const scenes: Scene<Tick>[] = [...fast, { split: "a", call: look }, ...slow, { split: "a", call: look }];
    const run = from(scripted(scenes, { clock, name: "ticks" }))
      .discard()
      .start({ clock });
    await run.finished;
    expect(seen[0]).toBe(100);
    // The row of the very moment when the minute began is among them.
    expect(seen[1]).toBeCloseTo(7 / 60, 5);
  });

  test("bytes are told of sources that say how many they have read, and of others they are null", async () => {
    let reads = 0;
    const source: Source<number> = {
      name: "counted",
      boundedness: "bounded",
      splits: async () => [{ id: "all", rows: 5, sizeBytes: 100 }],
      open: async () => ({
        read: () => (reads++ < 2 ? oneRow(1) : undefined),
        bytesRead: () => 20 * reads,
        position: () => 0,
        close: async () => undefined,
      }),
    };
    const seen: unknown[] = [];
    const run = from(source)
      .map((n) => {
        const { numBytesIn, source: read } = run.metrics.snapshot().steps.counted!;
        seen.push([numBytesIn, read!.pendingRecords, read!.pendingBytes, read!.numSplitsProcessed]);
        return n;
      })
      .discard()
      .start();
    const { metrics } = await run.finished;
    expect(seen).toEqual([
      [null, 4, 100, 0],
      [20, 3, 80, 0],
    ]);
    expect(metrics.snapshot().steps.counted).toMatchObject({
      numBytesIn: 40,
      source: { pendingRecords: 0, pendingBytes: 0, numSplitsProcessed: 1, splits: [] },
    });
  });

  test("what waits in a topic is what its reader tells", async () => {
    let waiting = 7;
    const source: Source<number> = {
      name: "topic",
      boundedness: "unbounded",
      splits: async () => [{ id: "0" }, { id: "1" }],
      open: async () => ({
        read: async () => (waiting > 5 ? oneRow(waiting--) : undefined),
        pending: () => ({ records: waiting }),
        position: () => 0,
        close: async () => undefined,
      }),
    };
    const seen: unknown[] = [];
    const run: Running = from(source)
      .map(() => seen.push(run.metrics.snapshot().steps.topic!.source!.pendingRecords))
      .discard()
      .start();
    await run.finished;
    expect(seen.length).toBe(2);
    expect(seen.at(-1)).toBe(10);
  });
});

describe("busy, held back and idle", () => {
  test("a step is busy for as long as its batches take, without the steps behind it", async () => {
    const clock = virtualClock();
    const scenes: Scene<Tick>[] = [1, 2].map((n) => ({ split: "a", rows: [{ at: n }], at: 500 * n * 1000 }));
    const { metrics } = await from(scripted(scenes, { clock, name: "ticks" }))
      .map((tick) => taking(clock, 300, tick), { name: "slow" })
      .keyBy((tick) => tick.at % 2)
      .process({ row: (tick) => taking(clock, 100, [tick]) }, { name: "quick" })
      .discard()
      .run({ clock });
    const { steps } = metrics.snapshot();
    expect(steps.slow!.accumulatedBusyTimeMs).toBe(600);
    expect(steps.quick!.accumulatedBusyTimeMs).toBe(200);
    expect(steps.ticks!.accumulatedBusyTimeMs).toBe(0);
  });

  test("shares of a second are those of the last minute, and make a second", async () => {
    const clock = virtualClock();
    const scenes: Scene<Tick>[] = [1, 2, 3, 4].map((at) => ({ split: "a", rows: [{ at }], at: at * 10_000 }));
    const run = from(scripted(scenes, { clock, name: "ticks" }))
      .map((tick) => taking(clock, 2500, tick), { name: "slow" })
      .discard()
      .start({ clock });
    const snapshot = (await run.finished).metrics.snapshot();
    const elapsedMs = snapshot.uptimeMs;
    expect(elapsedMs).toBe(42_500);
    expect(shares(snapshot, "slow")).toEqual([(10_000 / elapsedMs) * 1000, 0, 1000 - (10_000 / elapsedMs) * 1000]);
    expect(shares(snapshot, "ticks")).toEqual([0, 0, 1000]);
  });

  test("what a window gives when its watermark passes is its own work", async () => {
    const clock = virtualClock();
    const { metrics } = await from([{ at: 1 }, { at: 2 }])
      .withEventTime((tick) => tick.at)
      .windowAll(tumbling(10))
      .process(({ rows }) => taking(clock, 50, [rows.length]), { name: "windows" })
      .discard()
      .run({ clock });
    expect(metrics.snapshot().steps.windows!.accumulatedBusyTimeMs).toBe(50);
  });

  test("a sink that has not taken what it was given is busy, and all before it are held back", async () => {
    const clock = virtualClock();
    const { metrics } = await from([1, 2])
      .map((n) => n, { name: "same" })
      .sinkTo(
        each(async () => {
          await undefined;
          taking(clock, 400, undefined);
        }),
      )
      .run({ clock });
    const { steps } = metrics.snapshot();
    expect(steps.forEach!.accumulatedBusyTimeMs).toBe(800);
    expect(steps.same).toMatchObject({ accumulatedBackPressuredTimeMs: 800, accumulatedBusyTimeMs: 0 });
    expect(Object.values(steps).find(({ kind }) => kind === "source")!.accumulatedBackPressuredTimeMs).toBe(800);
    expect(shares(metrics.snapshot(), "same")).toEqual([0, 1000, 0]);
  });

  test("a branch that nobody holds back is idle meanwhile", async () => {
    const clock = virtualClock();
    const numbers = from([1, 2]);
    const slow = numbers
      .map((n) => n, { name: "held" })
      .sinkTo(
        each(async () => {
          await undefined;
          taking(clock, 400, undefined);
        }),
      );
    const quick = numbers.map((n) => n, { name: "free" }).discard();
    const { metrics } = await slow.and(quick).run({ clock });
    const { steps } = metrics.snapshot();
    expect(steps.held!.accumulatedBackPressuredTimeMs).toBe(800);
    expect(steps.free!.accumulatedBackPressuredTimeMs).toBe(0);
  });

  test("a bounded source that is waited for is busy while its thread has something to do, an unbounded one is idle", async () => {
    for (const [boundedness, activeMs, busyMs] of [
      ["bounded", undefined, 900],
      ["bounded", () => 0, 0],
      ["bounded", (nowMs: number) => nowMs / 3, 300],
      ["bounded", (nowMs: number) => (nowMs === 0 ? undefined : 250), 250],
      ["unbounded", undefined, 0],
    ] as const) {
      const time = virtualClock();
      const clock = activeMs === undefined ? time : { ...time, activeMs: () => activeMs(time.nowMs()) };
      const scenes: Scene<Tick>[] = [{ split: "a", rows: [{ at: 1 }], at: 900 }];
      const { metrics } = await from(scripted(scenes, { clock, boundedness, name: "ticks" }))
        .discard()
        .run({ clock });
      expect(metrics.snapshot().steps.ticks!.accumulatedBusyTimeMs, `${boundedness} ${activeMs}`).toBe(busyMs);
    }
  });
});

describe("event time", () => {
  test("a split tells its watermark, its lag, and how long it was idle", async () => {
    const clock = virtualClock(10_000);
    const seen: MetricsSnapshot[] = [];
    const look = (): void => void seen.push(run.metrics.snapshot());
    const scenes: Scene<Tick>[] = [
      { split: "a", rows: [{ at: 1000 }], at: 11_000 },
      { split: "b", rows: [{ at: 5000 }], at: 12_000 },
      // Nothing comes of either for long.
      { split: "b", rows: [], at: 16_000 },
      { split: "b", rows: [], at: 18_000, call: look },
      { split: "a", rows: [{ at: 2000 }], at: 20_000 },
      { split: "b", rows: [{ at: 6000 }], at: 21_000 },
      { split: "b", call: look },
    ];
    const run = from(scripted(scenes, { clock, name: "ticks" }))
      .withEventTime((tick) => tick.at, { idleAfter: "4s", name: "timed" })
      .discard()
      .start({ clock });
    await run.finished;
    const [quiet, last] = seen;
    expect(quiet!.steps.ticks!.source!.splits.map(({ isIdle, status }) => [isIdle, status])).toEqual([
      [true, "waiting"],
      [true, "waiting"],
    ]);
    expect(quiet!.steps.ticks!.source!.sourceIdleTime).toBe(6000);
    const { source } = last!.steps.ticks!;
    expect(source!.sourceIdleTime).toBe(0);
    expect(source).toMatchObject({ currentFetchEventTimeLag: 18_000, currentEmitEventTimeLag: 18_000 });
    expect(
      source!.splits.map(({ split, numRecordsIn, watermark }) => [split, numRecordsIn, watermark.currentWatermark]),
    ).toEqual([
      ["a", 2, 1999],
      ["b", 2, 5999],
    ]);
    expect(last!.steps.timed).toMatchObject({ currentInputWatermark: 4999, currentOutputWatermark: 4999 });
    const [{ watermark }] = source!.splits as [SplitMetrics];
    expect(watermark).toMatchObject({
      accumulatedIdleTimeMs: 4000,
      accumulatedActiveTimeMs: 7000,
      accumulatedPausedTimeMs: 0,
    });
    expect(watermark.idleTimeMsPerSecond).toBeCloseTo(4000 / 11, 5);
  });

  test("splits that are aligned tell how far they are ahead, and for how long they were paused", async () => {
    const clock = virtualClock();
    const seen: MetricsSnapshot[] = [];
    const scenes: Scene<Tick>[] = [
      { split: "quick", rows: [{ at: 0 }] },
      { split: "slow", rows: [{ at: 0 }] },
      { split: "quick", rows: [{ at: 9001 }] },
      { split: "slow", rows: [] },
      { split: "slow", rows: [] },
      { split: "slow", rows: [{ at: 1001 }], at: 3000 },
      { split: "slow", rows: [{ at: 8001 }], at: 5000, call: () => void seen.push(run.metrics.snapshot()) },
    ];
    const run = from(scripted(scenes, { clock, name: "ticks" }))
      .withEventTime((tick) => tick.at, { align: { group: "ticks", maxDrift: "5s" } })
      .discard()
      .start({ clock });
    await run.finished;
    const [snapshot] = seen;
    expect(snapshot!.alignment).toEqual([
      { group: "ticks", source: "ticks", maxDriftMs: 5000, watermarkAlignmentDrift: 8000, numSplitsPaused: 1 },
    ]);
    const [quick, slow] = snapshot!.steps.ticks!.source!.splits;
    expect(quick).toMatchObject({ split: "quick", status: "paused", watermarkAlignmentDrift: 8000 });
    expect(quick!.watermark).toMatchObject({ accumulatedPausedTimeMs: 5000, pausedTimeMsPerSecond: 1000 });
    expect(slow).toMatchObject({ split: "slow", watermarkAlignmentDrift: 0 });
    expect(slow!.watermark).toMatchObject({ accumulatedActiveTimeMs: 5000, activeTimeMsPerSecond: 1000 });
  });

  test("late, skipped and dead-lettered records are counted by step", async () => {
    const dead: unknown[] = [];
    const { metrics } = await from([{ at: 100 }, { at: 1 }, { at: -1 }, { at: 200 }])
      .map(
        (tick) => {
          if (tick.at < 0) throw new Error("before all");
          return tick;
        },
        { name: "read", onError: "skip" },
      )
      .withEventTime((tick) => tick.at)
      .windowAll(tumbling(10))
      .aggregate({ rows: count() }, { name: "windows" })
      .discard()
      .run({ batchRows: 1 });
    const { steps } = metrics.snapshot();
    expect(dead).toEqual([]);
    expect(steps.read).toMatchObject({ numRecordsSkipped: 1, numRecordsDeadLettered: 0 });
    expect(steps.windows).toMatchObject({ numLateRecordsDropped: 1 });
  });
});

describe("what steps hold", () => {
  test("state is counted by entries and bytes, timers and calls by themselves", async () => {
    const clock = virtualClock();
    const seen: MetricsSnapshot[] = [];
    const answers: (() => void)[] = [];
    const look = (): void => {
      seen.push(run.metrics.snapshot());
      for (const answer of answers) answer();
    };
    const scenes: Scene<Tick>[] = [
      { split: "a", rows: [{ at: 1 }, { at: 2 }, { at: 3 }] },
      { split: "a", call: look },
    ];
    const run = from(scripted(scenes, { clock, name: "ticks" }))
      .withEventTime((tick) => tick.at)
      .keyBy((tick) => tick.at)
      .process(
        {
          state: { last: state.value<Tick>() },
          row: (tick, context) => {
            context.state.last.set(tick);
            context.setEventTimer(1000);
            return [tick];
          },
          onTimer: () => undefined,
        },
        { name: "keeps" },
      )
      .apply(
        mapAsync((tick) => new Promise<number>((resolve) => answers.push(() => resolve(tick.at))), { name: "asks" }),
      )
      .discard()
      .start({ clock });
    await run.finished;
    const { keeps, asks } = seen[0]!.steps;
    expect(keeps).toMatchObject({ stateEntries: 6, numTimersWaiting: 3, numAsyncCallsInFlight: 0 });
    expect(keeps!.stateBytes).toBeGreaterThan(3 * 16);
    expect(asks).toMatchObject({ numAsyncCallsInFlight: 3, numTimersWaiting: 0 });
  });

  test("a counter of the user's stands under counters", async () => {
    const { metrics } = await from([1, 2, 3])
      .keyBy((n) => n)
      .process({ row: (_n, context) => context.count("seen") }, { name: "look" })
      .discard()
      .run();
    expect(metrics.snapshot().steps.look!.counters).toEqual({ seen: 3 });
  });
});

describe("plain data", () => {
  test("a snapshot is the same as JSON, at the end of the input too", async () => {
    const { metrics } = await from([{ at: 1 }])
      .withEventTime((tick) => tick.at)
      .windowAll(tumbling(10))
      .aggregate({ rows: count() })
      .discard()
      .run();
    const snapshot = metrics.snapshot();
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  });

  test("a step may have any name", async () => {
    const { metrics } = await from([1])
      .map((n) => n, { name: "__proto__" })
      .discard()
      .run();
    expect(Object.keys(metrics.snapshot().steps)).toContain("__proto__");
    expect(metrics.get("__proto__", "numRecordsIn")).toBe(1);
  });

  test("a run that has not begun, or could not, has no steps", async () => {
    const run = from([1]).discard().start({ parallelism: 0 });
    expect(run.metrics.snapshot()).toMatchObject({ steps: {}, isOver: false, uptimeMs: 0 });
    await expect(run.finished).rejects.toThrow("parallelism");
  });
});

test("a run that begins anew goes on counting, and shows what the new one holds", () => {
  const clock = virtualClock();
  const metrics = newMetrics();
  const steps = [{ step: "keeps", kind: "operator", parallelism: 1, inputs: [] }] as const;
  const shown = () => {
    const { numRestarts, uptimeMs, steps: all } = metrics.snapshot();
    const { numRecordsIn, numBatchesIn, stateEntries, currentInputWatermark } = all.keeps!;
    return [numRestarts, uptimeMs, numRecordsIn, numBatchesIn, stateEntries, currentInputWatermark];
  };
  metrics.begin(steps, clock);
  metrics.add("keeps", "numRecordsIn", 5);
  metrics.watch("keeps", "numBatchesIn", () => 2);
  metrics.gauge("keeps", "stateEntries", () => 9);
  metrics.watchTime("keeps", "currentInputWatermark", () => 70);
  clock.advanceTo(1000);
  expect(shown()).toEqual([0, 1000, 5, 2, 9, 70]);
  metrics.end();
  clock.advanceTo(3000);
  expect(shown()).toEqual([0, 1000, 5, 2, 9, 70]);
  metrics.begin(steps, clock);
  metrics.watch("keeps", "numBatchesIn", () => 1);
  metrics.gauge("keeps", "stateEntries", () => 4);
  clock.advanceTo(3500);
  expect(shown()).toEqual([1, 500, 5, 3, 4, null]);
  expect(metrics.snapshot().downtimeMs).toBe(2000);
  metrics.end();
  clock.advanceTo(4000);
  metrics.begin(steps, clock);
  expect(metrics.snapshot().downtimeMs).toBe(2500);
});
