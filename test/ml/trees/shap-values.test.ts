import { expect, test } from "vitest";
import {
  type Boosted,
  decisionTreeClassifier,
  decisionTreeRegressor,
  extraTreesRegressor,
  type Forest,
  fitRows,
  gradientBoostingClassifier,
  gradientBoostingRegressor,
  type Matrix,
  matrixOf,
  randomForestClassifier,
  shapValues,
} from "../../../ml/mod.ts";
import { inBins } from "../../../ml/trees/categories.ts";
import { goesLeft } from "../../../ml/trees/tree.ts";
import { boostedScores, forestMeans } from "../../../ml/trees/tree-scores.ts";
import { dataOf, foldOf } from "../learner/facts.ts";
import { uniform } from "../learner/random-rows.ts";

type Learned = Forest | Boosted;

/** What one tree says of a row of which some features are known: what is not known goes both ways, by the rows that did. */
function known(
  trees: Learned,
  node: number,
  row: Float64Array,
  isKnown: (feature: number) => boolean,
  output: number,
): number {
  const { features, left, right, covers, values } = trees;
  const feature = features[node]!;
  if (feature < 0) return values[node * (values.length / features.length) + output]!;
  const [a, b] = [left[node]!, right[node]!];
  const of = (child: number): number => known(trees, child, row, isKnown, output);
  if (isKnown(feature)) return of(goesLeft(trees, node, row[feature]!) ? a : b);
  return (covers[a]! * of(a) + covers[b]! * of(b)) / (covers[a]! + covers[b]!);
}

/** Shapley's own formula: over all sets of the other features. */
function plainShap(trees: Learned, root: number, row: Float64Array, output: number): number[] {
  const count = trees.columns;
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: count }, (_, feature) => {
    let sum = 0;
    for (let set = 0; set < 2 ** count; set++) {
      if ((set >> feature) & 1) continue;
      const size = Array.from({ length: count }, (_, at) => (set >> at) & 1).reduce((all, bit) => all + bit, 0);
      const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
      const of = (bits: number): number => known(trees, root, row, (at) => ((bits >> at) & 1) === 1, output);
      sum += weight * (of(set | (1 << feature)) - of(set));
    }
    return sum;
  });
}

/** Each value beside Shapley's formula, and each row's sum beside what trees say. */
function mustBeExact(learned: Learned, asked: Matrix, said: Matrix): void {
  const { expected, values } = shapValues(learned, asked);
  const trees = learned.roots.length - 1;
  const isBoosted = "baseline" in learned;
  const rows = inBins(asked, learned);
  expect(values.length).toBe(said.columns);
  for (let row = 0; row < asked.rows; row++) {
    const own = rows.data.subarray(row * rows.columns, (row + 1) * rows.columns);
    values.forEach(({ data }, output) => {
      const shap = data.subarray(row * asked.columns, (row + 1) * asked.columns);
      const plain = Array<number>(asked.columns).fill(0);
      for (let tree = 0; tree < trees; tree++) {
        if (isBoosted && tree % values.length !== output) continue;
        plainShap(learned, learned.roots[tree]!, own, isBoosted ? 0 : output).forEach((value, feature) => {
          plain[feature]! += isBoosted ? value : value / trees;
        });
      }
      plain.forEach((value, feature) => expect(shap[feature]).toBeCloseTo(value, 9));
      const sum = shap.reduce((all, value) => all + value, expected[output]!);
      expect(sum).toBeCloseTo(said.data[row * said.columns + output]!, 9);
    });
  }
}

/** Rows of five features: one a category, some missing; and a label by all but the last. */
function rowsOf(count: number, seed: number) {
  const random = uniform(seed);
  const features = Array.from({ length: count }, () => [
    random(),
    random() < -0.7 ? Number.NaN : random(),
    Math.trunc(((random() + 1) / 2) * 6),
    Math.round(2 * random()),
    random(),
  ]);
  const labels = features.map(
    ([a, b, c, d]) => a! * (Number.isNaN(b!) ? 2 : b!) + [3, 0, 1, 3, 0, 2][c!]! * (d! > 0 ? 1 : 0.3),
  );
  return { features: matrixOf(features), labels: Float64Array.from(labels) };
}

const data = rowsOf(400, 3);
const classes = data.labels.map((label) => (label > 2 ? 2 : label > 0.7 ? 1 : 0));
const asked = rowsOf(6, 77).features;

test("values of boosting are those of Shapley's formula, with categories and what is missing", () => {
  const learned = fitRows(
    gradientBoostingRegressor({ rounds: 4, maxLeaves: 12, minLeafRows: 3, categorical: [2] }),
    data,
  );
  mustBeExact(learned, asked, boostedScores(asked, learned));
});

