import { expect, test } from "vitest";
import type { AsyncContext } from "../../../core/operators/async-context.ts";
import {
  type Answers,
  type KeyLookup,
  type LookupJoinOptions,
  lookupJoin,
} from "../../../core/operators/lookup-join.ts";
import { at, crash, end, processingTime, row, verifyAsyncOperator, watermark } from "../../../core/testing/mod.ts";

interface Order {
  readonly id: number | null;
}

const names: Readonly<Record<number, readonly string[]>> = { 1: ["Ada"], 2: ["Lin", "Bo"], 5: ["Eve"] };

const answersOf = (keys: readonly unknown[]): Answers => keys.map((key) => names[key as number] ?? []);

const slowly = async (keys: readonly unknown[], { sleep }: AsyncContext): Promise<Answers> => {
  await sleep(10 * (keys[0] as number));
  return answersOf(keys);
};

function joining(lookup: Partial<KeyLookup> = {}, options: Partial<LookupJoinOptions> = {}) {
  return lookupJoin({
    keyOf: ({ id }: Order) => id,
    lookup: { call: slowly, atOnce: 1, timeoutMs: 1000, retries: [], cache: undefined, ...lookup },
    how: "inner",
    select: ({ id }: Order, name: string | null) => `${id}: ${name}`,
    order: "kept",
    capacity: 100,
    ...options,
  });
}

const orders = [
  at(1, { id: 2 }),
  at(2, { id: 7 }),
  at(3, { id: 1 }),
  watermark(3),
  at(4, { id: null }),
  at(5, { id: 1 }),
];

test("inner: each row beside all that its key has; rows without any, and with a null key, are left out", () =>
  verifyAsyncOperator(joining(), {
    input: [...orders, end],
    output: [at(1, "2: Lin"), at(1, "2: Bo"), at(3, "1: Ada"), watermark(3), at(5, "1: Ada"), end],
    order: "kept",
    watermarks: "passed on",
    exchange: ["rebalance"],
  }));

test("left: those come beside null", () =>
  verifyAsyncOperator(joining({}, { how: "left" }), {
    input: [...orders.slice(0, 3), crash, ...orders.slice(3), end],
    output: [
      ...[at(1, "2: Lin"), at(1, "2: Bo"), at(2, "7: null"), at(3, "1: Ada"), watermark(3)],
      ...[at(4, "null: null"), at(5, "1: Ada"), end],
    ],
    order: "kept",
    watermarks: "passed on",
    exchange: ["rebalance"],
  }));

test("unordered, rows leave as their answers come, but none passes a watermark", () =>
  verifyAsyncOperator(joining({}, { order: "completion" }), {
    input: [at(1, { id: 5 }), at(2, { id: 1 }), watermark(2), at(3, { id: 1 }), processingTime(20), end],
    output: [at(1, "5: Eve"), at(2, "1: Ada"), watermark(2), at(3, "1: Ada"), end],
    watermarks: "passed on",
    exchange: ["rebalance"],
  }));

test("a function that answers at once holds nothing up", () =>
  verifyAsyncOperator(joining({ call: answersOf }), {
    input: [...orders, end],
    output: [at(1, "2: Lin"), at(1, "2: Bo"), at(3, "1: Ada"), watermark(3), at(5, "1: Ada"), end],
    order: "kept",
    watermarks: "passed on",
  }));

test("keys that several rows wait for are looked up once, many in one call where it takes many", async () => {
  const calls: (readonly unknown[])[] = [];
  const call = async (keys: readonly unknown[], { sleep }: AsyncContext): Promise<Answers> => {
    calls.push(keys);
    await sleep(5);
    return answersOf(keys);
  };
  await verifyAsyncOperator(joining({ call, atOnce: 2 }), {
    input: [row({ id: 1 }), row({ id: 2 }), row({ id: 1 }), row({ id: 5 }), processingTime(5), end],
    output: [row("1: Ada"), row("2: Lin"), row("2: Bo"), row("1: Ada"), row("5: Eve"), end],
    order: "kept",
  });
  expect(calls.slice(0, 3)).toEqual([[1], [2], [5]]);
  expect(calls).toContainEqual([1, 2]);
});

test("a row whose lookup fails is a failed record; the others that wait for the same key are, too", () =>
  verifyAsyncOperator(
    joining({ call: async (keys) => (keys[0] === 1 ? Promise.reject(new Error("down")) : answersOf(keys)) }),
    {
      input: [row({ id: 1 }), row({ id: 5 }), row({ id: 1 }), end],
      output: [row("5: Eve"), end],
      failures: [/Cannot look up a row at row \d of lookupJoin as it threw Error: down/, /threw Error: down/],
    },
  ));

test("so are one whose answer is late, and one whose key or pair cannot be made", () =>
  verifyAsyncOperator(
    joining(
      { timeoutMs: 30, call: slowly },
      {
        keyOf: ({ id }: { id: number }) => (id < 0 ? Promise.reject : id).valueOf() as number,
        select: ({ id }: Order, name: string) => {
          if (id === 1) throw new RangeError("not this one");
          return name;
        },
      },
    ),
    {
      input: [row({ id: 5 }), row({ id: 2 }), row({ id: 1 }), row(null), end],
      output: [row("Lin"), row("Bo"), end],
      failures: [/Cannot wait longer in lookupJoin .* within 30 ms/, /not this one/, /Cannot take the key of a lookup/],
    },
  ));

test("a table is loaded whole before the first row goes on, after a restore again", () =>
  verifyAsyncOperator(
    lookupJoin({
      keyOf: ({ id }: Order) => id,
      lookup: {
        load: async ({ sleep }) => {
          await sleep(10);
          return [
            { key: 1, name: "Ada" },
            { key: 2, name: "Lin" },
            { key: 2, name: "Bo" },
            { key: null, name: "nobody" },
          ];
        },
        keyOf: ({ key }: { key: number | null }) => key,
        reloadMs: undefined,
        timeoutMs: 100,
        retries: [],
      },
      how: "left",
      select: ({ id }: Order, found: { name: string } | null) => `${id}: ${found?.name}`,
      order: "kept",
      capacity: 100,
    }),
    {
      input: [...orders, end],
      output: [
        ...[at(1, "2: Lin"), at(1, "2: Bo"), at(2, "7: undefined"), at(3, "1: Ada"), watermark(3)],
        ...[at(4, "null: undefined"), at(5, "1: Ada"), end],
      ],
      order: "kept",
      watermarks: "passed on",
      exchange: ["rebalance"],
    },
  ));
