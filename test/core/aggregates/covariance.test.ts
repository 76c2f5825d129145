import fc from "fast-check";
import { expect, test } from "vitest";
import { covariance } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { close, finiteNumbers, keepsTheLaws } from "./laws.ts";

interface Row {
  readonly x: number | null | undefined;
  readonly y: number | null | undefined;
}

const rows = fc.array(fc.record({ x: finiteNumbers, y: finiteNumbers }), { maxLength: 40 });

function naive(input: readonly Row[], lost: number): number | null {
  const pairs = input.filter(({ x, y }) => typeof x === "number" && typeof y === "number") as {
    x: number;
    y: number;
  }[];
  if (pairs.length <= lost) return null;
  const meanX = pairs.reduce((so, { x }) => so + x, 0) / pairs.length;
  const meanY = pairs.reduce((so, { y }) => so + y, 0) / pairs.length;
  return pairs.reduce((so, { x, y }) => so + (x - meanX) * (y - meanY), 0) / (pairs.length - lost);
}

keepsTheLaws(
  "covariance",
  covariance((row: Row) => [row.x, row.y]),
  { rows, oracle: (input) => naive(input, 1), same: close(1e-4) },
);
keepsTheLaws(
  "covariance of a population",
  covariance((row: Row) => [row.x, row.y], { of: "population" }),
  { rows, oracle: (input) => naive(input, 0), same: close(1e-4) },
);

test("covariance leaves out rows where either number is missing", () => {
  const input = [
    { x: 1, y: 10 },
    { x: 2, y: null },
    { x: undefined, y: 5 },
    { x: 3, y: 14 },
  ];
  expect(
    fold(
      covariance((row: Row) => [row.x, row.y]),
      input,
    ),
  ).toBe(4);
});
