import { expect, test } from "vitest";
import { type Ordered, topK } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, rowsOf } from "./laws.ts";
import { compare, orderedValues } from "./ordered-values.ts";

interface Row {
  readonly value: Ordered | null | undefined;
  readonly id: number;
}

const ranked = (rows: readonly Row[]): Row[] =>
  rows.filter((row) => row.value !== null && row.value !== undefined).sort((a, b) => compare(b.value!, a.value!));

for (const [kind, values] of [["numbers", numbers] as const, ...orderedValues]) {
  for (const k of [1, 3]) {
    keepsTheLaws(
      `topK of ${k} ${kind}`,
      topK(k, (row: Row) => row.value),
      { rows: rowsOf<Ordered | null | undefined>(values), oracle: (rows) => ranked(rows).slice(0, k) },
    );
  }
}

test("topK gives the greatest first, equal ones in order of arrival", () => {
  const rows = [
    { name: "a", price: 1 },
    { name: "b", price: 3 },
    { name: "c", price: 3 },
    { name: "d", price: 2 },
  ];
  const best = topK(3, (row: { name: string; price: number }) => row.price);
  expect(fold(best, rows).map((row) => row.name)).toEqual(["b", "c", "d"]);
});

test("topK refuses a k that is not a positive integer", () => {
  for (const k of [0, -1, 2.5, Number.NaN]) {
    expect(() => topK(k, (row: Row) => row.value)).toThrow(
      `Cannot build topK() as k must be a positive integer: got ${k}; use topK(1, by) or maxBy(by) for the first row`,
    );
  }
});
