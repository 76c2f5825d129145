import { expect, test } from "vitest";
import { count, type Dataset, each, from, into, tumbling } from "../../../core/mod.ts";
import { finalContents, harness, type InputEvent, type OutputEvent, on, row } from "../../../core/testing/mod.ts";

function stream<Row>(rows: readonly Row[]): Dataset<Row> {
  return from({ [Symbol.iterator]: () => rows[Symbol.iterator]() }, { boundedness: "unbounded" });
}

const orders = [
  { customer: 1, total: 30 },
  { customer: 3, total: 5 },
];
const customers = [{ customer: 1, name: "Ada" }];

test("left rows of a stream wait for a bounded right side, come out once, and keep their times", async () => {
  const rows: unknown[] = [];
  await stream(orders)
    .withEventTime((order) => order.total)
    .join(from(customers), { on: "customer", how: "left" })
    .windowAll(tumbling(100))
    .aggregate({ orders: count(), known: count((order) => order.name) })
    .sinkTo(each((each) => void rows.push(each)))
    .run();
  expect(rows).toEqual([{ windowStart: 0, windowEnd: 100, orders: 2, known: 1 }]);
});

test("a join of two streams is a changelog, which a sink that only takes new rows refuses before anything runs", async () => {
  const joined = stream(orders).join(stream(customers), { on: "customer", how: "left" });
  const rows: unknown[] = [];
  await joined.sinkTo(into(rows)).run();
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual({ customer: 1, total: 30, name: "Ada" });
  expect(rows).toContainEqual({ customer: 3, total: 5, name: null });
  await expect(joined.forEach(() => undefined)).rejects.toThrow(
    /Cannot write a changelog to forEach as it only takes new rows: got .*; use changelog\(\) before it, which makes a row of each change/,
  );
  await expect(
    stream(orders)
      .join(stream(customers), { on: "customer" })
      .forEach(() => undefined),
  ).resolves.toBeDefined();
});

test("an aggregate of a join of streams says at any time what it would say of the rows there are", async () => {
  // The right side has no rows, and no columns that anybody knows, when the first left rows come.
  const run = await harness((left: Dataset<{ id: number }>, right: Dataset<{ id: number; city: string }>) =>
    left
      .join(right, { on: "id", how: "left" })
      .keyBy((pair) => pair.city ?? "unknown")
      .aggregate({ rows: count() }),
  );
  const given: OutputEvent[] = [];
  const after = async (...events: InputEvent[]): Promise<unknown[]> => {
    await run.send(...events);
    given.push(...run.output());
    return finalContents(given).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  };
  expect(await after(on(0, row({ id: 1 })), on(0, row({ id: 2 })))).toEqual([{ key: "unknown", rows: 2 }]);
  expect(await after(on(1, row({ id: 2, city: "Kent" })))).toEqual([
    { key: "Kent", rows: 1 },
    { key: "unknown", rows: 1 },
  ]);
  await run.rescale(3);
  expect(await after(on(1, row({ id: 1, city: "Kent" })))).toEqual([{ key: "Kent", rows: 2 }]);
  await run.close();
});

test.each([false, true])("a row that comes may have more partners than a batch has room for: %s", async (turned) => {
  const many = stream(Array.from({ length: 20_000 }, (_, n) => ({ id: n % 2, n })));
  const few = stream([
    { id: 0, m: 1 },
    { id: 1, m: 2 },
    { id: 1, m: 3 },
  ]);
  const seen = new Map<string, number>();
  await (turned ? few.join(many, { on: "id" }) : many.join(few, { on: "id" })).forEach(({ id, n, m }) => {
    if (n % 2 !== id) expect(n % 2).toBe(id);
    seen.set(`${n} ${m}`, (seen.get(`${n} ${m}`) ?? 0) + 1);
  });
  expect(seen.size).toBe(30_000);
  expect(new Set(seen.values())).toEqual(new Set([1]));
});
