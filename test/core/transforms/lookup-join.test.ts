import fc from "fast-check";
import { expect, test } from "vitest";
import { type AsyncContext, type Dataset, from, lookupJoin } from "../../../core/mod.ts";
import { at, harness, type InputEvent, processingTime, row } from "../../../core/testing/mod.ts";

interface Order {
  readonly customer: number | null;
  readonly total: number;
}

interface Customer {
  readonly id: number;
  readonly name: string;
}

const customers: readonly Customer[] = [
  { id: 1, name: "Ada" },
  { id: 2, name: "Lin" },
];

const orders: readonly Order[] = [
  { customer: 2, total: 30 },
  { customer: 7, total: 5 },
  { customer: null, total: 1 },
  { customer: 1, total: 8 },
];

const byId = (id: number | null) => customers.find((customer) => customer.id === id);
const by = ({ customer }: Order) => customer;

test("rows come beside what is looked up for them, synchronously or not, one key or many at once", async () => {
  const expected = [
    { customer: 2, total: 30, id: 2, name: "Lin" },
    { customer: 1, total: 8, id: 1, name: "Ada" },
  ];
  const input = from(orders);
  expect(await input.apply(lookupJoin({ by, lookup: byId })).collect()).toEqual(expected);
  expect(await input.apply(lookupJoin({ by, lookup: async (id: number | null) => byId(id) })).collect()).toEqual(
    expected,
  );
  const all = (ids: readonly (number | null)[]) => ids.map((id) => byId(id) ?? null);
  expect(await input.apply(lookupJoin({ by, lookupAll: all })).collect()).toEqual(expected);
  expect(
    await input.apply(lookupJoin({ by, lookupAll: async (ids: readonly (number | null)[]) => all(ids) })).collect(),
  ).toEqual(expected);
  expect(await input.apply(lookupJoin({ by, load: async () => customers, key: ({ id }) => id })).collect()).toEqual(
    expected,
  );
});

test("left: rows without a partner come as they are, or beside null where select says what becomes of them", async () => {
  const left = from(orders).apply(lookupJoin({ by, lookup: byId, how: "left" }));
  expect((await left.collect())[1]).toEqual({ customer: 7, total: 5 });
  const select = ({ total }: Order, customer: Customer | null) => `${customer?.name ?? "nobody"} ${total}`;
  const texts = from(orders).apply(lookupJoin({ by, lookup: byId, how: "left", select }));
  expect(await texts.collect()).toEqual(["Lin 30", "nobody 5", "nobody 1", "Ada 8"]);
});

test("a key may have several rows, and be an object or a Date", async () => {
  const day = new Date(0);
  const visits = from([{ who: "a", day, zone: { x: 1, y: 2 } }]);
  const known = new Map([["0/1/2", ["noon", "night"]]]);
  const found = visits.apply(
    lookupJoin({
      by: (visit) => ({ day: visit.day, zone: visit.zone }),
      lookup: (key: { day: Date; zone: { x: number; y: number } }) =>
        known.get(`${+key.day}/${key.zone.x}/${key.zone.y}`),
      select: ({ who }, when: string) => `${who} at ${when}`,
    }),
  );
  expect(await found.collect()).toEqual(["a at noon", "a at night"]);
});

/** Keys that are asked for, and what was asked. Keys below 0 have no row, and the answer is there at once. */
async function asking(options: object) {
  const asked: number[] = [];
  const lookup = (id: number, { sleep, attempt }: AsyncContext) => {
    asked.push(id);
    if (id < 0) return undefined;
    return sleep(10).then(() => (id === 9 && attempt < 3 ? undefined : { name: `customer ${id}` }));
  };
  const select = (id: number, found: { name: string } | null) => `${id} ${found?.name ?? "is missing"}`;
  const run = await harness((ids: Dataset<number>) =>
    ids.apply(lookupJoin({ by: (id) => id, lookup, select, how: "left", ...options })),
  );
  const rowsAfter = async (...events: readonly InputEvent[]): Promise<unknown[]> => {
    await run.send(...events);
    return run.output().map((event) => (event.event === "row" ? event.value : event.event));
  };
  return { run, asked, rowsAfter };
}

