import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AggregatingHandle,
  avg,
  count,
  countDistinct,
  each,
  from,
  type ListHandle,
  type MapHandle,
  type Output,
  type Running,
  type RunOptions,
  session,
  sliding,
  state,
  sum,
  tumbling,
  type ValueHandle,
} from "../../../core/mod.ts";
import { memoryFiles } from "../../../core/testing/memory-files.ts";
import { virtualClock } from "../../../core/testing/mod.ts";
import { type HandedSource, handed } from "./handed-source.ts";

interface Sale {
  readonly shop: string;
  readonly item: string;
  readonly price: number;
}

const shops = ["Kent", "Bend", "Hull"];

const sale = (n: number): Sale => ({ shop: shops[n % 3]!, item: n % 2 === 0 ? "pear" : "plum", price: n });

/** The sales of these numbers. */
const salesOf = (from: number, to: number): Sale[] => Array.from({ length: to - from }, (_, at) => sale(from + at));

/** Waits until it is so, while the run goes on. */
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 20_000; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("Cannot go on as it must become so in time");
}

interface Kept {
  readonly last: ValueHandle<number>;
  readonly prices: ListHandle<number>;
  readonly items: MapHandle<string, number>;
  readonly total: AggregatingHandle<number, number>;
  readonly mean: AggregatingHandle<Sale, number>;
}

const keeping = ({ source }: HandedSource<Sale>, name = "keep"): Output =>
  from(source)
    .keyBy("shop")
    .process(
      {
        state: {
          last: state.value<number>(),
          prices: state.list<number>(),
          items: state.map<string, number>(),
          total: state.reducing<number>((a, b) => a + b),
          mean: state.aggregating(avg((one: Sale) => one.price)),
        },
        row(one, { state: kept }) {
          const { last, prices, items, total, mean } = kept as unknown as Kept;
          last.set(one.price);
          prices.add(one.price);
          items.set(one.item, (items.get(one.item) ?? 0) + 1);
          total.add(one.price);
          mean.add(one);
          return [];
        },
      },
      { name },
    )
    .discard();

let disk = "";
beforeAll(() => {
  disk = mkdtempSync(join(tmpdir(), "ask-state-test-"));
});
afterAll(() => rmSync(disk, { recursive: true }));

async function whileRunning(run: Running, use: () => Promise<void>): Promise<void> {
  run.finished.catch(() => undefined);
  try {
    await use();
  } finally {
    await run.stop();
  }
}

