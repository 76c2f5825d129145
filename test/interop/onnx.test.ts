import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { from } from "../../core/mod.ts";
import * as ml from "../../ml/mod.ts";
import { toOnnx } from "../../ml/onnx/mod.ts";
import { uniform } from "../ml/learner/random-rows.ts";

// What onnxruntime says to a file that was written is what `transform` says.

interface Row {
  readonly features: readonly number[];
  readonly label: number;
}

const random = (
  (next) => () =>
    (next() + 1) / 2
)(uniform(12));

/** Rows of five features, the last of them constant; labels of so many classes that follow the first two, roughly. */
function rowsOf(classes: number): Row[] {
  return Array.from({ length: 300 }, () => {
    const features = [1, 2, 3, 4].map(() => Math.round(random() * 40) / 4 - 3);
    const score = (features[0]! + 0.5 * features[1]! + 2 * random() + 4) / 13;
    return { features: [...features, 7], label: Math.min(classes - 1, Math.max(0, Math.floor(score * classes))) };
  });
}

const [two, three] = [rowsOf(2), rowsOf(3)];
const numbers = three.map(({ features }) => ({ features, label: 2 * features[0]! - features[1]! + random() }));
const counts = (rows: readonly Row[]): Row[] =>
  rows.map(({ features, label }) => ({ features: features.map((x) => Math.abs(Math.round(x))), label }));

// biome-ignore lint/suspicious/noExplicitAny: estimators of all kinds in one table
type Any = any;

const scalers = {
  standardScaler: ml.standardScaler(),
  "standardScaler, Flink's": ml.standardScaler({ convention: "flink" }),
  "standardScaler, without a mean": ml.standardScaler({ withMean: false }),
  minMaxScaler: ml.minMaxScaler({ min: -1, max: 2 }),
  "minMaxScaler, Flink's": ml.minMaxScaler({ convention: "flink" }),
  maxAbsScaler: ml.maxAbsScaler(),
  robustScaler: ml.robustScaler(),
  pca: ml.pca({ components: 3 }),
  "pca, whitened": ml.pca({ components: 2, whiten: true }),
  truncatedSvd: ml.truncatedSvd({ components: 2 }),
  imputer: ml.imputer("features", { strategy: "median" }),
  kMeans: ml.kMeans({ k: 4 }),
};
const regressors = {
  linearRegression: ml.linearRegression(),
  ridge: ml.ridge(),
  lasso: ml.lasso(),
  elasticNet: ml.elasticNet(),
  sgdRegressor: ml.sgdRegressor({ maxIterations: 5 }),
  decisionTreeRegressor: ml.decisionTreeRegressor(),
  "decisionTreeRegressor of one leaf": ml.decisionTreeRegressor({ minLeafRows: 200 }),
  randomForestRegressor: ml.randomForestRegressor({ trees: 15 }),
  extraTreesRegressor: ml.extraTreesRegressor({ trees: 15 }),
  gradientBoostingRegressor: ml.gradientBoostingRegressor(),
};
const classifiers = {
  logisticRegression: ml.logisticRegression(),
  linearSvc: ml.linearSvc(),
  gaussianNaiveBayes: ml.gaussianNaiveBayes(),
  bernoulliNaiveBayes: ml.bernoulliNaiveBayes({ threshold: 1 }),
  decisionTreeClassifier: ml.decisionTreeClassifier(),
  randomForestClassifier: ml.randomForestClassifier({ trees: 15 }),
  extraTreesClassifier: ml.extraTreesClassifier({ trees: 15 }),
  gradientBoostingClassifier: ml.gradientBoostingClassifier(),
  "a pipeline": ml.pipeline([ml.standardScaler(), ml.pca({ components: 3 }), ml.logisticRegression()]),
};
/** The third feature is of categories 0 to 9, of which some are not learned. */
const categories = (rows: readonly Row[]): Row[] =>
  rows.map(({ features }, at) => {
    const category = (at * 7) % 10;
    return { features: features.with(2, category), label: features[0]! + (category % 3 === 1 ? 5 : 0) };
  });
