import { expect, test } from "vitest";
import { type Dataset, from, minBy } from "../../../core/mod.ts";
import { end, harness, row } from "../../../core/testing/mod.ts";

// Rows of the catalogue of semantics that are marked there, and have no test of an operator's to stand in.

interface Sale {
  readonly shop: string;
  readonly price: number;
  readonly of: string;
}

const sale = (shop: string, price: number, of: string): Sale => ({ shop, price, of });

const together = (sales: Dataset<Sale>) =>
  sales
    .keyBy((each) => each.shop)
    .reduce((left, right) => ({ ...left, price: left.price + right.price, of: `${left.of}${right.of}` }));

test("! a reduce of bounded data emits only the final value per key", async () => {
  const sales = [sale("a", 1, "x"), sale("b", 5, "y"), sale("a", 2, "z")];
  expect(await together(from(sales)).collect({ batchRows: 1 })).toEqual([sale("a", 3, "xz"), sale("b", 5, "y")]);
});

test("a reduce of a stream is rolling: the first row of a key comes out as it is, and each one an update", async () => {
  const driven = await harness((sales: Dataset<Sale>) => together(sales).changelog());
  for (const each of [sale("a", 1, "x"), sale("a", 2, "z"), sale("b", 5, "y")]) await driven.send(row(each));
  await driven.send(end);
  const changes = driven.output().flatMap((event) => (event.event === "row" ? [event.value] : []));
  expect(changes.map((change) => JSON.stringify(change))).toMatchInlineSnapshot(`
    [
      "{"change":"insert","row":{"shop":"a","price":1,"of":"x"}}",
      "{"change":"updateBefore","row":{"shop":"a","price":1,"of":"x"}}",
      "{"change":"updateAfter","row":{"shop":"a","price":3,"of":"xz"}}",
      "{"change":"insert","row":{"shop":"b","price":5,"of":"y"}}",
    ]
  `);
  await driven.close();
});

test("minBy gives the whole row, and of ties the first", async () => {
  const sales = [sale("a", 4, "x"), sale("b", 2, "y"), sale("c", 2, "z")];
  const least = await from(sales)
    .aggregate({ least: minBy((each: Sale) => each.price) })
    .collect();
  expect(least).toEqual([{ least: sale("b", 2, "y") }]);
});
