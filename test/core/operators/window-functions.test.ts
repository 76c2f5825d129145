import {
  count,
  countEvictor,
  countTrigger,
  customWindow,
  type Evictor,
  from,
  mapPartition,
  type Trigger,
  tumbling,
  watermarkStrategy,
} from "millrace";
import { expect, test } from "vitest";

// What functions of one's own may give by mistake, where no compiler looks.

const rows = [{ n: 1 }, { n: 2 }, { n: 3 }];
const timed = from(rows).withEventTime((row) => row.n);
const windows = timed.windowAll(tumbling(10));

const firedBy = (functions: Partial<Trigger>): Promise<unknown> =>
  windows
    .trigger({ name: "own", onRow: () => "continue", ...functions })
    .aggregate({ n: count() })
    .collect();

test.each([
  ["nothing", undefined, "undefined"],
  ["another word", "explode", '"explode"'],
  ["a promise", Promise.resolve("fire"), "an object"],
])("a trigger that gives %s is told so, instead of never firing", async (_, result, got) => {
  await expect(firedBy({ onRow: () => result as never })).rejects.toThrow(
    `Cannot let the trigger "own" say when window "tumbling 10 ms" fires as it must give "continue", "fire", "purge", "fireAndPurge": got ${got}; return "continue"`,
  );
});

test.each([
  ["event time", "onEventTime", "setEventTimer"],
  ["the clock", "onProcessingTime", "setProcessingTimer"],
] as const)("so is one that gives nothing at a timer of %s", async (_, onTime, set) => {
  const onRow: Trigger["onRow"] = (_row, _timeMs, context) => {
    context[set](5);
    return "continue";
  };
  await expect(firedBy({ onRow, [onTime]: () => undefined })).rejects.toThrow(/must give "continue".*got undefined/);
  expect(await firedBy({ onRow, [onTime]: () => "fireAndPurge" })).toMatchObject([{ n: 3 }]);
});

test.each([Number.NaN, undefined, new Date(5)])("a trigger sets no timer for %s", async (time) => {
  const onRow: Trigger["onRow"] = (_row, _timeMs, context) => {
    context.setEventTimer(time as number);
    return "continue";
  };
  await expect(firedBy({ onRow })).rejects.toThrow(/Cannot set a timer in a trigger as its time must be in ms/);
});

test("functions of a trigger or a strategy that nobody would call are told, with the right name", () => {
  const odd = { name: "own", onRow: () => "continue", onEventtime: () => "fire", limit: 3 } as const;
  expect(() => windows.trigger(odd as Trigger)).toThrow(
    /^Cannot set "onEventtime" in the trigger "own" as there is no such option.*did you mean onEventTime\?$/,
  );
  const { onEventtime, ...rest } = odd;
  expect(() => windows.trigger(rest as Trigger)).not.toThrow();
  expect(() => watermarkStrategy({ name: "beats", onRow: () => 1, onPeriodic: () => 2 } as never)).toThrow(
    /^Cannot set "onPeriodic" in the watermark strategy "beats".*did you mean onPeriod\?$/,
  );
});

test("what is no trigger or no evictor is refused where it is given", () => {
  for (const odd of [undefined, null, 3, {}, { name: "x" }, countTrigger]) {
    expect(() => windows.trigger(odd as never)).toThrow(/^Cannot let windows fire by .* use for instance \.trigger/);
  }
  for (const odd of [undefined, null, 3, {}, { keep: () => [] }, countEvictor]) {
    expect(() => windows.evict(odd as never)).toThrow(/^Cannot evict records by .* use for instance \.evict/);
  }
  const later = async (): Promise<"fire"> => "fire";
  expect(() => windows.trigger({ name: "later", onRow: later as never })).toThrow(/onRow with an async function/);
});

test.each([
  ["rows instead of records", (kept: readonly { row: unknown }[]) => kept.map(({ row }) => row), "one with an object"],
  ["records made anew", (kept: readonly { row: unknown }[]) => kept.map(({ row }) => ({ row })), "one with an object"],
  ["a hole", () => [undefined], "one with undefined"],
  ["a number", () => 2, "2"],
])("an evictor that gives %s is told what it must give", async (_, keep, got) => {
  for (const when of ["before", "after"] as const) {
    const evictor = { name: "own", when, keep: keep as unknown as Evictor["keep"] };
    await expect(windows.evict(evictor).aggregate({ n: count() }).collect()).rejects.toThrow(
      `Cannot evict records by "own" as it must give an array of those that stay, each as it was given: got ${got};`,
    );
  }
});

test.each([undefined, 3, { start: 1, end: 2 }])("windows of one's own are an array: not %s", async (given) => {
  const window = customWindow("own", () => given as never);
  await expect(timed.windowAll(window).aggregate({ n: count() }).collect()).rejects.toThrow(
    /^Cannot assign a record to windows of "own" as they must be an array: got .* at row 0 of/,
  );
});

test("a row at which a watermark strategy throws is a record that cannot be processed", async () => {
  const watermarks = watermarkStrategy({
    name: "heartbeats",
    onRow: (row: { n: number }) => {
      if (row.n === 2) throw new RangeError("no beat");
      return row.n - 1;
    },
  });
  const by = (onError: "fail" | "skip"): Promise<readonly { n: number }[]> =>
    from(rows)
      .withEventTime((row) => row.n, { watermarks, onError })
      .collect();
  await expect(by("fail")).rejects.toThrow(
    /onRow of the watermark strategy "heartbeats" at row 1 of withEventTime #1 as it threw RangeError: no beat.*\{"n":2\}/,
  );
  expect(await by("skip")).toEqual([{ n: 1 }, { n: 3 }]);
});

const boom = (): never => {
  throw new RangeError("boom");
};

test.each([
  ["trigger at a row", windows.trigger({ name: "own", onRow: boom })],
  [
    "trigger at a timer",
    windows.trigger({
      name: "own",
      onRow: (_row, _timeMs, context) => {
        context.setEventTimer(3);
        return "continue";
      },
      onEventTime: boom,
    }),
  ],
  ["evictor", windows.evict({ name: "own", when: "before", keep: boom })],
])("an error of a %s is that of the step of its window, at any watermark", async (_, broken) => {
  const counts = broken.aggregate({ n: count() }, { name: "hourly counts" }).collect();
  await expect(counts).rejects.toThrow("Cannot run hourly counts as it threw RangeError: boom");
});

test("a window at which process or clear throws is a record that cannot be processed", async () => {
  const pairs = timed.windowAll(tumbling(2));
  const by = (onError: "fail" | "skip") =>
    pairs.process(
      function* ({ rows: all, windowStart, sideOutput }) {
        sideOutput("starts", windowStart);
        yield all.length;
        if (windowStart === 2) boom();
      },
      { sides: ["starts"], onError, name: "own" },
    );
  await expect(by("fail").collect()).rejects.toThrow(
    'Cannot apply process at window [2, 4) of own as it threw RangeError: boom; the row is {"rows":[{"n":2},{"n":3}]}',
  );
  expect(await by("skip").collect()).toEqual([1]);
  expect(await by("skip").sideOutput("starts").collect()).toEqual([0]);
  const clear = pairs.process(({ rows: all }) => [all.length], { clear: boom, onError: "skip" });
  expect(await clear.collect()).toEqual([1, 2]);
});

test("a function of a whole partition has no record that could be skipped: onError is refused", () => {
  expect(() => mapPartition((all: Iterable<number>) => all, { onError: "skip" } as never)).toThrow(
    /Cannot set "onError" in mapPartition as there is no such option/,
  );
});
