import {
  count,
  countEvictor,
  countTrigger,
  countWindow,
  cumulate,
  type Dataset,
  deltaTrigger,
  from,
  globalWindow,
  session,
  sliding,
  sum,
  tumbling,
} from "millrace";
import { at, end, harness, processingTime, row, watermark } from "millrace/testing";
import { expect, expectTypeOf, test } from "vitest";

interface Sale {
  readonly shop: string;
  readonly price: number;
  readonly at: number;
}

const sales: readonly Sale[] = [
  { shop: "a", price: 1, at: 1 },
  { shop: "b", price: 2, at: 4 },
  { shop: "a", price: 4, at: 12 },
  { shop: "a", price: 8, at: 13 },
];

const timed = from(sales).withEventTime((sale) => sale.at);

test("aggregates of windows are rows of key, bounds and results", async () => {
  const rows = await timed
    .keyBy("shop")
    .window(tumbling(10))
    .aggregate({ total: sum((sale) => sale.price) })
    .collect();
  expectTypeOf(rows).toEqualTypeOf<
    { readonly shop: string; readonly windowStart: number; readonly windowEnd: number; total: number }[]
  >();
  expect(rows).toEqual([
    { shop: "a", windowStart: 0, windowEnd: 10, total: 1 },
    { shop: "b", windowStart: 0, windowEnd: 10, total: 2 },
    { shop: "a", windowStart: 10, windowEnd: 20, total: 12 },
  ]);
});

test("reduce gives rows as they are, in every kind of window", async () => {
  const reduce = (left: Sale, right: Sale): Sale => ({ ...right, price: left.price + right.price });
  for (const window of [tumbling(10), session(3), cumulate(10, { upTo: 10 }), sliding(10, { every: 10 })]) {
    const rows = await timed.keyBy("shop").window(window).reduce(reduce).collect();
    expectTypeOf(rows).toEqualTypeOf<Sale[]>();
    expect(rows.map(({ shop, price, at: time }) => [time, shop, price]).sort()).toEqual([
      [1, "a", 1],
      [13, "a", 12],
      [4, "b", 2],
    ]);
  }
});

test("results have the last time of their window, so that windows of the same size can follow", async () => {
  const rows = await timed
    .keyBy((sale) => sale.shop)
    .window(tumbling(10))
    .aggregate({ total: sum((sale) => sale.price) })
    .windowAll(tumbling(10))
    .aggregate({ shops: count(), all: sum((each) => each.total) })
    .collect();
  expect(rows).toEqual([
    { windowStart: 0, windowEnd: 10, shops: 2, all: 3 },
    { windowStart: 10, windowEnd: 20, shops: 1, all: 12 },
  ]);
});

test("process gives what its function makes of the rows of each window", async () => {
  const rows = await timed
    .keyBy("shop")
    .window(session((sale) => sale.at * 1000))
    .process(function* ({ shop, windowStart, windowEnd, rows: all }) {
      for (const sale of all) yield { shop, price: sale.price, of: all.length, ms: windowEnd - windowStart };
    })
    .collect();
  expectTypeOf(rows).toEqualTypeOf<{ shop: string; price: number; of: number; ms: number }[]>();
  expect(rows.filter(({ shop }) => shop === "b")).toEqual([{ shop: "b", price: 2, of: 1, ms: 4000 }]);
  expect(rows).toHaveLength(4);
});

test("state and side outputs of a function are typed by what they begin with", async () => {
  const processed = timed.windowAll(globalWindow()).trigger(countTrigger(1));
  const numbered = processed.process(
    ({ windowState, globalState, rows, sideOutput }) => {
      expectTypeOf(globalState).toBeUndefined();
      windowState.fired++;
      if (windowState.fired > 3) sideOutput("last", rows.length);
      return [windowState.fired];
    },
    { windowState: () => ({ fired: 0 }), sides: ["last"] },
  );
  expect(await numbered.collect()).toEqual([1, 2, 3, 4]);
  expect(await numbered.sideOutput("last").collect()).toEqual([4]);
});

test("state of each session is refused, as sessions merge", () => {
  const sessions = timed.windowAll(session(5));
  expect(() => sessions.process(() => [], { windowState: () => 0 })).toThrow(/its windows merge.*use globalState/);
});

test("a trigger that cannot merge is refused on sessions", () => {
  const fast = deltaTrigger(3, (last: Sale, next: Sale) => next.price - last.price);
  expect(() => timed.windowAll(session(5)).trigger(fast).aggregate({ n: count() })).toThrow(
    /Cannot use the trigger "delta 3" on window "session, gap 5 ms" as its windows merge.*onMerge/,
  );
});

test("count windows hold so many records; what is left over gives nothing", async () => {
  const rows = await from([1, 2, 3, 4, 5])
    .windowAll(countWindow(2))
    .aggregate({ total: sum((n) => n) })
    .collect();
  expectTypeOf(rows).toEqualTypeOf<{ total: number }[]>();
  expect(rows).toEqual([{ total: 3 }, { total: 7 }]);
});

test("! sliding count windows first fire after the slide, with fewer than their size", async () => {
  const rows = await from([1, 2, 3, 4, 5, 6])
    .windowAll(countWindow(4, { every: 2 }))
    .aggregate({ n: count(), total: sum((n) => n) })
    .collect();
  expect(rows).toEqual([
    { n: 2, total: 3 },
    { n: 4, total: 10 },
    { n: 4, total: 18 },
  ]);
});

test("windows of processing time need no event time", async () => {
  const windows = await harness((input: Dataset<string>) =>
    input.windowAll(tumbling("10s", { time: "processing" })).aggregate({ rows: count() }),
  );
  await windows.send(processingTime(2_000), row("a"), processingTime(9_000), row("b"), processingTime(10_000));
  expect(windows.output()).toEqual([at(9_999, { windowStart: 0, windowEnd: 10_000, rows: 2 })]);
  await windows.send(row("c"), end);
  expect(windows.output()).toEqual([at(19_999, { windowStart: 10_000, windowEnd: 20_000, rows: 1 }), end]);
  await windows.close();
});

test("late records of a window leave by its side output", async () => {
  const windows = await harness((input: Dataset<number>) =>
    input.windowAll(tumbling(10)).allowedLateness(5).aggregate({ rows: count() }),
  );
  await windows.send(at(1, 1), watermark(12), at(2, 2), watermark(14), at(3, 3));
  expect(windows.output()).toEqual([
    at(9, { windowStart: 0, windowEnd: 10, rows: 1 }),
    watermark(12),
    at(9, { windowStart: 0, windowEnd: 10, rows: 2 }),
    watermark(14),
  ]);
  expect(windows.side("late")).toEqual([at(3, 3)]);
  await windows.close();
});

test("a negative lateness is refused", () => {
  expect(() => timed.windowAll(tumbling(10)).allowedLateness("-5s")).toThrow(/must not be negative: got -5000 ms/);
});

test("the plan says the window, its trigger and its evictor", async () => {
  const plan = await timed
    .windowAll(countWindow(4, { every: 2 }))
    .evict(countEvictor(4))
    .aggregate({ n: count() })
    .explain();
  expect(plan).toContain("count 4 every 2");
  expect(plan).toContain("last 4, before");
});
