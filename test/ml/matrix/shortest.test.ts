import { expect, test } from "vitest";
import { shortening } from "../../../ml/matrix/shortest.ts";
import { fitRows, linearRegression, matrixOf, ridge } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";

const random = uniform(7);

/** Columns that are mixtures of fewer, in units apart by up to 10^±span. */
function collinear(latent: number, columns: number, span: number) {
  const units = Array.from({ length: columns }, () => 10 ** Math.round(random() * span));
  const mixes = Array.from({ length: columns }, (_, c) =>
    Array.from({ length: latent }, (_, l) => (c < latent ? Number(c === l) : Math.round(random() * 3))),
  );
  for (const mix of mixes) if (!mix.some((share) => share !== 0)) mix[0] = 1;
  const base = Array.from({ length: 60 }, () => Array.from({ length: latent }, () => random()));
  const sum = (shares: readonly number[], values: readonly number[]): number =>
    shares.reduce((total, share, l) => total + share * values[l]!, 0);
  const rows = base.map((values) => mixes.map((mix, c) => units[c]! * sum(mix, values)));
  const labels = Float64Array.from(
    base,
    (values) =>
      sum(
        values.map((_, l) => l + 1),
        values,
      ) + 0.5,
  );
  return { features: matrixOf(rows), labels };
}

test.each([0, 6, 18, 30, 100])("collinear columns in units apart by 1e±%i are fitted as exactly as others", (span) => {
  for (let trial = 0; trial < 60; trial++) {
    const latent = 1 + (trial % 4);
    const { features, labels } = collinear(latent, latent + 1 + (trial % 5), span);
    const { coefficients, intercept } = fitRows(linearRegression(), { features, labels });
    for (let row = 0; row < features.rows; row++) {
      const of = features.data.subarray(row * features.columns, (row + 1) * features.columns);
      const predicted = of.reduce((sum, x, k) => sum + x * coefficients[k]!, intercept);
      expect(Math.abs(predicted - labels[row]!)).toBeLessThan(1e-11);
    }
  }
});

test("of all solutions it is the shortest, which is the limit of ridge", () => {
  for (let trial = 0; trial < 20; trial++) {
    const { features, labels } = collinear(2, 4, 1);
    const { coefficients } = fitRows(linearRegression(), { features, labels });
    const near = fitRows(ridge({ alpha: 1e-9 }), { features, labels }).coefficients;
    near.forEach((value, k) => expect(coefficients[k]).toBeCloseTo(value, 5));
  }
});

test("what a subspace has of a vector is taken, by weight: what is left is at right angles to it", () => {
  const basis = Array.from({ length: 3 }, () => Float64Array.from({ length: 8 }, () => random()));
  const weights = Float64Array.from({ length: 8 }, () => 1 + random() / 2);
  const x = Float64Array.from({ length: 8 }, () => random());
  shortening(basis, weights)(x);
  for (const vector of basis) {
    const dot = vector.reduce((sum, value, row) => sum + value * weights[row]! ** 2 * x[row]!, 0);
    expect(Math.abs(dot)).toBeLessThan(1e-14);
  }
  const same = x.slice();
  shortening([], weights)(same);
  shortening(basis, new Float64Array(8))(same);
  expect(same).toEqual(x);
});
