import { expect, test } from "vitest";
import { kappaOf, marginsOf, matthewsOf } from "../../../ml/evaluation/agreement.ts";

const counts = Float64Array.of(2, 1, 0, 3);

test("margins are sums of rows and columns", () => {
  expect(marginsOf(counts, 2)).toEqual({ rows: Float64Array.of(3, 3), columns: Float64Array.of(2, 4), total: 6 });
});

test("agreement is 1 where all agree, and 0 by chance; kappa is NaN, Matthews 0, where there is one class", () => {
  const all = Float64Array.of(2, 0, 0, 3);
  expect([kappaOf(all, 2, "equal"), matthewsOf(all, 2)]).toEqual([1, 1]);
  const chance = Float64Array.of(1, 1, 1, 1);
  expect([kappaOf(chance, 2, "quadratic"), matthewsOf(chance, 2)]).toEqual([0, 0]);
  expect([kappaOf(Float64Array.of(4), 1, "equal"), matthewsOf(Float64Array.of(4), 1)]).toEqual([Number.NaN, 0]);
});
