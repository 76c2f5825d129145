import { expect, test } from "vitest";
import { lengthOf } from "../../../core/data/batch.ts";
import { columnsReadBy, type KeySpec, keyedInput } from "../../../core/operators/keyed-input.ts";
import { routingContext } from "../../../core/runtime/context.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { type BatchForm, row, virtualClock } from "../../../core/testing/mod.ts";

const forms: readonly BatchForm[] = [
  { layout: "values" },
  { layout: "columns" },
  { layout: "dictionaries" },
  { layout: "utf8", selected: true },
  { layout: "values", selected: true },
];

/** The keys of some values, as users gave them, and the messages of those left out; the same in batches of any form. */
function keysOf(key: KeySpec, values: readonly unknown[]): { keys: unknown[]; failures: string[] } {
  const all = forms.map((form) => {
    const failures: string[] = [];
    const context = routingContext({
      step: "keyBy",
      parallelism: 1,
      clock: virtualClock(),
      count: () => undefined,
      onBadRecord: ({ message }) => void failures.push(message),
    });
    const input = keyedInput(context, key, [])(batchOf(values.map(row), form));
    if (input === undefined) return { keys: [], failures };
    const rows = Array.from({ length: lengthOf(input.batch) }, (_, k) => input.batch.selection?.[k] ?? k);
    return { keys: rows.map((each) => context.keys.keyOf(input.keys[each]!)), failures };
  });
  for (const { keys } of all) expect(keys).toEqual(all[0]!.keys);
  return all[0]!;
}

test("a key is what the lambda gives", () => {
  const key: KeySpec = { lambda: (sale: { shop: string; n: number }) => `${sale.shop}/${sale.n % 2}`, names: ["key"] };
  expect(
    keysOf(key, [
      { shop: "a", n: 1 },
      { shop: "b", n: 2 },
      { shop: "a", n: 3 },
    ]).keys,
  ).toEqual(["a/1", "b/0", "a/1"]);
});

test("a key of several values is an object of them, in columns or by lambda", () => {
  const values = [
    { a: "x", b: 1, c: 5 },
    { a: "y", b: 2, c: 6 },
  ];
  const expected = [
    { a: "x", b: 1 },
    { a: "y", b: 2 },
  ];
  expect(keysOf({ columns: ["a", "b"], names: ["a", "b"] }, values).keys).toEqual(expected);
  expect(
    keysOf({ lambda: (each: { a: string; b: number }) => ({ b: each.b, a: each.a }), names: ["key"] }, values).keys,
  ).toEqual(expected);
});

test("numbers are their own keys, −0 is 0", () => {
  const values = [0, -0, 1, -1.5, 2 ** 53, Number.NaN].map((n) => ({ n }));
  expect(keysOf({ columns: ["n"], names: ["n"] }, values).keys).toEqual([0, 0, 1, -1.5, 2 ** 53, Number.NaN]);
});

test("a null key is a failed record that says where and what to do", () => {
  const { keys, failures } = keysOf({ columns: ["shop"], names: ["shop"] }, [{ shop: null }, { shop: "b" }]);
  expect(keys).toEqual(["b"]);
  expect(failures).toEqual([
    expect.stringMatching(
      /^Cannot take the key of a row in keyBy as a key must not be null: got null; filter such rows out .* at row 0 of keyBy: \{"shop":null\}/,
    ),
  ]);
});

test("null keys may be left out without a failure, or be one key", () => {
  const values = [{ shop: null }, { shop: "b" }, { shop: null }];
  expect(keysOf({ columns: ["shop"], names: ["shop"], nulls: "drop" }, values)).toEqual({ keys: ["b"], failures: [] });
  expect(keysOf({ columns: ["shop"], names: ["shop"], nulls: "single" }, values)).toEqual({
    keys: [null, "b", null],
    failures: [],
  });
});

test("a key column that is not there is an error with the nearest names", () => {
  const batch = batchOf([row({ shop: "a", price: 1 })], { layout: "columns" });
  const context = routingContext({
    step: "keyBy",
    parallelism: 1,
    clock: virtualClock(),
    count: () => undefined,
    onBadRecord: () => undefined,
  });
  expect(() => keyedInput(context, { columns: ["shops"], names: ["shops"] }, [])(batch)).toThrow(
    /"shops" in keyBy.*did you mean "shop"\?/,
  );
});

test("only the columns that key and values read are asked for", () => {
  const price = (sale: { price: number }) => sale.price;
  expect(columnsReadBy({ columns: ["shop"], names: ["shop"] }, [price, undefined], false)).toEqual(
    new Set(["shop", "price"]),
  );
  expect(columnsReadBy({ lambda: (sale: { at: number }) => sale.at, names: ["key"] }, [price], false)).toEqual(
    new Set(["at", "price"]),
  );
  expect(columnsReadBy(undefined, [price], true)).toBe("all");
  expect(columnsReadBy(undefined, [(sale: object) => Object.keys(sale).length], false)).toBe("all");
});
