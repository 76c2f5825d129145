import { expect, test } from "vitest";
import { avg, count, from, fromColumns, tumbling } from "../../../../core/mod.ts";
import { stepsOf } from "./plan-lines.ts";

const sales = fromColumns({ shop: ["Kent", "Bend", "Kent"], price: [3, 5, 9], at: [1, 2, 3] });
const byShop = sales.keyBy("shop").aggregate({ sales: count(), mean: avg((sale) => sale.price) });
const hours = sales
  .withEventTime((sale) => sale.at)
  .keyBy("shop")
  .window(tumbling(10))
  .aggregate({ sales: count() }, { name: "hours" });

test("before: an aggregate behind the exchange of all rows; after: a part of it before, so that partial results cross", async () => {
  expect(await stepsOf(byShop, 1)).toEqual(["aggregate #1", "exchange by key", "source columns"]);
  expect(await stepsOf(byShop)).toEqual([
    "aggregate #1",
    "exchange by key",
    "aggregate #1 (combine)",
    "source columns",
  ]);
  expect(await stepsOf(hours)).toContain("hours (combine)");
});

test("records cross as they are where somebody reads those that come late", async () => {
  const both = hours.discard().and(hours.sideOutput("late").discard());
  expect(await stepsOf(both)).not.toContain("hours (combine)");
});

test("what may be taken back crosses as it is", async () => {
  const counts = from([{ shop: "Kent" }], { boundedness: "unbounded" })
    .keyBy("shop")
    .aggregate({ sales: count() });
  const changing = counts.keyBy((row) => row.sales).aggregate({ shops: count() }, { name: "shops" });
  const steps = await stepsOf(changing.changelog());
  expect(steps).toContain("shops");
  expect(steps).not.toContain("shops (combine)");
});

test("an aggregate that is combined gives what it gives in one subtask", async () => {
  const rows = async (parallelism: number) =>
    (await byShop.collect({ parallelism, batchRows: 1 })).toSorted((a, b) => (a.shop < b.shop ? -1 : 1));
  expect(await rows(3)).toEqual([
    { shop: "Bend", sales: 1, mean: 5 },
    { shop: "Kent", sales: 2, mean: 6 },
  ]);
  expect(await rows(3)).toEqual(await rows(1));
});
