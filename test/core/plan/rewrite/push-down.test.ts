import { expect, test } from "vitest";
import { count, from, fromColumns } from "../../../../core/mod.ts";
import { nodesOf, type PlanNode } from "../../../../core/plan/node.ts";
import { pushDown } from "../../../../core/plan/rewrite/push-down.ts";
import { saidOf } from "./plan-lines.ts";

const sales = fromColumns({ shop: ["Kent", "Bend"], price: [3, 5], at: [1, 2] });

test("before: a source gives all it has; after: the columns that anything reads, and what every row must fulfil", async () => {
  const dear = sales.filter((sale) => sale.price > 4);
  expect(await saidOf(dear, "columns read")).toEqual([]);
  const shops = dear.map((sale) => ({ shop: sale.shop }));
  expect(await saidOf(shops, "columns read")).toEqual([expect.toSatisfy(sameNames("price", "shop"))]);
  expect(await saidOf(shops, "pushed down")).toEqual(["price > 4"]);
  expect(await shops.collect()).toEqual([{ shop: "Bend" }]);
});

test("columns of keys and aggregates are read, whatever stands between", async () => {
  const counts = sales.keyBy("shop").aggregate({ n: count() });
  for (const parallelism of [1, 2]) expect(await saidOf(counts, "columns read", parallelism)).toEqual(["shop"]);
});

test("the columns that rows are exchanged by are read, whoever reads them behind", () => {
  const { node: source } = sales.port;
  const exchange: PlanNode = {
    kind: "exchange",
    input: { node: source },
    partitioning: { by: "key", key: { columns: ["shop"], names: ["shop"] }, reads: new Set(["shop"]) },
  };
  const operator = { name: "prices", reads: () => [new Set(["price"])], open: () => ({ batch: () => undefined }) };
  const reader: PlanNode = {
    kind: "operator",
    name: "prices",
    inputs: [{ node: exchange }],
    operator,
    onError: "fail",
  };
  const [root] = pushDown([reader]);
  const columns = nodesOf([root!]).flatMap((node) => (node.kind === "source" ? [...node.columns!].sort() : []));
  expect(columns).toEqual(["price", "shop"]);
});

test("two who read one source get the columns of both, and all of its rows", async () => {
  const dear = sales.filter((sale) => sale.price > 4).map((sale) => sale.price);
  const times = sales.map((sale) => sale.at);
  const both = dear.discard().and(times.discard());
  const all = await saidOf(both, "columns read");
  expect(all.length).toBeGreaterThan(0);
  for (const columns of all) expect(columns).toSatisfy(sameNames("price", "at"));
  expect(await saidOf(both, "pushed down")).toEqual([]);
});

test("conditions behind a step that makes other rows stay where they are", async () => {
  const raised = sales.map((sale) => ({ price: sale.price + 1 })).filter((sale) => sale.price > 4);
  expect(await saidOf(raised, "pushed down")).toEqual([]);
  const first = sales.limit(1).filter((sale) => sale.price > 4);
  expect(await saidOf(first, "pushed down")).toEqual([]);
  expect(await first.collect()).toEqual([]);
});

test("a filter that may do more than compute sees every row that one before it keeps: nothing behind it is pushed down", async () => {
  const seen: number[] = [];
  const noted = (price: number): boolean => seen.push(price) > 0;
  const dear = sales
    .filter((sale) => sale.at > 0)
    .filter((sale) => noted(sale.price))
    .filter((sale) => sale.price > 4);
  expect(await saidOf(dear, "pushed down")).toEqual(["at > 0"]);
  expect(await dear.map((sale) => sale.shop).collect()).toEqual(["Bend"]);
  expect(seen).toEqual([3, 5]);
  const within = sales.filter((sale) => sale.at > 0 && noted(sale.price) && sale.price > 4);
  expect(await saidOf(within, "pushed down")).toEqual(["at > 0"]);
  const computed = sales
    .filter((sale) => sale.at > 0 && sale.price + 1 > 4 && sale.price > 4)
    .filter((sale) => sale.at < 9);
  expect(await saidOf(computed, "pushed down")).toEqual(["at > 0 and price > 4 and at < 9"]);
});

test("a column that the source does not have is refused before anything is read", async () => {
  const wrong = sales.map((sale) => (sale as unknown as { prise: number }).prise);
  await expect(wrong.collect()).rejects.toThrow(/"?prise"?.*did you mean "?price/);
  expect(
    await from([{ a: 1 }])
      .map((row) => (row as unknown as { b?: number }).b ?? 0)
      .collect(),
  ).toEqual([0]);
});

function sameNames(...names: readonly string[]): (columns: string) => boolean {
  return (columns) => columns.split(", ").sort().join() === [...names].sort().join();
}

test("a day that is written by Date.UTC, and arithmetic of numbers, are constants; what other words stand for may change", async () => {
  const first = sales.filter(
    (sale) => sale.at >= Date.UTC(1970, 0) && sale.at < Date.UTC(1970, 0, 2) && sale.price < (2 * (5 - 1)) / 2,
  );
  expect(await saidOf(first, "pushed down")).toEqual(["at >= 0 and at < 86400000 and price < 4"]);
  expect((await first.collect()).map(({ shop }) => shop)).toEqual(["Kent"]);
  let year = 1970;
  const later = sales.filter((sale) => sale.at >= Date.UTC(year) && sale.price < 0 / 0);
  expect(await saidOf(later, "pushed down")).toEqual([]);
  year += 1;
});
