import { expect, test } from "vitest";
import {
  type BoostingOptions,
  fitRows,
  gradientBoostingClassifier,
  gradientBoostingRegressor,
  matrixOf,
} from "../../../ml/mod.ts";
import { boostedScores } from "../../../ml/trees/tree-scores.ts";
import { uniform } from "../learner/random-rows.ts";

// HistGradientBoostingRegressor and -Classifier of scikit-learn 1.9.1 (max_iter=12, min_samples_leaf=8, max_leaf_nodes=9, early_stopping=False), whose
// derivatives have 24 bits: on values that are fewer than bins, so that bins are the same.
const random = uniform(17);
const draw = (steps: number): number => Math.round(((random() + 1) / 2) * steps) / steps;
const rows = Array.from({ length: 400 }, () => [draw(100), 3 * draw(60), draw(80)]);
const labels = Float64Array.from(rows, ([a, b, c]) => Math.exp(a! + b! / 2) + 3 * c! * c! + draw(1000) + 0.1);
const classes = labels.map((label) => (label < 3.5 ? 0 : label < 5 ? 1 : 2));
const features = matrixOf(rows);
const how: BoostingOptions = { rounds: 12, minLeafRows: 8, maxLeaves: 9 };

test.each([
  ["squaredError", [5.593175481282021, 5.367293307796181, 5.387581143667244, 4.963596413587508]],
  ["absoluteError", [5.800568900308377, 5.6735780514522975, 4.961606373442795, 4.497023784347299]],
  ["poisson", [5.783338935253888, 5.503412146803135, 5.326236211087777, 4.711427677419956]],
  ["gamma", [5.664360529188431, 5.590841104972145, 5.297233041655791, 4.848814213119479]],
] as const)("boosting by the loss %s gives scikit-learn's predictions", (loss, wanted) => {
  const learned = fitRows(gradientBoostingRegressor({ ...how, loss }), { features, labels });
  const isLog = loss === "poisson" || loss === "gamma";
  const own = boostedScores(features, learned).data.map((score) => (isLog ? Math.exp(score) : score));
  wanted.forEach((value, row) => expect(own[row]).toBeCloseTo(value, 6));
});

test("so are probabilities of two classes, and of three", () => {
  const scoresOf = (of: Float64Array): Float64Array =>
    boostedScores(features, fitRows(gradientBoostingClassifier(how), { features, labels: of })).data;
  const two = scoresOf(classes.map((own) => Math.min(1, own)));
  [0.9261327866232404, 0.9264950911287472, 0.9306641548584567, 0.8290163771264792].forEach((value, row) =>
    expect(1 / (1 + Math.exp(-two[row]!))).toBeCloseTo(value, 6),
  );
  const three = scoresOf(classes).map(Math.exp);
  const wanted = [
    0.028635496518463664, 0.03478858693643357, 0.9365759165451029, 0.030136452529291743, 0.130041581308028,
    0.8398219661626802,
  ];
  wanted.forEach((value, at) => {
    const row = 3 * Math.floor(at / 3);
    expect(three[at]! / (three[row]! + three[row + 1]! + three[row + 2]!)).toBeCloseTo(value, 6);
  });
});
