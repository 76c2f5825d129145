import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type AsOfJoinSpec, asOfJoin } from "../../../core/operators/as-of-join.ts";
import type { KeySpec } from "../../../core/operators/keyed-input.ts";
import {
  at,
  crash,
  end,
  on,
  type RowEvent,
  remove,
  updateAfter,
  updateBefore,
  verifyOperator,
  watermark,
} from "../../../core/testing/mod.ts";

interface Order {
  readonly k: string | null;
  readonly o: number;
}

interface Rate {
  readonly k: string | null;
  readonly r: number;
}

const byK: KeySpec = { columns: ["k"], names: ["k"] };
const exchange = [({ k }: Order) => k ?? "none", ({ k }: Rate) => k ?? "none"];

const spec: AsOfJoinSpec = {
  keys: [byK, byK],
  how: "left",
  direction: "backward",
  toleranceMs: Number.POSITIVE_INFINITY,
  shared: ["k"],
  select: ((order: Order, rate: Rate | null) => ({ ...order, r: rate?.r ?? null })) as never,
};

const order = (timeMs: number, k: string | null, o = 0) => on(0, at(timeMs, { k, o }));
const rate = (timeMs: number, k: string | null, r: number) => on(1, at(timeMs, { k, r }));
const result = (timeMs: number, k: string | null, r: number | null, o = 0) => at(timeMs, { k, o, r });

const keys = fc.constantFrom("a", "b", null);
const times = fc.integer({ min: 0, max: 30 });
const orders = fc.array(fc.record({ timeMs: times, k: keys }), { maxLength: 10 });
const rates = fc.array(fc.record({ timeMs: times, k: keys, gone: fc.boolean() }), { maxLength: 10 });

type Version = { timeMs: number; k: string | null; gone: boolean; r: number };

/** As a look at all versions has it. */
function naive(all: readonly Version[], k: string | null, timeMs: number, { direction, toleranceMs }: AsOfJoinSpec) {
  const own = all.filter((version) => k !== null && version.k === k);
  // Of several at one time the last counts.
  const ones = own.filter((one, n) => !own.slice(n + 1).some((later) => later.timeMs === one.timeMs));
  const sorted = ones.toSorted((a, b) => a.timeMs - b.timeMs);
  const last = sorted.findLast((one) => one.timeMs <= timeMs);
  const before = last?.gone === true || (last && timeMs - last.timeMs > toleranceMs) ? undefined : last;
  const next = sorted.find((one) => one.timeMs >= timeMs && !one.gone);
  const after = next && next.timeMs - timeMs > toleranceMs ? undefined : next;
  if (direction === "backward") return before?.r ?? null;
  if (direction === "forward") return after?.r ?? null;
  if (before === undefined || after === undefined) return (before ?? after)?.r ?? null;
  return after.timeMs - timeMs < timeMs - before.timeMs ? after.r : before.r;
}

const ways = fc.record({
  direction: fc.constantFrom("backward" as const, "forward" as const, "nearest" as const),
  toleranceMs: fc.constantFrom(Number.POSITIVE_INFINITY, 3, 0),
});

describe("asOfJoin", () => {
  test("temporal join: each row gets what a look at all versions finds, whatever the order of arrival", () => {
    fc.assert(
      fc.property(orders, rates, ways, fc.array(fc.boolean(), { maxLength: 20 }), (left, right, way, turns) => {
        const versions = right.map((version, r) => ({
          ...version,
          gone: version.gone && way.direction === "backward",
          r,
        }));
        const lefts = left.map(({ timeMs, k }, o) => order(timeMs, k, o));
        const rights = versions.map(({ timeMs, k, r, gone }): RowEvent => {
          return gone ? on(1, remove({ k, r }, timeMs)) : rate(timeMs, k, r);
        });
        const events: RowEvent[] = [];
        for (let n = 0; lefts.length + rights.length > 0; n++) {
          const from = turns[n % Math.max(1, turns.length)] === true ? lefts : rights;
          const next = from.shift() ?? lefts.shift() ?? rights.shift();
          if (next !== undefined) events.push(next);
        }
        const operator = asOfJoin({ ...spec, ...way });
        const output = left.map(({ timeMs, k }, o) =>
          result(timeMs, k, naive(versions, k, timeMs, { ...spec, ...way }), o),
        );
        verifyOperator(operator, { input: [...events, end], output: [...output, end], exchange });
      }),
      { numRuns: 60 },
    );
  });

  test("a left row waits for the watermark of both sides, and rows come out in the order of their times", () =>
    verifyOperator(asOfJoin(spec), {
      input: [
        ...[order(7, "a"), order(3, "a"), on(0, watermark(8)), rate(5, "a", 2), rate(0, "a", 1), crash],
        ...[on(1, watermark(4)), on(1, watermark(9)), rate(20, "a", 3), order(12, "a"), end],
      ],
      output: [result(3, "a", 1), watermark(4), result(7, "a", 2), watermark(8), watermark(9), result(12, "a", 2), end],
      exchange,
    }));

  test("old versions are removed: a late row is joined while the version of its time is known, and leaves by the side else", () =>
    verifyOperator(asOfJoin(spec), {
      input: [
        ...[rate(0, "a", 1), rate(5, "a", 2), rate(8, "a", 3), watermark(10), crash],
        ...[order(9, "a", 1), order(7, "a", 2), rate(6, "a", 4), rate(9, "a", 5), order(9, "a", 3), end],
      ],
      output: [watermark(10), result(9, "a", 3, 1), result(9, "a", 5, 3), end],
      sides: { lateLeft: [at(7, { k: "a", o: 2 })], lateRight: [at(6, { k: "a", r: 4 })] },
      counts: { numLateRecordsDropped: 2 },
      exchange,
    }));

  test("a deleted version has no successor until the next one, and what an update takes back is no version", () =>
    verifyOperator(asOfJoin(spec), {
      input: [
        ...[
          rate(0, "a", 1),
          on(1, remove({ k: "a", r: 1 }, 5)),
          rate(9, "a", 2),
          on(1, updateBefore({ k: "a", r: 1 }, 10)),
        ],
        ...[
          on(1, updateAfter({ k: "a", r: 3 }, 11)),
          order(4, "a"),
          order(5, "a"),
          order(10, "a"),
          order(11, "a"),
          end,
        ],
      ],
      output: [result(4, "a", 1), result(5, "a", null), result(10, "a", 2), result(11, "a", 3), end],
      exchange,
    }));

  test("inner leaves out rows without a version, and rows that wait for a later version hold event time back", () =>
    verifyOperator(asOfJoin({ ...spec, how: "inner", direction: "forward" }), {
      input: [order(3, "a"), order(4, "b"), watermark(5), rate(8, "a", 1), watermark(9), crash, end],
      output: [watermark(2), result(3, "a", 1), watermark(3), end],
      exchange,
    }));

  test("rows get the versions that come behind them at the next watermark, however many others wait", () => {
    const all = [..."abcdefghijkl"];
    return verifyOperator(asOfJoin({ ...spec, how: "inner", direction: "forward" }), {
      input: [...all.map((k) => order(3, k)), watermark(5), ...all.map((k) => rate(6, k, 1)), watermark(6), end],
      output: [watermark(2), ...all.map((k) => result(3, k, 1)), watermark(6), end],
      exchange,
    });
  });
});

