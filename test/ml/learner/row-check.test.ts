import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import {
  decisionTreeRegressor,
  fitRows,
  gaussianMixture,
  gradientBoostingRegressor,
  linearRegression,
  matrixOf,
} from "../../../ml/mod.ts";

const labels = Float64Array.of(1, 2, 4);

function rowsTimes(times: number): ReturnType<typeof matrixOf> {
  return matrixOf(
    [
      [1, 2],
      [2, 0],
      [3, 5],
    ].map((row) => row.map((value) => value * times)),
  );
}

test("features whose squares are no numbers are refused where squares are summed up, with the row and what to do", async () => {
  const message =
    "Cannot train linearRegression as squares of features must be finite: got 2e+160, above 1e+150, in row 1, feature 0; put maxAbsScaler before it";
  const rows = [
    { features: [1e149, 2], label: 1 },
    { features: [2e160, 2], label: 2 },
  ];
  await expect(linearRegression().fit(from(rows))).rejects.toThrow(message);
  expect(() =>
    fitRows(linearRegression(), { features: matrixOf(rows.map((row) => row.features)), labels: labels.subarray(1) }),
  ).toThrow(message);
  expect(() => fitRows(gaussianMixture({ k: 1 }), { features: rowsTimes(1e160) })).toThrow(
    "Cannot train gaussianMixture as squares of features must be finite: got 1e+160, above 1e+150, in row 0, feature 0; put maxAbsScaler before it",
  );
});

test("features whose squares are lost beside 0 are refused, and features that are all 0 are not", () => {
  expect(() => fitRows(linearRegression(), { features: rowsTimes(6e-170), labels })).toThrow(
    "Cannot train linearRegression as squares of features must not be lost beside 0: got ones of about 1.3e-169; put maxAbsScaler before it",
  );
  expect(fitRows(linearRegression(), { features: rowsTimes(0), labels }).intercept).toBeCloseTo(7 / 3, 12);
  const [own, small] = [1, 2 ** -460].map((times) =>
    fitRows(linearRegression(), { features: rowsTimes(times), labels }),
  );
  expect(small!.coefficients.map((value) => value * 2 ** -460)).toEqual(own!.coefficients);
});

test("so are labels; a median squares none", () => {
  const tree = decisionTreeRegressor({ maxDepth: 2 });
  expect(() => fitRows(tree, { features: rowsTimes(1), labels: labels.map((value) => value * 1e155) })).toThrow(
    "Cannot train decisionTreeRegressor as squares of labels must be finite: got 1e+155, above 1e+150, in row 0; give them in another unit",
  );
  expect(() => fitRows(tree, { features: rowsTimes(1), labels: labels.map((value) => value * 3e-170) })).toThrow(
    "squares of labels must not be lost beside 0: got ones of about 7.0e-170; give them in another unit",
  );
  const median = gradientBoostingRegressor({ loss: "absoluteError", rounds: 1 });
  expect(() => fitRows(median, { features: rowsTimes(1), labels: labels.map((value) => value * 1e155) })).not.toThrow();
});
