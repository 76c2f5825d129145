import { describe, expect, test } from "vitest";
import {
  count,
  countTrigger,
  countWindow,
  type Dataset,
  each,
  eventTimeTrigger,
  from,
  globalWindow,
  type Output,
  purgingTrigger,
  session,
  sliding,
  type Trigger,
  timeoutTrigger,
  tumbling,
  type Why,
} from "../../../core/mod.ts";
import { type VirtualClock, virtualClock } from "../../../core/testing/mod.ts";
import { type Scene, scripted } from "./scripted-source.ts";

interface Order {
  readonly at: number;
  readonly shop?: string;
}

type Scenes = readonly Scene<Order>[];

/** Plays scenes, asks behind the last of them, and plays on to the end. */
async function asked(
  scenes: Scenes,
  build: (orders: Dataset<Order>, clock: VirtualClock) => Output,
  question: readonly [step?: string | undefined, key?: unknown] = [],
  options: { readonly at?: number; readonly boundedness?: "bounded"; readonly parallelism?: number } = {},
): Promise<Why> {
  const clock = virtualClock();
  let answer: Promise<Why> | undefined;
  const { at, parallelism = 1, ...source } = options;
  const nothing = { split: scenes[0]!.split, rows: [], ...(scenes[0]!.times === undefined ? {} : { times: [] }) };
  // Who is to be woken at the time is, before anybody asks.
  const timePasses = { ...nothing, ...(at === undefined ? {} : { at }) };
  const ask: Scene<Order> = {
    ...nothing,
    call: () => {
      answer = run.why(...question);
    },
  };
  const orders = from(scripted([...scenes, timePasses, ask], { clock, name: "orders", ...source }));
  const run = build(orders, clock).start({ clock, parallelism });
  await run.finished;
  return answer!;
}

const timed = (orders: Dataset<Order>, options = {}) =>
  orders.withEventTime((order) => order.at, { name: "times", ...options });

const byShop = (orders: Dataset<Order>) =>
  orders
    .keyBy((order) => order.shop!)
    .window(tumbling(100))
    .aggregate({ orders: count() }, { name: "orders a shop" })
    .discard();

const twoSplits: Scenes = [
  { split: "a", rows: [{ at: 10, shop: "Kent" }], at: 1000 },
  { split: "b", rows: [{ at: 30, shop: "Kent" }], at: 2000 },
  { split: "a", rows: [{ at: 250, shop: "Bend" }], at: 9000 },
];

