import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type ClassifierCoefficients, fitRows, logisticRegression, matrixOf, type Rows } from "../../../ml/mod.ts";
import { accuracy, asRows, dataOf, factOf, foldOf, rowsOf, standardized, worst } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("logisticRegression", {
  make: (options) => logisticRegression({ tolerance: 1e-11, ...options }),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  weights: "alike",
  within: 1e-6,
});

/** c·Σ log loss + ½·‖w‖², as plainly as it can be written. */
function cost(
  { features, labels }: Rows,
  { classes, coefficients, intercepts }: ClassifierCoefficients,
  c: number,
): number {
  const scores = (row: number): number[] => {
    const own = Array.from(intercepts, (intercept, k) =>
      Array.from({ length: features.columns }, (_, j) => j).reduce(
        (sum, j) => sum + features.data[row * features.columns + j]! * coefficients[k * features.columns + j]!,
        intercept,
      ),
    );
    return classes.length === 2 ? [0, own[0]!] : own;
  };
  const losses = Array.from(labels!, (label, row) => {
    const own = scores(row);
    return Math.log(own.reduce((sum, score) => sum + Math.exp(score), 0)) - own[classes.indexOf(label)]!;
  });
  return c * losses.reduce((sum, loss) => sum + loss, 0) + coefficients.reduce((sum, w) => sum + w * w, 0) / 2;
}

for (const { id, c } of [
  { id: "sk.logreg.multinomial.iris", c: 1 },
  { id: "sk.logreg.multinomial.digits", c: 0.01 },
]) {
  test(`${id}: probabilities, accuracy and folds are those of scikit-learn`, async () => {
    const fact = factOf(id);
    const raw = dataOf(fact.dataset);
    const data = standardized(raw, raw);
    const model = await logisticRegression({ c }).fit(from(asRows(data)));
    const probabilities = await model
      .transform(from(asRows({ ...data, features: rowsOf(data.features, fact.expected.rows) })))
      .collect();
    expect(
      worst(
        probabilities.flatMap(({ probability }) => [...probability]),
        fact.expected.proba.flat(),
        fact.tolerance,
      ),
    ).toBe(0);
    const { coefficients, intercepts } = model.learned;
    const mean = intercepts.reduce((sum, value) => sum + value, 0) / intercepts.length;
    if (fact.expected.coef !== undefined) {
      expect(worst(coefficients, fact.expected.coef.flat(), fact.tolerance)).toBe(0);
      expect(
        worst(
          intercepts.map((value) => value - mean),
          fact.expected.intercept,
          fact.tolerance,
        ),
      ).toBe(0);
    }
    for (const fold of [0, 4]) {
      const { train, test: held } = foldOf(raw, fold);
      const own = await logisticRegression({ c }).fit(from(asRows(standardized(train, train))));
      const predicted = await own.transform(from(asRows(standardized(held, train)))).collect();
      const share = accuracy(
        predicted.map(({ prediction }) => prediction),
        held.labels,
      );
      expect(share).toBeCloseTo(fact.expected.cv_accuracy[fold], 6);
    }
  });
}

test.each([2, 3])(
  "the derivatives of the cost are 0 at what it learns of %i classes, weakly and strongly penalised",
  (classes) => {
    const raw = dataOf("iris");
    const kept = Array.from(raw.labels.keys()).filter((row) => raw.labels[row]! > 2 - classes);
    const data = { features: rowsOf(raw.features, kept), labels: Float64Array.from(kept, (row) => raw.labels[row]!) };
    for (const c of [1e-3, 1, 1e3]) {
      const learned = fitRows(logisticRegression({ c, tolerance: 1e-10 }), data);
      const at = (name: "coefficients" | "intercepts", entry: number, by: number): number => {
        const moved = learned[name].slice();
        moved[entry]! += by;
        return cost(data, { ...learned, [name]: moved }, c);
      };
      for (const name of ["coefficients", "intercepts"] as const) {
        for (let entry = 0; entry < learned[name].length; entry++) {
          const slope = (at(name, entry, 1e-5) - at(name, entry, -1e-5)) / 2e-5;
          expect(Math.abs(slope)).toBeLessThan(2e-5 * Math.max(1, c));
        }
      }
    }
  },
);

test("units of features do not matter without a cost, however large and small they are", () => {
  const rows = randomRows(200, (signal) => (signal > 0.2 ? 1 : 0)).map((row, at) => ({
    ...row,
    label: at % 5 === 0 ? 1 - row.label : row.label,
  }));
  const labels = Float64Array.from(rows, ({ label }) => label);
  const units = [1e-8, 1e9, 1];
  const plain = fitRows(logisticRegression({ c: Infinity }), {
    features: matrixOf(rows.map(({ features }) => features)),
    labels,
  });
  const scaled = fitRows(logisticRegression({ c: Infinity }), {
    features: matrixOf(rows.map(({ features }) => features.map((value, at) => value * units[at]!))),
    labels,
  });
  units.forEach((unit, at) => expect(scaled.coefficients[at]! * unit).toBeCloseTo(plain.coefficients[at]!, 6));
});

test("the intercept alone is the log odds", () => {
  const learned = fitRows(logisticRegression(), {
    features: matrixOf([[1], [1], [1], [1]]),
    labels: Float64Array.of(7, 7, 9, 7),
  });
  expect(learned.intercepts[0]).toBeCloseTo(Math.log(1 / 3), 7);
  expect(learned.classes).toEqual(Float64Array.of(7, 9));
  expect(learned.coefficients[0]).toBe(0);
});

test("one class is refused, as are numbers that are no classes", () => {
  const one = { features: matrixOf([[1], [2]]), labels: Float64Array.of(3, 3) };
  expect(() => fitRows(logisticRegression(), one)).toThrow(
    "Cannot train logisticRegression as there must be at least two classes: got only 3; give rows of another class",
  );
  const many = Array.from({ length: 10_001 }, (_, at) => [at]);
  expect(() =>
    fitRows(logisticRegression(), { features: matrixOf(many), labels: Float64Array.from(many.flat()) }),
  ).toThrow("labels must be of at most 10000 classes");
});

test("rows that can be told apart without a cost end at the last step, and it says that they have not converged", () => {
  const data = { features: matrixOf([[-1], [1]]), labels: Float64Array.of(0, 1) };
  const learned = fitRows(logisticRegression({ c: Infinity, maxIterations: 5 }), data);
  expect(learned.iterations).toBe(5);
  expect(learned.optimality).toBeGreaterThan(1e-8);
});

test("without an intercept it has none", () => {
  const { features, labels } = dataOf("iris");
  expect([...fitRows(logisticRegression({ intercept: false }), { features, labels }).intercepts]).toEqual([0, 0, 0]);
});

test("of three classes few steps are enough, as the mean of all scores is left out of the search", () => {
  const rows = randomRows(20_000, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0));
  const { iterations, optimality, coefficients } = fitRows(logisticRegression(), {
    features: matrixOf(rows.map(({ features }) => features)),
    labels: Float64Array.from(rows, ({ label }) => label),
  });
  expect(optimality).toBeLessThan(1e-8);
  expect(iterations).toBeLessThan(60);
  [0, 1, 2].forEach((c) => expect(coefficients[c]! + coefficients[3 + c]! + coefficients[6 + c]!).toBeCloseTo(0, 6));
});
