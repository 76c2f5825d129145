import { expect, test } from "vitest";
import {
  approxCountDistinct,
  avg,
  collect,
  count,
  countDistinct,
  first,
  last,
  max,
  min,
  quantile,
  sum,
} from "../../../core/aggregates/mod.ts";
import { reduction } from "../../../core/dataset/aggregation.ts";
import { from } from "../../../core/mod.ts";
import { groupAggregate } from "../../../core/operators/group-aggregate.ts";
import {
  crash,
  end,
  insert,
  remove,
  row,
  updateAfter,
  updateBefore,
  verifyOperator,
  watermark,
} from "../../../core/testing/mod.ts";
import { byK, exchangeByK, type Row, specOf } from "./specs.ts";

const sums = specOf({ rows: count(), total: sum((each: Row) => each.v) });

const put = (k: unknown, v: number) => row({ k, v });
const total = (key: unknown, rows: number, of: number | null) => ({ key, rows, total: of });

test("a final aggregate gives one row a key at the end of the input", () =>
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "final", output: "rows" }), {
    input: [put("a", 1), put("b", 2), watermark(5), crash, put("a", 3), end],
    output: [watermark(5), row(total("a", 2, 4)), row(total("b", 1, 2)), end],
    exchange: exchangeByK,
  }));

test("groups that do not fit into memory go to disk and are merged at the end", () => {
  const spec = specOf({
    ...Object.fromEntries(sums.names.map((name) => [name, name === "rows" ? count() : sum((each: Row) => each.v)])),
    first: first((each: Row) => each.v),
    last: last((each: Row) => each.v),
    least: min((each: Row) => String(each.v)),
    all: collect((each: Row) => each.v),
    distinct: approxCountDistinct((each: Row) => each.v),
    median: quantile((each: Row) => each.v, 0.5),
  });
  const result = (key: unknown, vs: readonly number[], least: string, median: number) => ({
    key,
    rows: vs.length,
    total: vs.reduce((a, b) => a + b, 0),
    first: vs[0]!,
    last: vs.at(-1)!,
    least,
    all: vs,
    distinct: new Set(vs).size,
    median,
  });
  verifyOperator(groupAggregate({ key: byK, aggregates: spec, emit: "final", output: "rows" }), {
    input: [put("a", 1), put(7, 2), put("a", 30), watermark(5), put("b", 3), put(7, 2), put("a", 5), end],
    output: [
      watermark(5),
      row(result("a", [1, 30, 5], "1", 5)),
      row(result(7, [2, 2], "2", 2)),
      row(result("b", [3], "3", 3)),
      end,
    ],
    memoryBytes: 1,
  });
});

test("keys of several columns, and reduced rows, survive a way over the disk", async () => {
  const rows = Array.from({ length: 500 }, (_, n) => ({ a: n % 7, b: `b${n % 11}`, n }));
  const small = { memoryBytes: 1, batchRows: 40 };
  const grouped = from(rows)
    .keyBy("a", "b")
    .aggregate({ rows: count(), total: sum((each) => each.n) });
  const byKey = (left: { a: number; b: string }, right: { a: number; b: string }) =>
    left.a - right.a || (left.b < right.b ? -1 : 1);
  expect((await grouped.collect(small)).sort(byKey)).toEqual((await grouped.collect()).sort(byKey));
  const reduced = from(rows)
    .keyBy((each) => each.b)
    .reduce((left, right) => (left.n > right.n ? left : right));
  expect((await reduced.collect({ ...small, parallelism: 3 })).map(({ n }) => n).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 11 }, (_, n) => n + 489),
  );
});

test("partial results that cannot be written stay in memory, behind those that were", async () => {
  class Place {
    readonly k: string;
    readonly v: number;
    constructor(k: string, v: number) {
      this.k = k;
      this.v = v;
    }
  }
  const rows = [1, 2, 3, 4].map((v) => ({ k: `k${v % 2}`, v })).concat([5, 6].map((v) => new Place(`k${v % 2}`, v)));
  const grouped = await from(rows)
    .keyBy("k")
    .aggregate({ all: collect((each) => each), last: last((each) => each.v) })
    .collect({ memoryBytes: 1, batchRows: 2 });
  const of = (k: string) => rows.filter((each) => each.k === k);
  expect(grouped.sort((a, b) => (a.k < b.k ? -1 : 1))).toEqual([
    { k: "k0", all: of("k0"), last: 6 },
    { k: "k1", all: of("k1"), last: 5 },
  ]);
});