describe("an unbounded run with a split that has gone silent", () => {
  test("the answer names the watermark, the very split that holds it back, since when, and the next window", async () => {
    const why = await asked(twoSplits, (orders) => byShop(timed(orders)), ["orders a shop"], { at: 12_000 });
    expect(why).toMatchObject({
      step: "orders a shop",
      reason: "event time",
      run: "running",
      nowMs: 12_000,
      watermark: 29,
      holds: { count: 2, next: { time: "event", timeMs: 99, window: { start: 0, end: 100 } } },
      heldBackBy: {
        kind: "split",
        source: "orders",
        split: "b",
        step: "times",
        watermark: 29,
        status: "waiting",
        sinceMs: 2000,
        rows: 1,
        lastRowsMs: 2000,
        movedMs: 2000,
        rowsSince: 0,
        idleAfterMs: null,
      },
    });
    expect(why.path.map(({ step, rowsIn, rowsOut }) => [step, rowsIn, rowsOut])).toEqual([
      ["orders", null, 3],
      ["times", 3, 3],
      ["orders a shop", 3, 0],
    ]);
    expect(why.text.split("\n").slice(0, 3)).toEqual([
      "orders a shop has not fired as event time is at 1970-01-01 00:00:00.029 UTC, and its next window " +
        "[1970-01-01 00:00:00.000, 1970-01-01 00:00:00.100) is due at 1970-01-01 00:00:00.099 UTC. It holds 2 partial results.",
      'Event time is held back by split "b" of source orders, at 1970-01-01 00:00:00.029 UTC, 220 ms behind the furthest split: 1 row of it came, ' +
        "the last 10 s ago (1970-01-01 00:00:02 UTC), and none since; it is not idle, as times has no idleAfter.",
      '→ Give times an idleAfter, for instance { idleAfter: "30s" }: a split that is silent for so long is not waited for.',
    ]);
    expect(why.text).toMatch(/split b .*silent for 10 s {2}◀ holds event time back/);
  });

  test("where no split is further, no idleAfter is advised", async () => {
    const alone: Scenes = twoSplits.slice(0, 1);
    const one = await asked(alone, (orders) => byShop(timed(orders)), ["orders a shop"], { at: 12_000 });
    expect(one).toMatchObject({ reason: "event time", heldBackBy: { split: "a", status: "waiting" } });
    expect(one.text).not.toContain("has no idleAfter");
    expect(one.text).not.toContain("→ Give");
    expect(one.text).toContain("→ Wait for its next rows, or for the end of the input: no split is further");
  });

  test("where all are silent one is advised, too: event time then goes on to the furthest", async () => {
    const all = await asked(twoSplits, (orders) => byShop(timed(orders)), ["orders a shop"], { at: 600_000 });
    expect(all).toMatchObject({ watermark: 29, heldBackBy: { split: "b", status: "waiting" } });
    expect(all.text).toContain("→ Give times an idleAfter");
    const advised = (orders: Dataset<Order>) => byShop(timed(orders, { idleAfter: "30s" }));
    const then = await asked(twoSplits, advised, ["orders a shop"], { at: 600_000 });
    expect(then).toMatchObject({ watermark: 249, holds: { count: 1 } });
  });

  test("how far event time trails the newest row is told, where outOfOrder says so", async () => {
    const trails = (outOfOrder: number) => (orders: Dataset<Order>) => byShop(timed(orders, { outOfOrder }));
    const { heldBackBy, text } = await asked(twoSplits, trails(4000), ["orders a shop"], { at: 12_000 });
    expect(heldBackBy).toMatchObject({ split: "b", watermark: -3971, outOfOrderMs: 4000 });
    expect(text).toContain(
      "at 1969-12-31 23:59:56.029 UTC, 4 s behind its newest row as times says outOfOrder, 220 ms behind",
    );
    const none = await asked(twoSplits, trails(0), ["orders a shop"], { at: 12_000 });
    expect(none.text).not.toContain("outOfOrder");
  });

  test("where rows come but none later than before, that is told, and since when", async () => {
    const stuck: Scenes = [
      { split: "a", rows: [{ at: 10, shop: "Kent" }], at: 1000 },
      { split: "a", rows: [{ at: 30, shop: "Kent" }], at: 2000 },
      {
        split: "a",
        rows: [
          { at: 30, shop: "Kent" },
          { at: 7, shop: "Kent" },
        ],
        at: 5000,
      },
      { split: "a", rows: [{ at: 12, shop: "Bend" }], at: 11_000 },
    ];
    for (const parallelism of [1, 2]) {
      const why = await asked(stuck, (orders) => byShop(timed(orders)), ["orders a shop"], { at: 12_000, parallelism });
      expect(why.heldBackBy).toMatchObject({ split: "a", watermark: 29, movedMs: 2000, rowsSince: 3 });
      expect(why.text).toContain("; its times have not gone on for 10 s, though 3 rows came since.");
      expect(why.text).toContain(
        "→ See whether the times of its rows are right: those that come now are none later than before.",
      );
    }
  });

  test("of a key only what it holds is told", async () => {
    const question = (key: unknown) => asked(twoSplits, (orders) => byShop(timed(orders)), ["orders a shop", key]);
    expect(await question("Kent")).toMatchObject({ key: "Kent", holds: { count: 1, next: { timeMs: 99 } } });
    expect(await question("Bend")).toMatchObject({ key: "Bend", holds: { count: 1, next: { timeMs: 299 } } });
    expect(await question("York")).toMatchObject({ key: "York", reason: "no such key", holds: { count: 0 } });
  });

  test("a text that reads like a number is no number: which of both holds something is told", async () => {
    const scenes: Scenes = [{ split: "a", rows: [{ at: 1, shop: "1" }] }];
    for (const parallelism of [1, 2]) {
      const question = (key: unknown) =>
        asked(scenes, (orders) => byShop(timed(orders)), ["orders a shop", key], { parallelism });
      const why = await question(1);
      expect(why).toMatchObject({ key: 1, otherKey: "1", reason: "no such key" });
      expect(why.text).toContain(
        'orders a shop holds nothing of key 1, which is a number, but something of key "1", a string.',
      );
      expect(why.text).toContain("Ask for it: --key '\"1\"'.");
      expect(await question("1")).toMatchObject({ key: "1", holds: { count: 1 } });
      expect(await question(2)).not.toHaveProperty("otherKey");
    }
  });

  test("idleness is told: how long it is waited for, and when nobody is waited for", async () => {
    const build = (orders: Dataset<Order>) => byShop(timed(orders, { idleAfter: "15s" }));
    const waiting = await asked(twoSplits, build, [], { at: 12_000 });
    expect(waiting.text).toContain("it is not idle yet, times waits 15 s.");
    const idle = await asked(twoSplits, build, [], { at: 20_000 });
    expect(idle).toMatchObject({ watermark: 249, heldBackBy: { split: "a", idleAfterMs: 15_000 } });
    expect(idle.splits.map(({ split, isIdle }) => [split, isIdle])).toEqual([
      ["a", false],
      ["b", true],
    ]);
    const all = await asked(twoSplits, build, [], { at: 60_000 });
    expect(all.text).toContain("All splits are idle: nothing comes that could move it");
  });

  test("the same in several subtasks, where partial results wait before the exchange", async () => {
    const why = await asked(twoSplits, (orders) => byShop(timed(orders)), ["orders a shop"], { parallelism: 2 });
    expect(why).toMatchObject({
      step: "orders a shop",
      watermark: 29,
      holds: { count: 3 },
      heldBackBy: { split: "b" },
    });
  });

  test("splits of one subtask that are idle in front of an exchange are not all: who goes on is named, or the furthest", async () => {
    const build = (orders: Dataset<Order>) => byShop(timed(orders, { idleAfter: "10s" }));
    const one = await asked(twoSplits, build, ["orders a shop"], { at: 13_000, parallelism: 2 });
    expect(one).toMatchObject({ watermark: 249, heldBackBy: { kind: "split", split: "a", status: "waiting" } });
    expect(one.text).toContain("→ Wait for its next rows, or for the end of the input.\n");
    const all = await asked(twoSplits, build, ["orders a shop"], { at: 60_000, parallelism: 2 });
    expect(all).toMatchObject({ watermark: 249, heldBackBy: { kind: "all splits", split: "a" } });
    expect(all.text).toContain('it; the furthest one is split "a" of source orders, at 1970-01-01 00:00:00.249 UTC.');
  });

  test("a step that does not know splits does not say of them that they are idle", async () => {
    const why = await asked(
      twoSplits,
      (orders) =>
        byShop(timed(orders.keyBy((order) => order.shop!).process({ row: (order) => [order] }), { idleAfter: "10s" })),
      ["orders a shop"],
      { at: 60_000, parallelism: 2 },
    );
    expect(why).toMatchObject({ watermark: 249, heldBackBy: { kind: "step", step: "times", split: null } });
    expect(why.text).toContain("It is as far as the rows that came to times");
  });

  test("a step that waits behind another one is explained by it", async () => {
    const why = await asked(
      twoSplits,
      (orders) =>
        timed(orders)
          .windowAll(tumbling(100))
          .aggregate({ orders: count() }, { name: "inner" })
          .windowAll(sliding(200, { every: 100 }))
          .aggregate({ windows: count() }, { name: "outer" })
          .discard(),
      ["outer"],
    );
    expect(why).toMatchObject({ asked: "outer", step: "inner", reason: "event time" });
    expect(why.text).toContain("Nothing has come to outer: what it waits for is still in inner.");
  });

  test("sessions and windows with rows tell what they hold", async () => {
    const sessions = await asked(twoSplits, (orders) =>
      timed(orders)
        .keyBy("shop" as never)
        .window(session(50))
        .aggregate({ n: count() })
        .discard(),
    );
    expect(sessions).toMatchObject({
      holds: { count: 2, of: "sessions", next: { timeMs: 79, window: { start: 10, end: 80 } } },
    });
    const rows = await asked(twoSplits, (orders) =>
      timed(orders)
        .windowAll(tumbling(100))
        .process(({ rows: all }) => [all.length])
        .discard(),
    );
    expect(rows).toMatchObject({ holds: { count: 2, of: "windows", next: { timeMs: 99 } } });
    const joined = await asked(twoSplits, (orders) =>
      timed(orders)
        .join(timed(orders, { name: "others" }), {
          on: "shop" as never,
          window: tumbling(100),
          select: () => 1,
        } as never)
        .discard(),
    );
    expect(joined).toMatchObject({ reason: "event time", holds: { of: "panes with rows", next: { timeMs: 99 } } });
  });
});