describe.each<[string, () => RunOptions]>([
  ["in memory", () => ({})],
  ["in three subtasks", () => ({ parallelism: 3 })],
  ["on disk", () => ({ state: { disk } })],
])("state %s", (_, options) => {
  test("of each kind is what its function would read, and nobody's asking changes it", async () => {
    const sales = handed<Sale>();
    const run = keeping(sales).start(options());
    await whileRunning(run, async () => {
      sales.give(...salesOf(0, 12));
      await until(async () => (await run.state("last").get("Hull")) === 11);
      expect(await run.state<number>("last").get("Kent")).toBe(9);
      expect(await run.state("prices").get("Bend")).toEqual([1, 4, 7, 10]);
      const items = await run.state<Map<string, number>>("items", { step: "keep" }).get("Bend");
      expect(items).toEqual(new Map(Object.entries({ plum: 2, pear: 2 })));
      items!.set("plum", 99);
      expect((await run.state<Map<string, number>>("items").get("Bend"))!.get("plum")).toBe(2);
      expect(await run.state("total").get("Kent")).toBe(18);
      expect(await run.state("mean").get("Kent")).toBe(4.5);
      expect(await run.state("last").get("nowhere")).toBeUndefined();
      // They go on from what they were.
      sales.give(...salesOf(12, 15));
      await until(async () => (await run.state("last").get("Hull")) === 14);
      expect(await run.state("prices").get("Bend")).toEqual([1, 4, 7, 10, 13]);
    });
  });

  test("of a running aggregate goes by its step", async () => {
    const sales = handed<Sale>();
    const aggregates = {
      sales: count(),
      total: sum((one: Sale) => one.price),
      items: countDistinct((one: Sale) => one.item),
    };
    const run = from(sales.source).keyBy("shop").aggregate(aggregates, { name: "totals" }).discard().start(options());
    await whileRunning(run, async () => {
      const totals = run.state<Record<keyof typeof aggregates, number>>("totals");
      sales.give(...salesOf(0, 12));
      await until(async () => (await totals.get("Hull"))?.sales === 4);
      expect(await totals.get("Kent")).toEqual({ sales: 4, total: 18, items: 2 });
      expect(await totals.get("nowhere")).toBeUndefined();
      sales.give(...salesOf(12, 15));
      await until(async () => (await totals.get("Hull"))?.sales === 5);
      expect(await totals.get("Kent")).toEqual({ sales: 5, total: 30, items: 2 });
    });
  });

  test("is that of the last checkpoint where that is asked for", async () => {
    const sales = handed<Sale>();
    const clock = virtualClock(0);
    const checkpoint = { dir: "ck", interval: "10s", files: memoryFiles() };
    const run = keeping(sales).start({ ...options(), clock, checkpoint });
    await whileRunning(run, async () => {
      const [now, then] = [run.state("last"), run.state("last", { at: "checkpoint" })];
      sales.give(...salesOf(0, 12));
      await until(async () => (await now.get("Hull")) === 11);
      await expect(then.get("Hull")).rejects.toThrow("as the run must have taken one: got none yet");
      clock.advanceTo(10_000);
      await until(() => run.checkpoints().some(({ path }) => path !== null));
      sales.give(...salesOf(12, 15));
      await until(async () => (await now.get("Hull")) === 14);
      expect([await then.get("Hull"), await then.get("nowhere")]).toEqual([11, undefined]);
      expect(await run.state("prices", { at: "checkpoint" }).get("Kent")).toEqual([0, 3, 6, 9]);
      expect(await run.state("total", { at: "checkpoint" }).get("Kent")).toBe(18);
      expect(await run.state("mean", { at: "checkpoint" }).get("Bend")).toBe(5.5);
      expect(await run.state("items", { at: "checkpoint" }).get("Bend")).toEqual(
        new Map([
          ["plum", 2],
          ["pear", 2],
        ]),
      );
    });
  });
});

test("a running aggregate is asked as of a checkpoint, too", async () => {
  const sales = handed<Sale>();
  const clock = virtualClock(0);
  const checkpoint = { dir: "ck", interval: "10s", files: memoryFiles() };
  const totals = from(sales.source).keyBy("shop").aggregate({ sales: count() }, { name: "totals" });
  const run = totals.discard().start({ parallelism: 2, clock, checkpoint });
  await whileRunning(run, async () => {
    sales.give(...salesOf(0, 12));
    await until(() => run.metrics.get("totals (combine)", "numRecordsIn") === 12);
    clock.advanceTo(100);
    await until(async () => (await run.state("totals").get("Kent")) !== undefined);
    clock.advanceTo(10_000);
    await until(() => run.checkpoints().some(({ path }) => path !== null));
    sales.give(...salesOf(12, 24));
    await until(() => run.metrics.get("totals (combine)", "numRecordsIn") === 24);
    clock.advanceTo(clock.nowMs() + 100);
    await until(async () => (await run.state<{ sales: number }>("totals").get("Kent"))!.sales === 8);
    expect(await run.state("totals", { at: "checkpoint" }).get("Kent")).toEqual({ sales: 4 });
  });
});