test("an aggregate of changes is right after every record", () =>
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "changes", output: "rows" }), {
    input: [put("a", 1), put("b", 2), crash, put("a", 3), watermark(1), put("a", 4), end],
    output: [
      insert(total("a", 1, 1)),
      insert(total("b", 1, 2)),
      updateBefore(total("a", 1, 1)),
      updateAfter(total("a", 2, 4)),
      watermark(1),
      updateBefore(total("a", 2, 4)),
      updateAfter(total("a", 3, 8)),
      end,
    ],
    exchange: exchangeByK,
  }));

test("changes of results of any kind: counts of distinct values, texts, nulls, and none where nothing is different", () => {
  const aggregates = specOf({
    values: countDistinct((each: Row) => each.v),
    small: countDistinct((each: Row) => (each.v < 5 ? each.v : null)),
    greatest: max((each: Row) => (each.v > 8 ? "much" : each.v > 4 ? "some" : null)),
  });
  const result = (key: string, values: number, small: number, greatest: string | null) => ({
    key,
    values,
    small,
    greatest,
  });
  verifyOperator(groupAggregate({ key: byK, aggregates, emit: "changes", output: "rows" }), {
    input: [put("a", 1), put("a", 1), crash, put("a", 6), put("b", 9), crash, put("b", 2), put("a", 6), end],
    output: [
      insert(result("a", 1, 1, null)),
      updateBefore(result("a", 1, 1, null)),
      updateAfter(result("a", 2, 1, "some")),
      insert(result("b", 1, 0, "much")),
      updateBefore(result("b", 1, 0, "much")),
      updateAfter(result("b", 2, 1, "much")),
      end,
    ],
    exchange: exchangeByK,
  });
});

test("groups that go beside some whose results are texts leave no trace in the results of the others", () => {
  const aggregates = specOf({ greatest: max((each: Row) => (each.v > 4 ? "some" : "few")) });
  const result = (key: string, greatest: string) => ({ key, greatest });
  verifyOperator(groupAggregate({ key: byK, aggregates, emit: "changes", output: "rows", input: "changes" }), {
    input: [
      ...["a", "b", "c"].map((k) => insert({ k, v: 1 })),
      remove({ k: "a", v: 1 }),
      insert({ k: "c", v: 7 }),
      crash,
      remove({ k: "c", v: 7 }),
      end,
    ],
    output: [
      ...["a", "b", "c"].map((k) => insert(result(k, "few"))),
      remove(result("a", "few")),
      updateBefore(result("c", "few")),
      updateAfter(result("c", "some")),
      updateBefore(result("c", "some")),
      updateAfter(result("c", "few")),
      end,
    ],
    exchange: exchangeByK,
  });
});

test("what a changelog takes back is taken out of the aggregate", () =>
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "final", output: "rows", input: "changes" }), {
    input: [
      insert({ k: "a", v: 1 }),
      insert({ k: "a", v: 10 }),
      updateBefore({ k: "a", v: 1 }),
      updateAfter({ k: "a", v: 2 }),
      crash,
      insert({ k: "b", v: 5 }),
      remove({ k: "a", v: 10 }),
      end,
    ],
    output: [row(total("a", 1, 2)), row(total("b", 1, 5)), end],
    exchange: exchangeByK,
  }));

test("a key whose last row is taken back is gone", () => {
  const input = [insert({ k: "a", v: 1 }), insert({ k: "b", v: 2 }), remove({ k: "a", v: 1 })];
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "final", output: "rows", input: "changes" }), {
    input: [...input, end],
    output: [row(total("b", 1, 2)), end],
    exchange: exchangeByK,
  });
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "changes", output: "rows", input: "changes" }), {
    input: [...input, crash, insert({ k: "a", v: 7 })],
    output: [insert(total("a", 1, 1)), insert(total("b", 1, 2)), remove(total("a", 1, 1)), insert(total("a", 1, 7))],
    exchange: exchangeByK,
  });
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "changes", output: "rows", input: "changes" }), {
    input: ["a", "b", "c", "d"]
      .map((k) => insert({ k, v: 1 }))
      .concat([remove({ k: "b", v: 1 }), remove({ k: "a", v: 1 })], [insert({ k: "d", v: 2 })]),
    output: [
      ...["a", "b", "c", "d"].map((k) => insert(total(k, 1, 1))),
      remove(total("b", 1, 1)),
      remove(total("a", 1, 1)),
      updateBefore(total("d", 1, 1)),
      updateAfter(total("d", 2, 3)),
    ],
    exchange: exchangeByK,
  });
});

test("what is made for records refuses changelogs at plan time, what is made for changes takes them", () => {
  const largest = specOf({ top: max((each: Row) => each.v) });
  for (const aggregates of [sums, largest]) {
    const group = { key: byK, aggregates, emit: "final", output: "rows" } as const;
    expect(groupAggregate(group).changes).toBeUndefined();
    expect(groupAggregate({ ...group, input: "changes" }).changes).toBe("accepts");
  }
});