test("of a process function the next timer is told, of a key or of all", async () => {
  const build = (orders: Dataset<Order>) =>
    timed(orders)
      .keyBy((order) => order.shop!)
      .process(
        {
          row: (order, { setEventTimer }) => setEventTimer(order.at + 500),
          *onTimer(timeMs) {
            yield timeMs;
          },
        },
        { name: "timeouts" },
      )
      .discard();
  const all = await asked(twoSplits, build, ["timeouts"]);
  expect(all).toMatchObject({
    reason: "event time",
    holds: { count: 3, of: "timers", next: { time: "event", timeMs: 510 } },
  });
  expect(all.text).toContain("and its next timer is due at 1970-01-01 00:00:00.510 UTC. It holds 3 timers.");
  expect(await asked(twoSplits, build, ["timeouts", "Bend"])).toMatchObject({
    holds: { count: 1, next: { timeMs: 750 } },
  });
});

test("what has fired and is kept for late records is said to be so, with any trigger", async () => {
  const build =
    (trigger: Trigger<Order> | undefined) =>
    (orders: Dataset<Order>): Output => {
      const windows = timed(orders)
        .keyBy((order) => order.shop!)
        .window(tumbling(100));
      const kept = windows.allowedLateness(1e6);
      return (trigger === undefined ? kept : kept.trigger(trigger))
        .aggregate({ n: count() }, { name: "counts" })
        .discard();
    };
  const scenes: Scenes = [
    { split: "a", rows: [{ at: 10, shop: "Kent" }] },
    { split: "a", rows: [{ at: 120, shop: "Bend" }] },
  ];
  for (const trigger of [undefined, eventTimeTrigger({ late: countTrigger(5) })]) {
    const kent = await asked(scenes, build(trigger), ["counts", "Kent"]);
    expect(kent).toMatchObject({ reason: "fired", holds: { count: 1, hasFired: true } });
    expect(kent.text).toMatch(
      /^counts has fired: what it holds, 1 (window|partial result) of key "Kent", is kept for late records\.\n\n/,
    );
    expect(await asked(scenes, build(trigger), ["counts"])).toMatchObject({
      reason: "event time",
      holds: { count: 2, next: { window: { start: 100, end: 200 } } },
    });
  }
});

