import { count, type Dataset, sum, tumbling } from "millrace";
import { expect, test } from "vitest";
import {
  at,
  crash,
  end,
  finalContents,
  harness,
  insert,
  on,
  row,
  updateAfter,
  updateBefore,
  watermark,
} from "../../../core/testing/mod.ts";

interface Bid {
  readonly auction: string;
  readonly price: number;
}

const perAuction = (bids: Dataset<Bid>) =>
  bids
    .filter((bid) => bid.price > 0)
    .keyBy((bid) => bid.auction)
    .window(tumbling(10))
    .aggregate({ bids: count(), total: sum((bid) => bid.price) });

test("a harness drives a composition step by step, and gives what came out since it was asked", async () => {
  const windows = await harness(perAuction);
  await windows.send(
    at(1, { auction: "a", price: 3 }),
    at(2, { auction: "a", price: 4 }),
    at(3, { auction: "b", price: 0 }),
  );
  expect(windows.output()).toEqual([]);
  await windows.send(watermark(9));
  expect(windows.output()).toEqual([
    at(9, { key: "a", windowStart: 0, windowEnd: 10, bids: 2, total: 7 }),
    watermark(9),
  ]);
  await windows.send(at(4, { auction: "a", price: 1 }), end);
  expect(windows.output()).toEqual([end]);
  expect(windows.side("late")).toEqual([at(4, { auction: "a", price: 1 })]);
  expect(windows.count("numLateRecordsDropped")).toBe(1);
  await windows.close();
});

test("a crash, and another number of subtasks, lose nothing that was declared as state", async () => {
  const windows = await harness(perAuction, { form: { layout: "dictionaries", reused: true } });
  const bids = ["a", "b", "c", "d", "e"].map((auction, index) => at(index, { auction, price: index + 1 }));
  await windows.send(...bids, crash);
  await windows.rescale(3);
  await windows.send(...bids);
  await windows.rescale(2);
  await windows.send(watermark(20));
  const rows = windows.output();
  expect(rows.at(-1)).toEqual(watermark(20));
  const totals = finalContents(rows).map((each) => (each as { total: number }).total);
  expect(totals.sort((a, b) => a - b)).toEqual([2, 4, 6, 8, 10]);
  await windows.close();
});

test("with several inputs, the watermark is the least of theirs", async () => {
  const both = await harness((left: Dataset<number>, right: Dataset<number>) => left.union(right));
  await both.send(on(0, watermark(5)), on(1, row(2)), on(1, watermark(3)), on(1, end));
  expect(both.output()).toEqual([row(2), watermark(3), watermark(5)]);
  await both.close();
});

test("an aggregate over a stream gives a changelog", async () => {
  const totals = await harness((prices: Dataset<number>) => prices.aggregate({ total: sum((price) => price) }));
  await totals.send(row(1), crash, row(2));
  expect(totals.output()).toEqual([insert({ total: 1 }), updateBefore({ total: 1 }), updateAfter({ total: 3 })]);
  await totals.close();
});

test("a side output that the last step does not have is refused", async () => {
  const passes = await harness((input: Dataset<number>) => input);
  expect(() => passes.side("late")).toThrow('Cannot read side output "late" of a harness');
  await passes.close();
});

test("what has ended before a crash, or another number of subtasks, gives nothing again", async () => {
  const sums = (numbers: Dataset<number>, others: Dataset<number>) =>
    numbers.aggregate({ total: sum((n) => n) }).union(others.map((n) => ({ total: n })));
  const both = await harness(sums, { boundedness: "bounded", parallelism: 2 });
  await both.send(on(0, row(1)), on(0, row(2)), on(0, end));
  expect(both.output()).toEqual([row({ total: 3 })]);
  await both.send(crash);
  await both.rescale(3);
  await both.send(on(1, row(9)), on(1, end));
  expect(both.output()).toEqual([row({ total: 9 }), end]);
  await both.close();
});