describe.each<[string, () => RunOptions]>([
  ["in memory", () => ({})],
  ["on disk", () => ({ state: { disk } })],
])("windows %s", (_, options) => {
  interface Visit {
    readonly shop: string;
    readonly at: number;
    readonly price: number;
  }
  const visit = (shop: string, at: number, price: number): Visit => ({ shop, at, price });
  const kept = {
    visits: count(),
    total: sum((one: Visit) => one.price),
    prices: countDistinct((one: Visit) => one.price),
  };
  const byShop = ({ source }: HandedSource<Visit>) =>
    from(source)
      .withEventTime(({ at }) => at)
      .keyBy("shop");

  test("that have not ended show what they have of a key so far, in order of time", async () => {
    const visits = handed<Visit>();
    const run = byShop(visits)
      .window(sliding(20, { every: 10 }))
      .aggregate(kept, { name: "recent" })
      .discard()
      .start(options());
    const recent = run.state<{ windowStart: number; visits: number }[]>("recent");
    await whileRunning(run, async () => {
      visits.give(visit("Kent", 3, 5), visit("Kent", 14, 5), visit("Hull", 15, 7));
      visits.give(visit("Kent", 15, 9));
      await until(async () => (await recent.get("Kent"))?.[0]?.visits === 3);
      expect(await recent.get("Kent")).toEqual([
        { windowStart: 0, windowEnd: 20, visits: 3, total: 19, prices: 2 },
        { windowStart: 10, windowEnd: 30, visits: 2, total: 14, prices: 2 },
      ]);
      expect(await recent.get("nowhere")).toBeUndefined();
      // What was asked for changed nothing.
      visits.give(visit("Hull", 21, 1));
      await until(async () => (await recent.get("Kent"))?.length === 1);
      expect(await recent.get("Kent")).toEqual([{ windowStart: 10, windowEnd: 30, visits: 2, total: 14, prices: 2 }]);
    });
  });

  test("are sessions: those of the key that go on", async () => {
    const visits = handed<Visit>();
    const run = byShop(visits).window(session(10)).aggregate(kept, { name: "sessions" }).discard().start(options());
    const sessions = run.state<{ visits: number }[]>("sessions");
    await whileRunning(run, async () => {
      visits.give(visit("Kent", 3, 5), visit("Kent", 9, 5), visit("Hull", 9, 1));
      await until(async () => (await sessions.get("Kent"))?.[0]?.visits === 2);
      expect(await sessions.get("Kent")).toEqual([{ windowStart: 3, windowEnd: 19, visits: 2, total: 10, prices: 1 }]);
      visits.give(visit("Hull", 30, 1));
      await until(async () => (await sessions.get("Kent")) === undefined);
    });
  });

  test("by reduce show the value that they have come to", async () => {
    const visits = handed<Visit>();
    const run = byShop(visits)
      .window(tumbling(20))
      .reduce((left, right) => (left.price > right.price ? left : right), { name: "dearest" })
      .discard()
      .start(options());
    const dearest = run.state<{ value: Visit }[]>("dearest");
    await whileRunning(run, async () => {
      visits.give(visit("Kent", 3, 5), visit("Kent", 9, 8), visit("Kent", 10, 1));
      await until(async () => (await dearest.get("Kent")) !== undefined);
      expect(await dearest.get("Kent")).toEqual([{ windowStart: 0, windowEnd: 20, value: visit("Kent", 9, 8) }]);
    });
  });
});

test("windows are asked as of a checkpoint, too", async () => {
  const sales = handed<Sale>();
  const clock = virtualClock(0);
  const checkpoint = { dir: "ck", interval: "10s", files: memoryFiles() };
  const windows = from(sales.source)
    .withEventTime(({ price }) => price)
    .keyBy("shop")
    .window(tumbling(10))
    .aggregate({ sales: count() }, { name: "windows" });
  const run = windows.discard().start({ parallelism: 2, clock, checkpoint });
  await whileRunning(run, async () => {
    sales.give(...salesOf(0, 15));
    await until(() => run.metrics.get("windows (combine)", "numRecordsIn") === 15);
    clock.advanceTo(10_000);
    await until(() => run.checkpoints().some(({ path }) => path !== null));
    expect(await run.state("windows", { at: "checkpoint" }).get("Kent")).toEqual([
      { windowStart: 10, windowEnd: 20, sales: 1 },
    ]);
  });
});