test("a left row of an as-of join waits for the versions of its time", async () => {
  const build = (direction: "backward" | "forward") => (orders: Dataset<Order>) =>
    timed(orders)
      .keyBy((order) => order.shop!)
      .asOfJoin(
        timed(orders.filter((order) => order.at > 20)).keyBy((order) => order.shop!),
        { name: "rated", direction, select: (order, rate) => ({ order, rate }) },
      )
      .discard();
  const scenes: Scenes = [
    { split: "a", rows: [{ at: 10, shop: "Kent" }] },
    { split: "a", rows: [{ at: 30, shop: "Bend" }] },
  ];
  const waits = await asked(scenes, build("backward"), ["rated", "Bend"]);
  expect(waits).toMatchObject({ reason: "event time", holds: { count: 1, next: { time: "event", timeMs: 30 } } });
  expect(waits.text).toContain(
    'and its next left row is due at 1970-01-01 00:00:00.030 UTC. It holds 1 left row of key "Bend".',
  );
  const later = await asked(scenes, build("forward"), ["rated", "Kent"]);
  expect(later.text).toContain(
    'rated has not fired as it waits for a version of a later time. It holds 1 left row of key "Kent".',
  );
});

test("what comes by the clock or with more records is told with both", async () => {
  const trigger = timeoutTrigger(countTrigger(3), { after: "1m" });
  const scenes: Scenes = [{ split: "a", rows: [{ at: 10, shop: "Kent" }], at: 1000 }];
  const why = await asked(scenes, (orders) =>
    orders.windowAll(globalWindow()).trigger(trigger).aggregate({ n: count() }, { name: "threes" }).discard(),
  );
  expect(why.text).toContain(
    "it is due in 1 min 0 s, at 1970-01-01 00:01:01 UTC, or at 2 more records (trigger: count 3 or 1 m after the first record). It holds 1 window.",
  );
});

