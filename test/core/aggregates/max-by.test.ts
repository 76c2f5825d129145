import { expect, test } from "vitest";
import { maxBy, type Ordered } from "../../../core/aggregates/mod.ts";
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
  const rows = rowsOf<Ordered | null | undefined>(values);
  keepsTheLaws(
    `maxBy of ${kind}`,
    maxBy((row: Row) => row.value),
    { rows, oracle: (input) => ranked(input)[0] ?? null },
  );
  keepsTheLaws(
    `maxBy of ${kind} with all ties`,
    maxBy((row: Row) => row.value, { ties: "all" }),
    { rows, oracle: (input) => ranked(input).filter((row, _, [best]) => compare(row.value!, best!.value!) === 0) },
  );
}

test("maxBy asks for the row only when it wins", () => {
  const { aggregate, value } = maxBy((row: { value: number }) => row.value);
  const { zero, add } = aggregate as unknown as {
    zero(): unknown;
    add(p: unknown, v: unknown, row: () => unknown): unknown;
  };
  const asked: unknown[] = [];
  const rows = [{ value: 5 }, { value: 5 }, { value: 1 }, { value: 9 }];
  rows.reduce((partial, row) => add(partial, value!(row), () => asked.push(row)), zero());
  expect(asked).toEqual([{ value: 5 }, { value: 9 }]);
});

test("maxBy of nothing is null, or no rows", () => {
  expect(
    fold(
      maxBy((row: Row) => row.value),
      [{ value: null, id: 0 }],
    ),
  ).toBeNull();
  expect(
    fold(
      maxBy((row: Row) => row.value, { ties: "all" }),
      [],
    ),
  ).toEqual([]);
});