test("a cached answer is used until its time is over; that a key has no row is an answer too", async () => {
  const { run, asked, rowsAfter } = await asking({ cache: { ttl: 100 } });
  expect(await rowsAfter(row(1), row(-1), processingTime(10))).toEqual(["1 customer 1", "-1 is missing"]);
  expect(await rowsAfter(row(1), row(-1), processingTime(99))).toEqual(["1 customer 1", "-1 is missing"]);
  expect(asked).toEqual([1, -1]);
  expect([run.count("numLookupHits"), run.count("numLookupMisses")]).toEqual([2, 2]);
  expect(await rowsAfter(processingTime(110), row(1), row(-1), processingTime(120))).toEqual([
    "1 customer 1",
    "-1 is missing",
  ]);
  expect(asked).toEqual([1, -1, 1, -1]);
  await run.close();
});

test("a miss is looked up each time where misses are not kept, and everything where there is no cache", async () => {
  const some = await asking({ cache: { misses: "not kept" } });
  await some.rowsAfter(row(1), row(-1), processingTime(10), row(1), row(-1));
  expect(some.asked).toEqual([1, -1, -1]);
  await some.run.close();
  const none = await asking({});
  await none.rowsAfter(row(1), processingTime(10), row(1));
  expect(none.asked).toEqual([1, 1]);
  await none.run.close();
});

test("the cache holds so many keys: the one that was not asked for longest goes", async () => {
  const { run, asked, rowsAfter } = await asking({ cache: { capacity: 2 } });
  for (const id of [-1, -2, -1, -3, -1, -2]) await rowsAfter(row(id));
  expect(asked).toEqual([-1, -2, -3, -2]);
  await run.close();
});

test("retry on a miss looks again: the row may not have come there yet", async () => {
  const { run, asked, rowsAfter } = await asking({ retryOnMiss: { attempts: 3, delay: 50, factor: 1, jitter: 0 } });
  expect(await rowsAfter(row(9), processingTime(129))).toEqual([]);
  expect(await rowsAfter(processingTime(130))).toEqual(["9 customer 9"]);
  expect(asked).toEqual([9, 9, 9]);
  await run.close();
});

test("a key that several rows wait for is looked up once, and a crash looks it up anew", async () => {
  const { run, asked, rowsAfter } = await asking({});
  expect(await rowsAfter(row(1), row(1), { event: "crash" }, processingTime(10))).toEqual([
    "1 customer 1",
    "1 customer 1",
  ]);
  expect(asked).toEqual([1, 1]);
  await run.close();
});

test("a table is loaded before the first row goes on, and anew after a while; a load that fails fails the job", async () => {
  let version = 0;
  const load = async ({ sleep }: AsyncContext): Promise<readonly { id: number; v: number }[]> => {
    await sleep(10);
    if (version === 2) throw new Error("gone");
    return [{ id: 1, v: ++version }];
  };
  const run = await harness((ids: Dataset<number>) =>
    ids.apply(lookupJoin({ by: (id) => id, load, key: ({ id }) => id, reload: 100, select: (_, { v }) => v })),
  );
  await run.send(at(1, 1), at(2, 2));
  expect(run.output()).toEqual([]);
  await run.send(processingTime(10), at(3, 1), processingTime(119), at(4, 1), processingTime(120), at(5, 1));
  expect(run.output()).toEqual([at(1, 1), at(3, 1), at(4, 1), at(5, 2)]);
  expect(run.count("numTableLoads")).toBe(2);
  await expect(run.send(processingTime(230))).rejects.toThrow(
    /Cannot look up rows in lookupJoin #1 as its table must be loaded first: got Error: gone; mend load/,
  );
  await run.close();
});

test("an answer without a place for each key is told of", async () => {
  const few = from([{ id: 1 }, { id: 2 }]).apply(
    lookupJoin({ by: ({ id }) => id, lookupAll: (ids: readonly number[]) => ids.slice(1).map(() => ({ x: 1 })) }),
  );
  await expect(few.collect()).rejects.toThrow(
    /as it must be an array with a place for each of 2 keys: got one of 1; give null for a key that has no row/,
  );
});

test("options that do not belong together are refused when the plan is made", () => {
  expect(() => lookupJoin({ by })).toThrow("one of lookup, lookupAll and load must say how: got none");
  expect(() => lookupJoin({ by, lookup: byId, lookupAll: () => [] })).toThrow("got two");
  expect(() => lookupJoin({ by, lookup: byId, reload: "1m" })).toThrow(
    "Cannot take reload in lookupJoin as it belongs to load",
  );
  expect(() => lookupJoin({ by, lookup: byId, atOnce: 5 })).toThrow(
    "Cannot take atOnce in lookupJoin as it belongs to lookupAll",
  );
  expect(() => lookupJoin({ by, load: () => [], key: () => 1, cache: {} })).toThrow("Cannot take cache in lookupJoin");
  expect(() => lookupJoin({ by, load: () => [] })).toThrow("without their key");
  expect(() => lookupJoin({ by, lookup: byId, cache: { ttl: "0s" } })).toThrow("ttl");
});