describe("what else keeps a step from firing", () => {
  test("no watermark strategy: there is no withEventTime before the window", async () => {
    const scenes: Scenes = [{ split: "a", rows: [{ at: 10 }], times: [10] }];
    const why = await asked(scenes, (orders) =>
      orders.windowAll(tumbling(100)).aggregate({ n: count() }, { name: "counts" }).discard(),
    );
    expect(why).toMatchObject({
      reason: "no watermarks",
      watermark: null,
      heldBackBy: { kind: "no watermarks", source: "orders", step: null },
    });
    expect(why.text).toContain("There is no withEventTime between source orders and it.");
    expect(why.text).toContain("→ Put .withEventTime((row) => row.at) behind the source.");
  });

  test('no watermark strategy: watermarks: "none"', async () => {
    const why = await asked(twoSplits, (orders) => byShop(timed(orders, { watermarks: "none" })));
    expect(why).toMatchObject({ reason: "no watermarks", heldBackBy: { step: "times" } });
    expect(why.text).toContain('times gives no watermarks: it says watermarks: "none".');
  });

  test("a count trigger that is not reached: how many records are missing", async () => {
    const build = (trigger: ReturnType<typeof countTrigger>) => (orders: Dataset<Order>) =>
      timed(orders)
        .keyBy((order) => order.shop!)
        .window(tumbling(1000))
        .trigger(trigger)
        .aggregate({ n: count() })
        .discard();
    for (const trigger of [countTrigger(10), purgingTrigger(countTrigger(10))]) {
      const kent = await asked(twoSplits, build(trigger), [undefined, "Kent"]);
      expect(kent).toMatchObject({
        reason: "trigger",
        holds: { count: 1, waitsFor: `8 more records (trigger: ${trigger.name})` },
      });
      expect((await asked(twoSplits, build(trigger), [undefined, "Bend"])).text).toContain("waits for 9 more records");
    }
    const counted = await asked(twoSplits, (orders) =>
      orders.windowAll(countWindow(4)).aggregate({ n: count() }).discard(),
    );
    expect(counted.text).toContain("it waits for 1 more record. It holds 1 window.\n\n");
  });

  test("a window without a trigger never fires", async () => {
    const why = await asked(twoSplits, (orders) =>
      orders.windowAll(globalWindow()).aggregate({ n: count() }).discard(),
    );
    expect(why).toMatchObject({
      reason: "trigger",
      holds: { waitsFor: "a trigger: it has none, and its windows have no end" },
    });
  });

  test("windows of processing time wait for the clock", async () => {
    const why = await asked(
      [{ split: "a", rows: [{ at: 1 }], at: 1000 }],
      (orders) =>
        orders
          .windowAll(tumbling("10s", { time: "processing" }))
          .aggregate({ n: count() }, { name: "counts" })
          .discard(),
      [],
      { at: 4000 },
    );
    expect(why).toMatchObject({ reason: "clock", holds: { next: { time: "processing", timeMs: 10_000 } } });
    expect(why.text).toContain("counts has not fired as it waits for the clock: it is due in 6 s");
  });

  test("a source that has given nothing yet", async () => {
    const why = await asked([{ split: "a", rows: [] }], (orders) => byShop(timed(orders)), ["orders a shop"], {
      at: 5000,
    });
    expect(why).toMatchObject({ reason: "silent source", holds: { count: 0 } });
    expect(why.text).toContain("source orders has given no row in the");
  });

  test("a filter that let nothing pass, with the rows that it was given", async () => {
    const why = await asked(
      twoSplits,
      (orders) => byShop(timed(orders.filter((order) => order.at < 0, { name: "old ones" }))),
      ["orders a shop"],
    );
    expect(why).toMatchObject({ reason: "filtered", stoppedAt: "old ones" });
    expect(why.text).toContain("nothing has come through: old ones let none of 3 rows pass.");
    expect(why.path.find(({ step }) => step === "old ones")).toMatchObject({ rowsIn: 3, rowsOut: 0 });
  });

  test("records that were all too late", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 5000 }] },
      { split: "a", rows: [{ at: 10 }] },
    ];
    const why = await asked(
      scenes,
      (orders) =>
        timed(orders)
          .filter((order) => order.at < 1000)
          .windowAll(tumbling(100))
          .aggregate({ n: count() }, { name: "counts" })
          .discard(),
      ["counts"],
    );
    expect(why).toMatchObject({ reason: "late" });
    expect(why.text).toContain("counts has not fired as all 1 row that came were too late");
  });

  test("a slow sink that holds the sources back", async () => {
    const clock = virtualClock();
    let answer: Promise<Why> | undefined;
    const orders = timed(from(scripted<Order>([{ split: "a", rows: [{ at: 10, shop: "Kent" }] }], { name: "orders" })));
    const slow = orders.sinkTo(
      each(async () => {
        await undefined;
        clock.advanceTo(7000);
        answer = run.why("orders a shop");
        await answer;
      }),
    );
    const run = slow.and(byShop(orders)).start({ clock });
    await run.finished;
    expect(await answer).toMatchObject({
      reason: "event time",
      slow: "forEach",
      heldBackBy: { split: "a", status: "held", slow: "forEach" },
    });
    expect((await answer)!.text).toContain("forEach has not taken what it was given for 7 s");
  });

  test("a slow sink that is asked about itself", async () => {
    const clock = virtualClock();
    let answer: Promise<Why> | undefined;
    const slow = each(async () => {
      await undefined;
      clock.advanceTo(7000);
      answer = run.why("forEach");
      await answer;
    });
    const scenes: Scenes = [{ split: "a", rows: [{ at: 10 }] }];
    const run = from(scripted(scenes, { name: "orders" }))
      .sinkTo(slow)
      .start({ clock });
    await run.finished;
    expect(await answer).toMatchObject({ reason: "back-pressure", slow: "forEach" });
    expect((await answer)!.text).toMatch(/^forEach has not taken what it was given: sources are held back\.\n/);
  });

  test("a slow step before a sink that can write only between two batches", async () => {
    let answer: Promise<Why> | undefined;
    const slow = from([1, 2]).map(
      (n) => {
        const until = performance.now() + 80;
        while (performance.now() < until);
        return n;
      },
      { name: "slow step" },
    );
    const run = slow
      .sinkTo(
        each(async () => {
          await undefined;
          answer ??= run.why();
          await answer;
        }),
      )
      .start();
    await run.finished;
    expect(await answer).toMatchObject({ reason: "back-pressure", slow: "slow step" });
    expect((await answer)!.text).toContain("Make slow step faster, or give it less.");
  });

  test("a split that is aligned with a slower one", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 10, shop: "Kent" }] },
      { split: "b", rows: [{ at: 500, shop: "Kent" }] },
    ];
    const why = await asked(scenes, (orders) => byShop(timed(orders, { align: { group: "g", maxDrift: 100 } })));
    expect(why).toMatchObject({ heldBackBy: { split: "a" } });
    expect(why.splits.find(({ split }) => split === "b")).toMatchObject({ status: "paused" });
  });

  test("a bounded run: files that are not read yet hold event time back, aggregates wait for the end", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 10, shop: "Kent" }] },
      { split: "b", rows: [{ at: 250, shop: "Kent" }] },
    ];
    const why = await asked(scenes, (orders) => byShop(timed(orders)), [], { boundedness: "bounded" });
    expect(why).toMatchObject({ reason: "event time", heldBackBy: { split: "a" } });
    expect(why.splits.find(({ split }) => split === "b")).toMatchObject({ status: "turn" });
    const whole = await asked(
      scenes.slice(0, 1),
      (orders) =>
        orders
          .keyBy((order) => order.shop!)
          .aggregate({ n: count() })
          .discard(),
      ["aggregate"],
      {
        boundedness: "bounded",
      },
    );
    expect(whole).toMatchObject({ reason: "end" });
    expect(whole.text).toContain("gives its results at the end of the input");
  });
});

