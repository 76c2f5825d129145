import { expect, test } from "vitest";
import { matrixOf } from "../../../ml/matrix/matrix.ts";
import { normalEquations } from "../../../ml/matrix/normal-equations.ts";

test("it solves, whatever the units of the unknowns", () => {
  for (const unit of [1e-12, 1, 1e12]) {
    const { rank, solve } = normalEquations(
      matrixOf([
        [4, 2 * unit],
        [2 * unit, 3 * unit * unit],
      ]),
    );
    const [x, y] = solve(Float64Array.of(8, 8 * unit));
    expect(rank).toBe(2);
    expect(x).toBeCloseTo(1, 12);
    expect(y! * unit).toBeCloseTo(2, 12);
  }
});

test("of many solutions it gives the shortest, in the user's own units", () => {
  // x + 3y = 10 twice: the shortest is (1, 3), whatever scaling would make of it.
  const { rank, solve } = normalEquations(
    matrixOf([
      [2, 6],
      [6, 18],
    ]),
  );
  const [x, y] = solve(Float64Array.of(20, 60));
  expect(rank).toBe(1);
  expect(x).toBeCloseTo(1, 12);
  expect(y).toBeCloseTo(3, 12);
});

test("unknowns of which nothing is known are 0", () => {
  const { rank, solve } = normalEquations(
    matrixOf([
      [0, 0],
      [0, 2],
    ]),
  );
  expect(rank).toBe(1);
  expect([...solve(Float64Array.of(0, 4))]).toEqual([0, expect.closeTo(2, 14)]);
});
