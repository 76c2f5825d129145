import { expect, test } from "vitest";
import { decisionTreeRegressor, fitRows, matrixOf } from "../../../ml/mod.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows, uniform } from "../learner/random-rows.ts";

learnerSuite("decisionTreeRegressor", {
  make: (options) => decisionTreeRegressor(options),
  rows: randomRows(60, (signal) => 100 + signal),
  missing: "taken",
  weights: "alike",
});

test("a first split leaves as small a sum of squares as the best of all splits, and leaves hold means", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = uniform(seed);
    const rows = Array.from({ length: 25 }, () => ({ x: [Math.round(9 * random()), random()], y: 1000 + random() }));
    const squares = (own: typeof rows): number => {
      const mean = own.reduce((sum, { y }) => sum + y, 0) / own.length;
      return own.reduce((sum, { y }) => sum + (y - mean) ** 2, 0);
    };
    const splits = rows.flatMap(({ x }) =>
      [0, 1].map((feature) => [
        rows.filter((row) => row.x[feature]! <= x[feature]!),
        rows.filter((row) => row.x[feature]! > x[feature]!),
      ]),
    );
    const least = Math.min(
      ...splits.filter(([, right]) => right!.length > 0).map(([left, right]) => squares(left!) + squares(right!)),
    );
    const learned = fitRows(decisionTreeRegressor({ maxDepth: 1 }), {
      features: matrixOf(rows.map(({ x }) => x)),
      labels: Float64Array.from(rows, ({ y }) => y),
    });
    const [feature, threshold] = [learned.features[0]!, learned.thresholds[0]!];
    const sides = [rows.filter(({ x }) => x[feature]! <= threshold), rows.filter(({ x }) => x[feature]! > threshold)];
    expect(squares(sides[0]!) + squares(sides[1]!)).toBeCloseTo(least, 9);
    [learned.left[0]!, learned.right[0]!].forEach((node, side) => {
      const own = sides[side]!;
      expect(learned.values[node]).toBeCloseTo(own.reduce((sum, { y }) => sum + y, 0) / own.length, 9);
    });
  }
});

test("more values than bins are split between quantiles", () => {
  const features = matrixOf(Array.from({ length: 5000 }, (_, at) => [at]));
  const labels = Float64Array.from({ length: 5000 }, (_, at) => (at < 2500 ? 0 : 1));
  const { thresholds } = fitRows(decisionTreeRegressor({ maxDepth: 1 }), { features, labels });
  expect(Math.abs(thresholds[0]! - 2500)).toBeLessThan(5000 / 255);
});