describe("a run that is handed out", () => {
  test("it finishes, stops, and tells what became of it", async () => {
    const run = byShop(timed(from([{ at: 1, shop: "Kent" }]))).start();
    expect((await run.finished).rowsRead).toBe(1);
    expect(await run.why()).toMatchObject({ run: "done", failure: null });
    expect((await run.why()).text).toContain("The run has ended: orders a shop was given 1 row and gave 1 row.");
    await run.stop();

    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    const endless = byShop(timed(from<Order>(silent, { boundedness: "unbounded" }))).start();
    const ended = expect(endless.finished).rejects.toThrow("The run was stopped");
    expect(await endless.why()).toMatchObject({ run: "running", reason: "silent source" });
    await endless.stop();
    await ended;
    expect(await endless.why()).toMatchObject({ run: "failed", failure: "The run was stopped" });

    const broken = from([1])
      .map((n) => (n as never as { a: { b: number } }).a.b)
      .discard()
      .start();
    await expect(broken.finished).rejects.toThrow("Cannot apply the lambda");
    await expect(broken.stop()).rejects.toThrow("Cannot apply the lambda");
    expect((await broken.why()).text).toContain(
      "The run has failed, so nothing comes any more: Cannot apply the lambda",
    );
  });

  test("a run that cannot begin says so to whoever asks", async () => {
    const run = from([1]).discard().start({ parallelism: 0 });
    await expect(run.finished).rejects.toThrow("parallelism must be a whole number");
    await expect(run.why()).rejects.toThrow("parallelism must be a whole number");
  });

  test("a step that there is not is refused with those that there are", async () => {
    const run = byShop(timed(from([{ at: 1, shop: "Kent" }]))).start();
    await expect(run.why("orders by shop")).rejects.toThrow(
      /Cannot explain "orders by shop" as one step of the run must have that name: got .*"orders a shop".*did you mean .*orders a shop/,
    );
    await run.finished;
    await expect(run.why("o")).rejects.toThrow(/one step of the run must have that name/);
  });

  test("the current watermark of each step is null before the first, and +∞ at the end", async () => {
    const seen: unknown[] = [];
    const clock = virtualClock();
    const note = () =>
      seen.push([
        run.metrics.watermark("orders a shop"),
        run.metrics.snapshot().steps["orders a shop"]?.currentInputWatermark,
      ]);
    const scenes: Scenes = [
      { split: "a", rows: [], call: note },
      { split: "a", rows: [{ at: 250, shop: "Kent" }] },
      { split: "a", rows: [{ at: 10, shop: "Kent" }], call: note },
    ];
    const run = byShop(timed(from(scripted(scenes, { clock })))).start({ clock });
    const { metrics } = await run.finished;
    expect(seen).toEqual([
      [null, null],
      [249, 249],
    ]);
    expect(metrics.watermark("orders a shop")).toBe(Number.POSITIVE_INFINITY);
    expect(metrics.watermark("no such step")).toBe(null);
    expect(metrics.snapshot().steps["orders a shop"]).toMatchObject({
      numRecordsIn: 2,
      numRecordsOut: 1,
      numLateRecordsDropped: 1,
      currentInputWatermark: null,
      hasEnded: true,
    });
  });
});