const ofCategories = {
  "boosting by categories": ml.gradientBoostingRegressor({ categorical: [2] }),
  "boosting by categories that are few": ml.gradientBoostingRegressor({ categorical: [2], categorySmoothing: 0 }),
  "a tree by categories": ml.decisionTreeRegressor({ categorical: [2], increasing: [0], maxDepth: 6 }),
  "a forest by categories": ml.randomForestRegressor({ categorical: [2], trees: 5 }),
  "extra trees by categories": ml.extraTreesRegressor({ categorical: [2], trees: 5 }),
};
/** What learns on, as the last of its models. */
const lastOf = (estimator: Any): Any => ({
  fit: async (rows: Any) => estimator.model((await estimator.fit(rows).versions.collect()).at(-1).learned),
});
const learningOn = {
  onlineLogisticRegression: lastOf(ml.onlineLogisticRegression()),
  onlineSgdClassifier: lastOf(ml.onlineSgdClassifier()),
  "onlineSgdClassifier that has learned nothing": ml.onlineSgdClassifier().model({
    coefficients: new Float64Array(5),
    intercept: 0,
  }),
  passiveAggressiveClassifier: lastOf(ml.passiveAggressiveClassifier()),
  onlineSoftmaxRegression: lastOf(ml.onlineSoftmaxRegression()),
  onlineKMeans: lastOf(ml.onlineKMeans({ k: 3 })),
  onlineStandardScaler: lastOf(ml.onlineStandardScaler()),
  binarizer: ml.pipeline([ml.standardScaler(), ml.binarizer({ threshold: 0.3 })]),
  "a pipeline that learns on": lastOf(ml.pipeline([ml.onlineStandardScaler(), ml.onlineSgdClassifier()])),
};
const numbersLearningOn = { passiveAggressiveRegressor: lastOf(ml.passiveAggressiveRegressor()) };
const ofNeighbours = {
  knnClassifier: ml.knnClassifier({ k: 7 }),
  "knnClassifier, by distance": ml.knnClassifier({ k: 4, weights: "distance" }),
};
const numbersOfNeighbours = {
  knnRegressor: ml.knnRegressor(),
  "knnRegressor, by distance": ml.knnRegressor({ k: 3, weights: "distance" }),
};
const others = {
  isolationForest: ml.isolationForest({ trees: 20, contamination: 0.1 }),
  "isolationForest of one row": ml.isolationForest({ trees: 2, sampleRows: 1 }),
  elementwiseProduct: ml.elementwiseProduct({ factors: [1, -2, 0.5, 0, 3] }),
  varianceThresholdSelector: ml.varianceThresholdSelector(),
  univariateFeatureSelector: ml.univariateFeatureSelector({ selectionThreshold: 2 }),
  "oneVsRest of logistic regressions": ml.oneVsRest(ml.logisticRegression()),
  "oneVsRest of boosting": ml.oneVsRest(ml.gradientBoostingClassifier({ rounds: 5 })),
};
const ofCounts = {
  categoricalNaiveBayes: ml.categoricalNaiveBayes(),
  "categoricalNaiveBayes, Flink's": ml.categoricalNaiveBayes({ convention: "flink" }),
  multinomialNaiveBayes: ml.multinomialNaiveBayes(),
  complementNaiveBayes: ml.complementNaiveBayes(),
  "poisson regression": ml.generalizedLinearRegression({ family: "poisson" }),
};

const cases: [name: string, estimator: Any, rows: readonly Row[]][] = [
  ...Object.entries(scalers).map(([name, one]) => [name, one, three] as [string, Any, Row[]]),
  ...Object.entries(regressors).map(([name, one]) => [name, one, numbers] as [string, Any, Row[]]),
  ...Object.entries(classifiers).map(([name, one]) => [`${name} of two classes`, one, two] as [string, Any, Row[]]),
  ...Object.entries(classifiers).map(([name, one]) => [`${name} of three classes`, one, three] as [string, Any, Row[]]),
  ...Object.entries(ofCounts).map(([name, one]) => [name, one, counts(three)] as [string, Any, Row[]]),
  ...Object.entries(ofCategories).map(([name, one]) => [name, one, categories(three)] as [string, Any, Row[]]),
  ["sgdClassifier", ml.sgdClassifier({ maxIterations: 5 }), two],
  ...Object.entries(learningOn).map(([name, one]) => [name, one, two] as [string, Any, Row[]]),
  ...Object.entries(numbersLearningOn).map(([name, one]) => [name, one, numbers] as [string, Any, Row[]]),
  ...Object.entries(ofNeighbours).map(([name, one]) => [name, one, three] as [string, Any, Row[]]),
  ...Object.entries(numbersOfNeighbours).map(([name, one]) => [name, one, numbers] as [string, Any, Row[]]),
  ...Object.entries(others).map(([name, one]) => [`${name}, three classes`, one, three] as [string, Any, Row[]]),
  ["oneVsRest of two classes", ml.oneVsRest(ml.gaussianNaiveBayes()), two],
  ["onlineSoftmaxRegression of three classes", lastOf(ml.onlineSoftmaxRegression({ classes: [0, 1, 2] })), three],
];