test("what is far from the watermark is kept as long as a row waits for something nearer", async () => {
  const of = (side: readonly number[]) =>
    from(side.map((timeMs) => ({ k: "a", timeMs })))
      .withEventTime((row) => row.timeMs)
      .keyBy("k");
  const inOrder = fc.array(times, { maxLength: 10 }).map((side) => side.toSorted((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(inOrder, inOrder, ways, fc.constantFrom(1, 2, 100), async (left, right, way, batchRows) => {
      const versions = right.map((timeMs, r) => ({ timeMs, k: "a", gone: false, r }));
      const joined = of(left).asOfJoin(of(right), {
        direction: way.direction,
        how: "left",
        select: (row, version: { timeMs: number } | null) => [row.timeMs, version?.timeMs ?? null],
        ...(Number.isFinite(way.toleranceMs) ? { tolerance: way.toleranceMs } : {}),
      });
      const expected = left.map((timeMs) => {
        const found = naive(versions, "a", timeMs, { ...spec, ...way });
        return [timeMs, found === null ? null : right[found]!];
      });
      expect(await joined.collect({ batchRows })).toEqual(expected);
    }),
    { numRuns: 80, examples: [[[7, 8], [4, 30], { direction: "nearest", toleranceMs: 3 }, 100]] },
  );
});

test("the columns of both sides stand side by side, the key once, null where there is no version", async () => {
  const prices = from([{ item: "cup", price: 3, since: 5 }]).withEventTime((each) => each.since);
  const sales = from([
    { item: "cup", at: 4 },
    { item: "cup", at: 6 },
  ]).withEventTime((sale) => sale.at);
  const joined = sales.keyBy("item").asOfJoin(prices.keyBy("item"), { how: "left" });
  expect(await joined.collect()).toEqual([
    { item: "cup", at: 4, price: null, since: null },
    { item: "cup", at: 6, price: 3, since: 5 },
  ]);
  const near = sales
    .keyBy((sale) => sale.item)
    .asOfJoin(
      prices.keyBy((each) => each.item),
      {
        direction: "nearest",
        tolerance: 1,
        select: (sale, price) => [sale.at, price.price],
      },
    );
  expect(await near.collect()).toEqual([
    [4, 3],
    [6, 3],
  ]);
});

test("! nothing is joined as of a time by the clock, which no two runs would do alike: rows without event time are refused with the remedy", async () => {
  const rows = from([{ id: 1 }]).keyBy("id");
  await expect(rows.asOfJoin(rows).collect()).rejects.toThrow(/event time.*withEventTime/s);
});

test("null keys meet nobody, in any number of subtasks", async () => {
  const orders = [
    { k: "a", at: 1 },
    { k: null, at: 2 },
  ];
  const rates = [
    { k: "a", at: 0 },
    { k: null, at: 1 },
  ];
  const of = (rows: readonly { k: string | null; at: number }[]) =>
    from(rows)
      .withEventTime((row) => row.at)
      .keyBy("k");
  for (const parallelism of [1, 2]) {
    const by = (how: "inner" | "left") =>
      of(orders)
        .asOfJoin(of(rates), { how, select: (order, rate) => [order.at, (rate as { at: number } | null)?.at ?? null] })
        .collect({ parallelism });
    expect((await by("left")).sort()).toEqual([
      [1, 0],
      [2, null],
    ]);
    expect(await by("inner")).toEqual([[1, 0]]);
  }
});

test("an unknown direction and a changelog on the left are refused", async () => {
  const rows = from([{ id: 1 }]).keyBy("id");
  expect(() => rows.asOfJoin(rows, { direction: "back" as never })).toThrow(/Cannot set direction in asOfJoin/);
  const stream = from(
    (function* () {
      yield { id: 1 };
    })(),
    { boundedness: "unbounded" },
  );
  const changing = stream.deduplicate({ by: "id", keep: "last" }).keyBy("id");
  expect(() => changing.asOfJoin(rows)).toThrow(/Cannot join as of a time the rows of a changelog/);
});
