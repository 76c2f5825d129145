import { expect, test } from "vitest";
import { from, fromColumns } from "../../../../core/mod.ts";
import { stepsOf } from "./plan-lines.ts";

const sales = fromColumns({ shop: ["Kent", "Bend"], price: [3, 5] });
const dear = sales.filter((sale) => sale.price > 4);

test("before: a step for each lambda; after: one for all of them", async () => {
  const chain = dear.map((sale) => ({ shop: sale.shop })).flatMap((sale) => [sale, sale]);
  expect(await stepsOf(chain)).toEqual(["filter #1 → map #2 → flatMap #3", "source columns"]);
});

test("what two read stays a step of its own, and so does what stands behind an exchange", async () => {
  const prices = dear.map((sale) => sale.price);
  const both = await stepsOf(prices.discard().and(dear.discard()));
  expect([...new Set(both)]).toEqual(["map #2", "filter #1", "source columns"]);
  expect(await stepsOf(dear.keyBy("shop").process((sale) => [sale]))).toEqual([
    "process #2",
    "exchange by key",
    "filter #1",
    "source columns",
  ]);
});

test("steps whose bad records go different ways stay apart", async () => {
  const skipping = from([1]).map((n) => n + 1, { onError: "skip" });
  expect(await stepsOf(skipping.map((n) => n + 1))).toEqual(["map #2", "map #1", "source array of 1"]);
  expect(await stepsOf(skipping.map((n) => n + 1, { onError: "skip" }))).toEqual([
    "map #1 → map #2",
    "source array of 1",
  ]);
});

test("lambdas that share a loop are called row by row, and those behind a filter for what it lets pass", async () => {
  const calls: string[] = [];
  const noted = (name: string, n: number): number => {
    calls.push(`${name} ${n}`);
    return n;
  };
  const even = from([1, 2, 3, 4]).filter((n) => noted("filter", n) % 2 === 0);
  expect(await even.map((n) => noted("map", n) * 10).collect()).toEqual([20, 40]);
  expect(calls).toEqual(["filter 1", "filter 2", "map 2", "filter 3", "filter 4", "map 4"]);
});