test("a key that is no plain data is a failure of its row, of which onError is heeded", async () => {
  const keys = [1, () => 1, Symbol("one"), Promise.resolve(1), new (class Key {})()];
  const joined = (onError: "fail" | "skip") =>
    from([0, 1, 2, 3, 4])
      .apply(
        lookupJoin({
          by: (n: number) => keys[n],
          lookup: (key: unknown) => ({ key }),
          onError,
          select: (n, { key }) => [n, key],
        }),
      )
      .collect();
  expect(await joined("skip")).toEqual([[0, 1]]);
  await expect(joined("fail")).rejects.toThrow(
    "Cannot take the key of a lookup at row 1 of lookupJoin #1 as it threw TypeError: Cannot encode a value as bytes as it must be plain data: got function",
  );
});

test("a service whose answer can be waited for and is no promise may be looked up", async () => {
  // As query builders are.
  // biome-ignore lint/suspicious/noThenProperty: that is what it is about
  const query = (key: number) => ({ then: (done: (found: object) => void) => done({ name: `row ${key}` }) });
  const joined = from([{ id: 1 }]).apply(
    lookupJoin({ by: (row: { id: number }) => row.id, lookup: (key: number) => query(key) as PromiseLike<object> }),
  );
  expect(await joined.collect()).toEqual([{ id: 1, name: "row 1" }]);
});

test("a load that gives no rows, or whose keys cannot be taken, is told of with its step", async () => {
  const joined = (load: () => unknown) =>
    from([1])
      .apply(
        lookupJoin({
          by: (n: number) => n,
          load: load as () => { id: number }[],
          key: (row) => row.id,
          select: (n) => n,
        }),
      )
      .collect();
  const told = "Cannot look up rows in lookupJoin #1 as its table must be loaded first: got";
  await expect(joined(() => null)).rejects.toThrow(`${told} TypeError: load gave null and no array of rows; mend load`);
  await expect(joined(async () => ({ 1: "one" }))).rejects.toThrow(`${told} TypeError: load gave an object`);
  await expect(joined(() => [null])).rejects.toThrow(`${told} TypeError: Cannot read properties of null`);
  const broken = function* (): Iterable<{ id: number }> {
    yield { id: 1 };
    throw new Error("connection lost");
  };
  await expect(joined(broken)).rejects.toThrow(`${told} Error: connection lost`);
});

test("whatever the latencies and the cache, the result is that of a lookup at once", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.integer({ min: 0, max: 6 })), { maxLength: 40 }),
      fc.record({
        how: fc.constantFrom("inner" as const, "left" as const),
        capacity: fc.integer({ min: 1, max: 9 }),
        many: fc.boolean(),
        cached: fc.boolean(),
        batchRows: fc.integer({ min: 1, max: 12 }),
        parallelism: fc.integer({ min: 1, max: 3 }),
      }),
      async (keys, { how, many, cached, capacity, ...options }) => {
        const has = (key: number): readonly string[] => Array.from({ length: key % 3 }, (_, n) => `${key}.${n}`);
        const later = async (key: number): Promise<readonly string[]> => {
          for (let turn = 0; turn < (key * 5) % 13; turn++) await undefined;
          return has(key);
        };
        const lookup = many
          ? { lookupAll: (asked: readonly (number | null)[]) => Promise.all(asked.map((key) => later(key!))) }
          : { lookup: (key: number | null) => later(key!) };
        const rows = keys.map((key, n) => ({ key, n }));
        const joined = from(rows).apply(
          lookupJoin({
            by: ({ key }: { key: number | null; n: number }) => key,
            ...lookup,
            ...(cached ? { cache: { capacity: 3 } } : {}),
            how,
            capacity,
            select: ({ n }, found: string | null) => [n, found] as const,
          }),
        );
        const expected = rows.flatMap(({ key, n }): (readonly [number, string | null])[] => {
          const found = key === null ? [] : has(key);
          return found.length === 0 && how === "left" ? [[n, null]] : found.map((each) => [n, each] as const);
        });
        const got = await joined.collect(options);
        expect(options.parallelism === 1 ? got : got.toSorted(([a], [b]) => a - b)).toEqual(expected);
      },
    ),
    { numRuns: 150 },
  ));