/** Rows that were not learned from, and some that lack a feature. */
function questions(rows: readonly Row[], name: string): { readonly features: Float64Array }[] {
  const isCount = name in ofCounts;
  const asked = rows.slice(0, 100).map(({ features }) => features.map((x) => (isCount ? x + 1 : x + random() - 0.5)));
  if (name in ofCategories) asked.forEach((row, at) => void row.splice(2, 1, at % 14));
  const lacking = [0, 1, 2, 4].map((at) => asked[at]!.with(at, Number.NaN));
  return [...asked, ...lacking].map((features) => ({ features: Float64Array.from(features) }));
}

describe.each(cases)("%s", (name, estimator, rows) => {
  test("answers as it does here", async () => {
    const model = "fit" in estimator ? await estimator.fit(from(rows)) : estimator;
    const asked = questions(rows, name);
    const wanted = (await model.transform(from(asked)).collect()) as Readonly<Record<string, number | Float64Array>>[];
    const size = asked[0]!.features.length;
    for (const type of ["float64", "float32"] as const) {
      const flat = asked.flatMap(({ features }) => [...features]);
      const data = type === "float64" ? Float64Array.from(flat) : Float32Array.from(flat);
      const session = await InferenceSession.create(toOnnx(model, { numbers: type }));
      const answers = await session.run({ features: new Tensor(type, data as never, [asked.length, size]) });
      const got = Object.entries(answers);
      expect(got.length).toBeGreaterThan(0);
      for (const [output, tensor] of got) {
        const column = output.replace(/_out$/, "");
        const expected = wanted.flatMap((row) => (typeof row[column] === "number" ? [row[column]] : [...row[column]!]));
        const values = Array.from(tensor.data as Float64Array, Number);
        expect(values.length).toBe(expected.length);
        // In 32 bits a feature may come to lie on the other side of a threshold: few rows then are others'.
        const apart = values.filter((value, at) => !isNear(value, expected[at]!, type === "float64" ? 1e-9 : 1e-4));
        expect(apart.length).toBeLessThanOrEqual(type === "float64" ? 0 : Math.floor(0.02 * values.length));
      }
    }
  });
});

function isNear(a: number, b: number, share: number): boolean {
  return Number.isNaN(a) ? Number.isNaN(b) : Math.abs(a - b) <= share * Math.max(1, Math.abs(b));
}

test("texts become numbers, those that were not learned the one behind the last", async () => {
  const rows = from(["UA", "AA", "AA", "DL"].map((carrier, at) => ({ carrier, miles: 10 * at, label: at })));
  const stages = [ml.stringIndexer("carrier"), ml.assemble(["carrierIndex", "miles"]), ml.linearRegression()] as const;
  const model = await ml.pipeline(stages).fit(rows);
  const session = await InferenceSession.create(toOnnx(model, { outputs: ["carrierIndex", "prediction"] }));
  const { carrierIndex, prediction } = await session.run({
    carrier: new Tensor("string", ["AA", "UA", "DL", "?"], [4, 1]),
    miles: new Tensor("float64", Float64Array.of(10, 0, 30, 5), [4, 1]),
  });
  const wanted = await model
    .transform(
      from([
        { carrier: "AA", miles: 10 },
        { carrier: "UA", miles: 0 },
        { carrier: "DL", miles: 30 },
      ]),
    )
    .collect();
  expect([...(carrierIndex!.data as Float64Array)]).toEqual([...wanted.map((row) => row.carrierIndex), 3]);
  wanted.forEach((row, at) => expect((prediction!.data as Float64Array)[at]).toBeCloseTo(row.prediction, 9));
});