test("without a key an aggregate of nothing is one row", () => {
  const all = groupAggregate({ key: undefined, aggregates: sums, emit: "final", output: "rows" });
  verifyOperator(all, { input: [end], output: [row({ rows: 0, total: null }), end] });
  verifyOperator(all, { input: [put("a", 1), put("b", 2), end], output: [row({ rows: 2, total: 3 }), end] });
});

test("with a key an aggregate of nothing is no row", () =>
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "final", output: "rows" }), {
    input: [watermark(3), end],
    output: [watermark(3), end],
    exchange: exchangeByK,
  }));

test("a reduction gives values, of objects and of numbers, and nothing of no rows", () => {
  const longest = reduction((left: Row, right: Row) => (left.v >= right.v ? left : right));
  verifyOperator(groupAggregate({ key: byK, aggregates: longest, emit: "final", output: "values" }), {
    input: [put("a", 1), put("a", 3), crash, put("b", 2), put("a", 2), end],
    output: [row({ k: "a", v: 3 }), row({ k: "b", v: 2 }), end],
    exchange: exchangeByK,
  });
  const product = reduction((left: number, right: number) => left * right);
  const all = groupAggregate({ key: undefined, aggregates: product, emit: "final", output: "values" });
  verifyOperator(all, { input: [row(2), row(3), row(7), end], output: [row(42), end] });
  verifyOperator(all, { input: [end], output: [end] });
});

test("keys of any kind, and of several columns, come out as they went in", () => {
  const keys = ["a", "", 1, 1.5, 2 ** 53, -(2 ** 60), { id: 1 }, [1, "1"], false, 9n, new Date(7)];
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "final", output: "rows" }), {
    input: [...keys, ...keys].map((k) => put(k, 2)).concat(end as never),
    output: [...keys.map((k) => row(total(k, 2, 4))), end],
    exchange: exchangeByK,
  });
  verifyOperator(
    groupAggregate({
      key: { columns: ["k", "day"], names: ["k", "day"] },
      aggregates: sums,
      emit: "final",
      output: "rows",
    }),
    {
      input: [row({ k: "a", day: 1, v: 1 }), row({ k: "a", day: 2, v: 2 }), crash, row({ k: "a", day: 1, v: 4 }), end],
      output: [row({ k: "a", day: 1, rows: 2, total: 5 }), row({ k: "a", day: 2, rows: 1, total: 2 }), end],
      exchange: [(each: { k: string; day: number }) => ({ k: each.k, day: each.day })],
    },
  );
});

test("NaN is a key like any other number", () =>
  verifyOperator(groupAggregate({ key: byK, aggregates: sums, emit: "final", output: "rows" }), {
    input: [put(Number.NaN, 1), put(1, 2), crash, put(-Number.NaN, 2), end],
    output: [row(total(Number.NaN, 2, 3)), row(total(1, 1, 2)), end],
    exchange: exchangeByK,
  }));

test("partial results of every form survive a crash", () =>
  verifyOperator(
    groupAggregate({
      key: byK,
      aggregates: specOf({
        mean: avg((each: Row) => each.v),
        top: max((each: Row) => each.v),
        all: collect((each: Row) => each.v),
      }),
      emit: "final",
      output: "rows",
    }),
    {
      input: [put("a", 1), put("a", 4), crash, put("b", -1), put("a", 1), end],
      output: [
        row({ key: "a", mean: 2, top: 4, all: [1, 4, 1] }),
        row({ key: "b", mean: -1, top: -1, all: [-1] }),
        end,
      ],
    },
  ));

test("a delete of a row that never came is a failed record, with a key and without", () => {
  for (const key of [byK, undefined]) {
    const counted = groupAggregate({ key, aggregates: sums, emit: "changes", output: "rows", input: "changes" });
    const named = (rows: number, of: number | null) => (key === undefined ? { rows, total: of } : total("a", rows, of));
    verifyOperator(counted, {
      input: [
        remove({ k: "a", v: 1 }),
        insert({ k: "a", v: 2 }),
        remove({ k: "a", v: 2 }),
        remove({ k: "a", v: 2 }),
        end,
      ],
      output:
        key === undefined
          ? [insert(named(1, 2)), updateBefore(named(1, 2)), updateAfter(named(0, null)), end]
          : [insert(named(1, 2)), remove(named(1, 2)), end],
      failures: [/it must be there: got a delete or updateBefore of a row that never came/, /never came or is gone/],
    });
  }
});
