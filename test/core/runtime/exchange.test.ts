import { count, from, sliding, sum, tumbling } from "millrace";
import { describe, expect, test } from "vitest";
import { type Dataset, max } from "../../../core/mod.ts";
import { literal } from "../../../core/testing/literal.ts";

interface Sale {
  readonly shop: string | number;
  readonly price: number;
  readonly at: number;
}

// Out of order by up to 40 ms.
const sales: readonly Sale[] = Array.from({ length: 500 }, (_, n) => ({
  shop: n % 7 === 0 ? n % 21 : `shop ${(n * n) % 13}`,
  price: (n * 37) % 101,
  at: n * 10 - ((n * 17) % 40),
}));

const queries: Readonly<Record<string, (input: Dataset<Sale>) => Dataset<unknown>>> = {
  "a filter and a map": (input) =>
    input.filter((sale) => sale.price > 50).map((sale) => ({ ...sale, double: sale.price * 2 })),
  "an aggregate by key": (input) =>
    input.keyBy((sale) => sale.shop).aggregate({ sales: count(), total: sum((sale) => sale.price) }),
  "an aggregate of all": (input) => input.aggregate({ sales: count(), top: max((sale) => sale.price) }),
  "windows by key": (input) =>
    input
      .withEventTime((sale) => sale.at, { outOfOrder: 50 })
      .keyBy((sale) => sale.shop)
      .window(tumbling(500))
      .aggregate({ sales: count(), total: sum((sale) => sale.price) }),
  "sliding windows by columns": (input) =>
    input
      .withEventTime((sale) => sale.at, { outOfOrder: 50 })
      .keyBy("shop")
      .window(sliding(300, { every: 100 }))
      .aggregate({ top: max((sale) => sale.price) }),
  "windows of all": (input) =>
    input
      .withEventTime((sale) => sale.at, { outOfOrder: 50 })
      .windowAll(tumbling(1000))
      .aggregate({ total: sum((sale) => sale.price) }),
  "an aggregate of an aggregate": (input) =>
    input
      .keyBy((sale) => sale.shop)
      .aggregate({ total: sum((sale) => sale.price) })
      .keyBy((row) => row.total % 5)
      .aggregate({ shops: count() }),
  "a union with itself": (input) =>
    input
      .union(input)
      .keyBy((sale) => sale.shop)
      .aggregate({ sales: count() }),
};

for (const [name, query] of Object.entries(queries)) {
  describe(name, () => {
    for (const boundedness of ["bounded", "unbounded"] as const) {
      test(`gives the same in 1 to 4 subtasks and batches of any size, ${boundedness}`, async () => {
        const expected = (await contents(query(from(sales)), 1, 8192)).sort();
        expect(expected.length).toBeGreaterThan(0);
        for (const [parallelism, batchRows] of [
          [1, 3],
          [2, 64],
          [3, 7],
          [4, 8192],
        ] as const) {
          const got = await contents(query(from(sales, { boundedness })), parallelism, batchRows);
          expect(got.sort()).toEqual(expected);
        }
      });
    }
  });
}

/** What is left at the end, as texts. */
async function contents(dataset: Dataset<unknown>, parallelism: number, batchRows: number): Promise<string[]> {
  const left: string[] = [];
  await dataset.changelog().forEach(
    ({ change, row }) => {
      if (change === "insert" || change === "updateAfter") left.push(literal(row));
      else left.splice(left.lastIndexOf(literal(row)), 1);
    },
    { parallelism, batchRows },
  );
  return left;
}
