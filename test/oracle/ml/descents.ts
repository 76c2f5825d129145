import { from } from "../../../core/mod.ts";
import { regularize } from "../../../ml/linear/gradient-descent.ts";
import { categoricalNaiveBayes, sgdClassifier, sgdRegressor } from "../../../ml/mod.ts";
import type { Fact, Replay, Replays } from "./fact.ts";

interface Params {
  readonly maxIter: number;
  readonly tol: number;
  readonly learningRate: number;
  readonly globalBatchSize: number;
  readonly reg: number;
  readonly elasticNet: number;
}

type Row = readonly [features: readonly number[], label: number, weight: number];

function optionsOf({ params }: Fact) {
  const { maxIter, tol, learningRate, globalBatchSize, reg, elasticNet } = params as unknown as Params;
  return {
    maxIterations: maxIter,
    tolerance: tol,
    learningRate,
    batchRows: globalBatchSize,
    regularization: reg,
    l1Ratio: elasticNet,
    weight: "weight",
  };
}

function rowsOf({ input }: Fact) {
  const rows = (input as { readonly "rows [features,label,weight]": readonly Row[] })["rows [features,label,weight]"];
  return rows.map(([features, label, weight]) => ({ features, label, weight }));
}

const classified =
  (loss: "logistic" | "hinge"): Replay =>
  async (fact) => {
    const rows = rowsOf(fact);
    const model = await sgdClassifier({ ...optionsOf(fact), loss }).fit(from(rows));
    const answers = await model.transform(from(rows)).collect();
    const isRight = answers.every(({ label, prediction }) => label === prediction);
    return {
      coefficient: model.learned.coefficients,
      prediction: isRight ? "label for every row" : "another label for some row",
    };
  };

export const descentReplays: Replays = {
  RegularizationUtils: async ({ params, input }) => {
    const { learningRate, reg: regularization, elasticNet: l1Ratio } = params as unknown as Params;
    const w = Float64Array.from(input as readonly number[]);
    regularize(w, { learningRate, regularization, l1Ratio });
    return w;
  },
  LogisticRegression: classified("logistic"),
  LinearSVC: classified("hinge"),
  LinearRegression: async (fact) => {
    const rows = rowsOf(fact);
    const model = await sgdRegressor(optionsOf(fact)).fit(from(rows));
    const answers = await model.transform(from(rows)).collect();
    const within = (fact.expected as { readonly prediction_abs_err: number }).prediction_abs_err;
    // The largest distance that Flink's test allows, relative to the label.
    const worst = Math.max(...answers.map(({ label, prediction }) => Math.abs(label - prediction) / label));
    return { coefficient: model.learned.coefficients, prediction_abs_err: Math.max(worst, within) };
  },
  NaiveBayes: async ({ params, input }) => {
    const { train, test } = input as {
      readonly train: readonly (readonly [readonly number[], number])[];
      readonly test: readonly (readonly number[])[];
    };
    const { smoothing } = params as { readonly smoothing: number };
    const model = await categoricalNaiveBayes({ convention: "flink", smoothing }).fit(
      from(train.map(([features, label]) => ({ features, label }))),
    );
    const answers = await model.transform(from(test.map((features) => ({ features })))).collect();
    return answers.map(({ prediction }) => prediction);
  },
};
