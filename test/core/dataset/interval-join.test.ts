import { type Dataset, from } from "millrace";
import { at, harness, on } from "millrace/testing";
import { expect, expectTypeOf, test } from "vitest";

interface Order {
  readonly item: string;
  readonly at: number;
}

interface Payment extends Order {
  readonly by: string;
}

function keyed<Row extends Order>(rows: readonly Row[]) {
  return from(rows)
    .withEventTime((row) => row.at)
    .keyBy("item");
}

const orders = keyed<Order>([{ item: "tea", at: 5 }]);
const payments = keyed<Payment>([4, 5, 7, 8].map((time) => ({ item: "tea", at: time, by: `at ${time}` })));
const select = (order: Order, payment: Payment): string => `${order.item} ${payment.by}`;

test("bounds are how much later the right row may be, and belong to the interval", async () => {
  const rows = await orders.intervalJoin(payments, { lower: -1, upper: 2, select }).collect();
  expectTypeOf(rows).toEqualTypeOf<string[]>();
  expect(rows.sort()).toEqual(["tea at 4", "tea at 5", "tea at 7"]);
});

test("bounds that do not belong to the interval are said to be above and below", async () => {
  const bounds = { lower: { above: -1 }, upper: { below: 2 } };
  expect(await orders.intervalJoin(payments, { ...bounds, select }).collect()).toEqual(["tea at 5"]);
});

test("an interval may be open on one side", async () => {
  const rows = await orders.intervalJoin(payments, { lower: 1, select }).collect();
  expect(rows.sort()).toEqual(["tea at 7", "tea at 8"]);
});

test("bounds the wrong way round are refused", () => {
  expect(() => orders.intervalJoin(payments, { lower: 5, upper: -5, select })).toThrow(
    /lower bound must not exceed its upper one: got 5 ms and -5 ms/,
  );
});

test("a pair has the later of the times of its rows", async () => {
  const joined = await harness((left: Dataset<Order>, right: Dataset<Payment>) =>
    left.keyBy("item").intervalJoin(right.keyBy("item"), { lower: -5, upper: 5, select }),
  );
  await joined.send(on(0, at(5, { item: "tea" })), on(1, at(3, { item: "tea", by: "Ann" })));
  expect(joined.output()).toEqual([at(5, "tea Ann")]);
  await joined.close();
});

test("a pair at which select throws is a record that cannot be processed; the rows of it still meet others", async () => {
  const odd = (order: Order, payment: Payment): string => {
    if (payment.at === 5) throw new RangeError("five");
    return select(order, payment);
  };
  const by = (onError: "fail" | "skip") =>
    orders.intervalJoin(payments, { lower: -1, upper: 2, select: odd, onError }).collect();
  expect((await by("skip")).sort()).toEqual(["tea at 4", "tea at 7"]);
  await expect(by("fail")).rejects.toThrow(
    /^Cannot apply select of intervalJoin #\d at row \d of intervalJoin #\d as it threw RangeError: five; the row is \{"item":"tea"/,
  );
});
