import { expect, test } from "vitest";
import { fitRows, matrixOf, sgdClassifier } from "../../../ml/mod.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

for (const loss of ["logistic", "hinge"] as const) {
  learnerSuite("sgdClassifier", {
    make: (options) => sgdClassifier({ loss, batchRows: 5000, regularization: 0.1, l1Ratio: 0.5, ...options }),
    rows: randomRows(60, (signal) => (signal > 0 ? 3 : -1)),
    weights: "alike",
  });
}

test("of more than two classes it says who learns them", () => {
  const rows = { features: matrixOf([[1], [2], [3]]), labels: Float64Array.of(0, 1, 2) };
  expect(() => fitRows(sgdClassifier(), rows)).toThrow("tells two classes apart: got 3; take logisticRegression");
});
