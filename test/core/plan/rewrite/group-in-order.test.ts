import fc from "fast-check";
import { expect, test } from "vitest";
import { collect, count, countDistinct, type Dataset, from, fromColumns, into, sum } from "../../../../core/mod.ts";
import { groupAggregate } from "../../../../core/operators/group-aggregate.ts";
import { crash, end, row, verifyOperator } from "../../../../core/testing/mod.ts";
import { saidOf } from "./plan-lines.ts";

const sales = fromColumns({ shop: [3, 1, 3, 2], price: [5, 6, 7, 8] });
const spec = { sold: count(), total: sum((sale: { price: number }) => sale.price) };
const emits = (dataset: Dataset<unknown>, parallelism = 1) => saidOf(dataset, "emit", parallelism);

test("before: groups are given at the end; after: those of rows sorted by their key as soon as the next one comes", async () => {
  expect(await emits(sales.keyBy("shop").aggregate(spec))).toEqual(["final"]);
  const sorted = sales
    .sort(["shop", "price"])
    .filter(({ price }) => price > 1)
    .keyBy("shop")
    .aggregate(spec);
  expect(await emits(sorted)).toEqual(["final, each key when the next one comes"]);
  expect(await sorted.collect({ batchRows: 1 })).toEqual([
    { shop: 1, sold: 1, total: 6 },
    { shop: 2, sold: 1, total: 8 },
    { shop: 3, sold: 2, total: 12 },
  ]);
});

test("rows in another order, by another column, behind a lambda, or in several subtasks are grouped as ever", async () => {
  const grouped = (dataset: typeof sales) => dataset.keyBy("shop").aggregate(spec);
  expect(await emits(grouped(sales.sort("price")))).toEqual(["final"]);
  expect(await emits(grouped(sales.sort("shop", { order: "descending" })))).toEqual(["final"]);
  expect(await emits(grouped(sales.sort((sale) => sale.shop)))).toEqual(["final"]);
  expect(await emits(grouped(sales.sort("shop").map(({ shop, price }) => ({ shop: -shop, price }))))).toEqual([
    "final",
  ]);
  expect(await emits(sales.sort("shop").keyBy("shop", "price").aggregate({ n: count() }))).toEqual(["final"]);
  expect((await emits(grouped(sales.sort("shop")), 3)).every((each) => each === "final")).toBe(true);
});

test("groups of sorted rows are what they are of the same rows in no order, whatever the keys are", () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(fc.oneof(fc.integer({ min: -3, max: 5 }), fc.constantFrom(0.5, -0, 1e300, Number.NaN)), {
          maxLength: 40,
        }),
        fc.array(fc.constantFrom("a", "b", "", "1"), { maxLength: 20 }),
      ),
      fc.constantFrom(1, 3, 64),
      fc.constantFrom(1, 2 ** 30),
      async (keys, batchRows, memoryBytes) => {
        const rows = from(keys.map((key, value) => ({ key, value })));
        const aggregated = (dataset: Dataset<{ key: unknown; value: number }>) =>
          dataset
            .keyBy("key")
            .aggregate({
              rows: count(),
              values: collect((each) => each.value),
              three: countDistinct((each) => each.value % 3),
            })
            .collect({ batchRows, memoryBytes });
        const texts = (all: readonly object[]) => all.map((each) => JSON.stringify(Object.values(each), told)).sort();
        expect(texts(await aggregated(rows.sort("key") as never))).toEqual(texts(await aggregated(rows as never)));
      },
    ),
    // A group that went to disk at the end of a batch, and goes on in the next.
    { numRuns: 60, examples: [[[0, 0.5, 0.5, 0.5, 1], 3, 1]] },
  ));

/** NaN is a key as others. */
const told = (_: string, value: unknown): unknown => (Number.isNaN(value) ? "NaN" : value);

test("! of bounded rows in the order of their key one group is kept, and forgotten as the next key comes: however many there are, none goes to disk", async () => {
  const keys = Int32Array.from({ length: 30_000 }, (_, at) => at >> 1);
  const spilled = async (dataset: Dataset<{ key: number }>) => {
    const out: unknown[] = [];
    const grouped = dataset.keyBy("key").aggregate({ rows: count() }, { name: "groups" }).sinkTo(into(out));
    const { metrics } = await grouped.run({ memoryBytes: 600_000 });
    expect(out).toHaveLength(15_000);
    return metrics.snapshot().steps.groups!.counters.numRecordsSpilled ?? 0;
  };
  expect(await spilled(fromColumns({ key: keys }))).toBeGreaterThan(0);
  expect(await spilled(fromColumns({ key: keys }).sort("key"))).toBe(0);
});

test("groups in order survive crashes", () => {
  const key = { columns: ["id"], names: ["id"] } as const;
  const operator = groupAggregate({
    key,
    aggregates: { names: ["rows"], foldings: [count().aggregate as never], values: [undefined] },
    emit: "final",
    output: "rows",
    inOrder: true,
  });
  verifyOperator(operator, {
    input: [row({ id: 1 }), row({ id: 1 }), crash, row({ id: 2 }), row({ id: 4 }), row({ id: 4 }), end],
    output: [row({ id: 1, rows: 2 }), row({ id: 2, rows: 1 }), row({ id: 4, rows: 2 }), end],
  });
});
