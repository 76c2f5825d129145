import fc from "fast-check";
import { expect, test } from "vitest";
import { correlation } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { close, keepsTheLaws } from "./laws.ts";

interface Row {
  readonly x: number | null | undefined;
  readonly y: number | null | undefined;
}

const small = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -20, max: 20 }) }, fc.constantFrom(null, undefined));
const pearson = correlation((row: Row) => [row.x, row.y]);

// Sums of integers are exact, so that a constant column is seen as such.
function naive(input: readonly Row[]): number | null {
  const pairs = input.filter(({ x, y }) => typeof x === "number" && typeof y === "number") as {
    x: number;
    y: number;
  }[];
  const total = (of: (pair: { x: number; y: number }) => number): number =>
    pairs.reduce((so, pair) => so + of(pair), 0);
  const n = pairs.length;
  const spreadX = n * total(({ x }) => x * x) - total(({ x }) => x) ** 2;
  const spreadY = n * total(({ y }) => y * y) - total(({ y }) => y) ** 2;
  if (n < 2 || spreadX === 0 || spreadY === 0) return null;
  return (n * total(({ x, y }) => x * y) - total(({ x }) => x) * total(({ y }) => y)) / Math.sqrt(spreadX * spreadY);
}

keepsTheLaws("correlation", pearson, {
  rows: fc.array(fc.record({ x: small, y: small }), { maxLength: 40 }),
  oracle: naive,
  same: close(1e-9),
});

test("correlation is 1 and −1 on a line", () => {
  const line = [1, 2, 3, 4].map((x) => ({ x, y: 7 * x }));
  expect(fold(pearson, line)).toBe(1);
  expect(
    fold(
      pearson,
      line.map(({ x, y }) => ({ x, y: -y })),
    ),
  ).toBe(-1);
});

test("correlation with a constant, and of fewer than two pairs, is null", () => {
  expect(
    fold(pearson, [
      { x: 1, y: 5 },
      { x: 2, y: 5 },
    ]),
  ).toBeNull();
  expect(fold(pearson, [{ x: 1, y: 5 }])).toBeNull();
});

test("correlation with a NaN is NaN", () => {
  expect(
    fold(pearson, [
      { x: 1, y: 5 },
      { x: Number.NaN, y: 6 },
      { x: 3, y: 9 },
    ]),
  ).toBeNaN();
});

test("correlation does not depend on the units of the columns", () => {
  for (const unit of [1e-100, 1e100]) {
    const rows = [
      { x: unit, y: 10 * unit },
      { x: 2 * unit, y: 30 * unit },
      { x: 3 * unit, y: 20 * unit },
    ];
    expect(fold(pearson, rows)).toBeCloseTo(0.5, 12);
  }
});