test("state that has expired is not shown, and asking does not make it live longer", async () => {
  const sales = handed<Sale>();
  const clock = virtualClock(0);
  const seen = state.value<number>({ ttl: { after: 1000, updates: "onReadAndWrite" } });
  const run = from(sales.source)
    .keyBy("shop")
    .process({
      state: { seen },
      row({ price }, { state: kept }) {
        kept.seen.set(price);
        return [];
      },
    })
    .discard()
    .start({ clock });
  await whileRunning(run, async () => {
    sales.give(...salesOf(0, 3));
    await until(async () => (await run.state("seen").get("Hull")) === 2);
    clock.advanceTo(999);
    expect(await run.state("seen").get("Hull")).toBe(2);
    clock.advanceTo(1000);
    expect(await run.state("seen").get("Hull")).toBeUndefined();
  });
});

test("state that there is not, or that several steps have, is told with those that there are", async () => {
  const sales = handed<Sale>();
  const run = keeping(sales, "first").and(keeping(sales, "second")).start();
  await whileRunning(run, async () => {
    await expect(run.state("lats", { step: "first" }).get("Kent")).rejects.toThrow(
      'Cannot ask for state "lats" as one of the states that can be asked must have that name: got "last", "prices", "items", "total", "mean"; did you mean last?',
    );
    await expect(run.state("last").get("Kent")).rejects.toThrow(
      'as one step alone must be meant: got "first", "second"; name it as well, like { step: "first" }',
    );
    await expect(run.state("last", { step: "fist" }).get("Kent")).rejects.toThrow(
      'Cannot ask for state of "fist" as one of the steps that can be asked must have that name: got "first", "second"; did you mean first?',
    );
    expect(() => run.state("last", { at: "later" as "now" })).toThrow(/^Cannot set .*later/);
  });
  const none = from(handed().source).discard().start();
  await whileRunning(none, async () => {
    await expect(none.state("last").get("Kent")).rejects.toThrow(
      "process functions, windows by key, running aggregates and joins of streams do",
    );
  });
});

