import { test } from "vitest";
import { firstByKey } from "../../../core/operators/first-by-key.ts";
import { at, crash, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { byK, exchangeByK } from "./specs.ts";

test("the first record of each key comes through, also after a restore", () =>
  verifyOperator(firstByKey(byK), {
    input: [
      at(1, { k: "a", v: 1 }),
      at(2, { k: "b", v: 2 }),
      at(3, { k: "a", v: 3 }),
      crash,
      watermark(3),
      at(4, { k: "b", v: 4 }),
      at(5, { k: "c", v: 5 }),
    ],
    output: [at(1, { k: "a", v: 1 }), at(2, { k: "b", v: 2 }), watermark(3), at(5, { k: "c", v: 5 })],
    order: "kept",
    exchange: exchangeByK,
  }));

test('keys are told apart by value and type: 1 and "1", objects by content, 0 and −0 as one', () => {
  const keys = [
    1,
    "1",
    0,
    -0,
    2 ** 53,
    2 ** 53 + 2,
    1.5,
    true,
    { a: 1 },
    { a: 1 },
    { a: 2 },
    [1, "1"],
    [1, "1"],
    new Date(1),
    1n,
    { b: [{ y: 1, x: 2 }], a: 0 },
    { a: 0, b: [{ x: 2, y: 1 }] },
  ];
  const first = [
    1,
    "1",
    0,
    2 ** 53,
    2 ** 53 + 2,
    1.5,
    true,
    { a: 1 },
    { a: 2 },
    [1, "1"],
    new Date(1),
    1n,
    { b: [{ y: 1, x: 2 }], a: 0 },
  ];
  verifyOperator(firstByKey(byK), {
    input: [...keys, ...keys].map((k) => row({ k, v: 0 })),
    output: first.map((k) => row({ k, v: 0 })),
    exchange: exchangeByK,
  });
});

test("keys may be several columns by name", () =>
  verifyOperator(firstByKey({ columns: ["k", "v"], names: ["k", "v"] }), {
    input: [
      row({ k: "a", v: 1, x: 1 }),
      row({ k: "a", v: 2, x: 2 }),
      row({ k: "a", v: 1, x: 3 }),
      crash,
      row({ k: "a", v: 2, x: 4 }),
    ],
    output: [row({ k: "a", v: 1, x: 1 }), row({ k: "a", v: 2, x: 2 })],
    exchange: [(each: { k: string; v: number }) => ({ k: each.k, v: each.v })],
  }));

test("a null key is a failed record", () =>
  verifyOperator(firstByKey(byK), {
    input: [row({ k: null, v: 1 }), row({ k: "a", v: 2 }), row({ k: undefined, v: 3 })],
    output: [row({ k: "a", v: 2 })],
    failures: [/Cannot take the key of a row in distinct.*"v":1/, /a key must not be null/],
    exchange: exchangeByK,
  }));

test("without a key the very first record is the first", () =>
  verifyOperator(firstByKey(undefined), { input: [row(7), row(8)], output: [row(7)] }));