test("so are those of two classes, which have one score, by categories alone as well", () => {
  const labels = classes.map((label) => Math.min(1, label));
  const options = { rounds: 4, maxLeaves: 8, minLeafRows: 3, categorical: [2] };
  const learned = fitRows(gradientBoostingClassifier(options), { ...data, labels });
  expect(learned.baseline).toHaveLength(1);
  expect(learned.features).toContain(2);
  mustBeExact(learned, asked, boostedScores(asked, learned));
  // Another one, one that no row had, and none at all go as the split says.
  const kinds = matrixOf([0, 3, 5, 17, Number.NaN].map((kind) => [kind]));
  const only = matrixOf(Array.from({ length: 400 }, (_, row) => [data.features.data[5 * row + 2]!]));
  const byKind = fitRows(gradientBoostingClassifier({ ...options, categorical: [0] }), { features: only, labels });
  expect(byKind.leftCategories?.length).toBeGreaterThan(0);
  mustBeExact(byKind, kinds, boostedScores(kinds, byKind));
});

test("so are those of each of three classes, and of forests and single trees", () => {
  const options = { rounds: 2, maxLeaves: 6, minLeafRows: 3 };
  const boosted = fitRows(gradientBoostingClassifier(options), { ...data, labels: classes });
  mustBeExact(boosted, asked, boostedScores(asked, boosted));
  const deep = { maxDepth: 7 };
  const numbers = [decisionTreeRegressor(deep), extraTreesRegressor({ ...deep, trees: 3 })];
  const ofClasses = [decisionTreeClassifier(deep), randomForestClassifier({ ...deep, trees: 3 })];
  const forests = [
    ...numbers.map((stage) => fitRows(stage, data)),
    ...ofClasses.map((stage) => fitRows(stage, { ...data, labels: classes })),
    fitRows(randomForestClassifier({ ...deep, trees: 2 }), {
      ...data,
      labels: classes.map((label) => Math.min(1, label)),
    }),
  ];
  for (const forest of forests) mustBeExact(forest, asked, forestMeans(asked, forest));
});

test("deep trees that ask a feature again and again have sums that are what they say", () => {
  const learned = fitRows(decisionTreeRegressor(), data);
  const { expected, values } = shapValues(learned, data.features);
  const said = forestMeans(data.features, learned).data;
  expect(expected[0]).toBeCloseTo(data.labels.reduce((sum, label) => sum + label, 0) / data.labels.length, 9);
  for (let row = 0; row < 400; row++) {
    const sum = values[0]!.data.subarray(5 * row, 5 * row + 5).reduce((all, value) => all + value, expected[0]!);
    expect(sum).toBeCloseTo(said[row]!, 9);
  }
});

test("a tree without splits has no reasons, and no rows have no values", () => {
  const learned = fitRows(decisionTreeRegressor(), { features: matrixOf([[1], [2]]), labels: Float64Array.of(3, 3) });
  const { expected, values } = shapValues(learned, matrixOf([[5]]));
  expect([expected[0], values[0]!.data[0]]).toEqual([3, 0]);
  expect(shapValues(learned, { data: new Float64Array(), rows: 0, columns: 1 }).values[0]!.rows).toBe(0);
});

test("rows of other features are refused", () => {
  const learned = fitRows(decisionTreeRegressor(), data);
  expect(() => shapValues(learned, matrixOf([[1, 2]]))).toThrow(
    "Cannot tell the reasons of predictions as rows must have 5 features: got 2",
  );
});

test("values are those of the package shap", () => {
  // shap 0.51.0, TreeExplainer(feature_perturbation="tree_path_dependent"), of HistGradientBoostingRegressor(max_iter=20,
  // min_samples_leaf=5, max_leaf_nodes=6, learning_rate=0.3) of scikit-learn 1.9.1, whose derivatives have 24 bits.
  const whole = dataOf("diabetes");
  const rounded = {
    ...whole,
    features: { ...whole.features, data: whole.features.data.map((value) => Math.round(value * 100)) },
  };
  const { train, test: held } = foldOf(rounded, 0);
  const stage = gradientBoostingRegressor({ rounds: 20, minLeafRows: 5, maxLeaves: 6, learningRate: 0.3 });
  const { expected, values } = shapValues(fitRows(stage, train), held.features);
  expect(expected[0]).toBeCloseTo(150.51841356, 6);
  const first = [5.250588698982216, -1.5726511160474446, 25.65182614640295, 5.917275557603429, 1.7142485123944105];
  const second = [18.645868631562983, 5.617658597737762, -19.01018270686404, -6.483358525603984, 10.304127943716164];
  first.forEach((value, feature) => expect(values[0]!.data[feature]).toBeCloseTo(value, 5));
  second.forEach((value, feature) => expect(values[0]!.data[10 + feature]).toBeCloseTo(value, 5));
});

test("a side to which no row went is taken where a row goes there, and else counts for nothing", () => {
  const tree = fitRows(decisionTreeRegressor({ maxDepth: 3 }), data);
  const covers = tree.covers.slice();
  covers[tree.left[0]!] = 0;
  const learned = { ...tree, covers };
  const { expected, values } = shapValues(learned, asked);
  const said = forestMeans(asked, learned).data;
  for (let row = 0; row < asked.rows; row++) {
    const sum = values[0]!.data.subarray(5 * row, 5 * row + 5).reduce((all, value) => all + value, expected[0]!);
    expect(sum).toBeCloseTo(said[row]!, 9);
  }
});