test.each([1, 2, 3, Number.POSITIVE_INFINITY])(
  "vectors divided by their %d-norm, zeros left as they are",
  async (p) => {
    const asked = [
      [3, -4],
      [0, 0],
      [1e-3, 2],
    ];
    const session = await InferenceSession.create(toOnnx(ml.normalizer({ p }), { sizes: { features: 2 } }));
    const input = new Tensor("float64", Float64Array.from(asked.flat()), [3, 2]);
    const { features_out } = await session.run({ features: input });
    const wanted = await ml
      .normalizer({ p })
      .transform(from(asked.map((features) => ({ features }))))
      .collect();
    const flat = wanted.flatMap((row) => [...row.features]);
    flat.forEach((value, at) => expect((features_out!.data as Float64Array)[at]).toBeCloseTo(value, 12));
  },
);

describe("one category as numbers of 0 and 1", () => {
  const learned = from([0, 2, 1, 2].map((colour) => ({ colour })));
  const asked = [2, 0, 1];

  test.each([
    [{}, [Number.NaN, Number.NaN]],
    [{ dropLast: false }, [Number.NaN, Number.NaN, Number.NaN]],
    [{ handleInvalid: "keep" }, [0, 0, 0]],
    [{ handleInvalid: "keep", dropLast: false }, [0, 0, 0, 1]],
    [{ handleInvalid: "skip" }, [Number.NaN, Number.NaN]],
  ] as const)("with %o; numbers without a category", async (options, unknown) => {
    const model = await ml.oneHotEncoder("colour", options).fit(learned);
    const session = await InferenceSession.create(toOnnx(model));
    const values = Float64Array.of(...asked, 7, 0.5, Number.NaN);
    const { colourVector } = await session.run({ colour: new Tensor("float64", values, [6, 1]) });
    const here = await model.transform(from(asked.map((colour) => ({ colour })))).collect();
    const wanted = here.flatMap((row) => {
      const { size, indices } = row.colourVector;
      return Array.from({ length: size }, (_, at) => Number([...(indices as Int32Array)].includes(at)));
    });
    expect(colourVector!.dims).toEqual([6, unknown.length]);
    expect([...(colourVector!.data as Float64Array)]).toEqual([...wanted, ...unknown, ...unknown, ...unknown]);
  });
});

test("a stage for each of several columns gives all of them, and goes on into a model", async () => {
  const rows = from(["b", "a", "b", "c"].map((kind, at) => ({ kind, shape: kind === "c" ? "x" : "y", label: at })));
  const encoded = ml.columnTransformer(["kind", "shape"], (column) => ml.stringIndexer(column));
  const texts = { kind: new Tensor("string", ["a", "c"], [2, 1]), shape: new Tensor("string", ["y", "x"], [2, 1]) };
  const asked = from([
    { kind: "a", shape: "y" },
    { kind: "c", shape: "x" },
  ]);
  const alone = await encoded.fit(rows);
  const numbers = await (await InferenceSession.create(toOnnx(alone))).run(texts);
  const wanted = await alone.transform(asked).collect();
  expect(Object.keys(numbers)).toEqual(["kindIndex", "shapeIndex"]);
  expect([...(numbers.kindIndex!.data as Float64Array)]).toEqual(wanted.map((row) => row.kindIndex));
  expect([...(numbers.shapeIndex!.data as Float64Array)]).toEqual(wanted.map((row) => row.shapeIndex));
  const hot = ml.columnTransformer(["kindIndex", "shapeIndex"], (column) =>
    ml.oneHotEncoder(column, { dropLast: false }),
  );
  const stages = [encoded, hot, ml.assemble(["kindIndexVector", "shapeIndexVector"]), ml.ridge()] as const;
  const model = await ml.pipeline(stages).fit(rows);
  const { prediction } = await (await InferenceSession.create(toOnnx(model))).run(texts);
  const here = await model.transform(asked).collect();
  here.forEach((row, at) => expect((prediction!.data as Float64Array)[at]).toBeCloseTo(row.prediction, 9));
});