describe.each<[string, () => RunOptions]>([
  ["in memory", () => ({})],
  ["in three subtasks", () => ({ parallelism: 3 })],
  ["on disk, most of it away", () => ({ state: { disk, memoryBytes: 1 } })],
])("what joins keep %s", (_, options) => {
  interface Deal {
    readonly shop: string;
    readonly price: number;
  }
  const deals = (from: number, to: number): Deal[] => salesOf(from, to).map(({ shop, price }) => ({ shop, price }));
  const askOf = async (run: Running, names: readonly string[]): Promise<unknown[]> =>
    Promise.all(names.map((name) => run.state(name).get("Bend")));

  test("of either side by its name, of interval joins by that of the step, and asking changes nothing", async () => {
    const [left, right] = [handed<Deal>(), handed<Deal>()];
    const offers = from(right.source).map(({ shop, price }) => ({ shop, offer: price }));
    const seen: unknown[] = [];
    const run = from(left.source)
      .join(offers, { on: "shop" })
      .sinkTo(each((row) => void seen.push(row)))
      .start(options());
    await whileRunning(run, async () => {
      left.give(...deals(0, 6));
      right.give(...deals(0, 3));
      await until(() => seen.length === 6);
      expect(await askOf(run, ["left rows", "right rows"])).toEqual([
        [
          { shop: "Bend", price: 1 },
          { shop: "Bend", price: 4 },
        ],
        [{ shop: "Bend", offer: 1 }],
      ]);
      expect(await run.state("left rows").get("nowhere")).toBeUndefined();
      // What was asked for, and was not at hand, meets what comes all the same.
      right.give(...deals(4, 5));
      await until(() => seen.length === 8);
      expect(await run.state("right rows").get("Bend")).toHaveLength(2);
    });
  });

  test("of joins by time: rows that wait, versions, rows that wait for partners", async () => {
    const [left, right] = [handed<Deal>(), handed<Deal>()];
    const timed = (source: HandedSource<Deal>) =>
      from(source.source)
        .withEventTime((row) => row.price, { idleAfter: "1h" })
        .keyBy("shop");
    const [one, other] = [timed(left), timed(right)];
    const near = one.intervalJoin(other, {
      lower: "-1h",
      upper: "1h",
      name: "near",
      select: (a, b) => [a.price, b.price],
    });
    const select = (a: Deal, b: Deal) => [a.price, b.price];
    const run = near
      .discard()
      .and(one.asOfJoin(other, { select, name: "as of" }).discard())
      .start(options());
    await whileRunning(run, async () => {
      left.give(...deals(0, 6));
      right.give(...deals(0, 2));
      const bend = [1, 4].map((price) => ({ shop: "Bend", price }));
      await until(async () => (await run.state<unknown[]>("left rows").get("Bend"))?.length === 2);
      await until(async () => (await run.state<unknown[]>("versions").get("Bend"))?.length === 1);
      expect(await askOf(run, ["left rows", "versions", "near"])).toEqual([
        bend,
        [bend[0]],
        { left: bend, right: [bend[0]] },
      ]);
    });
  });
});

test.each([1, 3])(
  "broadcast state is the same whatever the key, and by the last checkpoint, in %i subtasks",
  async (parallelism) => {
    const [sales, limits] = [handed<Sale>(), handed<{ readonly item: string; readonly most: number }>()];
    const run = from(sales.source)
      .keyBy("shop")
      .connect(from(limits.source).broadcast())
      .process({
        broadcastState: { limits: state.map<string, number>() },
        row: () => [],
        broadcast: ({ item, most }, { broadcastState }) => broadcastState.limits.set(item, most),
      })
      .discard()
      .start({ parallelism, checkpoint: { dir: "ck", interval: 20, files: memoryFiles() } });
    await whileRunning(run, async () => {
      limits.give({ item: "pear", most: 3 }, { item: "plum", most: 5 });
      const all = new Map([
        ["pear", 3],
        ["plum", 5],
      ]);
      for (const key of ["Kent", "Bend", "anybody"]) {
        await until(async () => (await run.state<Map<string, number>>("limits").get(key))?.size === 2);
        expect(await run.state("limits").get(key)).toEqual(all);
        await until(async () => {
          const asked = run.state<Map<string, number>>("limits", { at: "checkpoint" }).get(key);
          return (await asked.catch(() => undefined))?.size === 2;
        });
        expect(await run.state("limits", { at: "checkpoint" }).get(key)).toEqual(all);
      }
    });
  },
);

test("a run that is not about to begin anew after a failure says so to whoever asks", async () => {
  const sales = handed<Sale>();
  const warned = Promise.withResolvers<string>();
  const run = from(sales.source)
    .keyBy("shop")
    .aggregate({ sales: count() }, { name: "totals" })
    .map((): never => {
      throw new Error("a bad row");
    })
    .discard()
    .start({ restart: { strategy: "fixed delay", delay: "1m" }, onWarning: warned.resolve });
  await whileRunning(run, async () => {
    sales.give(sale(1));
    await warned.promise;
    const refused =
      /^Cannot ask the run as it must be going on: got one that begins anew 60\.0 s after a failure \(.*a bad row.*\); ask again then$/;
    await expect(run.state("totals").get("Kent")).rejects.toThrow(refused);
    await expect(run.why()).rejects.toThrow(refused);
  });
});
