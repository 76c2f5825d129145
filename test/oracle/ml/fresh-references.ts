import { type Dataset, from } from "../../../core/mod.ts";
import * as ml from "../../../ml/mod.ts";
import type { Pair } from "./fresh-learners.ts";
import type { Rows } from "./fresh-rows.ts";

const vectors = (rows: readonly (readonly number[])[]): Dataset<{ features: Float64Array }> =>
  from(rows.map((features) => ({ features: Float64Array.from(features) })));

/** Users, items and ratings of rows: near values are the same id. */
const ratingsOf = ({ features, labels }: Rows): Dataset<{ user: number; item: number; rating: number }> =>
  from(
    features.map((row, at) => ({
      user: Math.round(2 * row[0]!) + 0,
      item: Math.round(2 * (row[1] ?? 0)) + 0,
      rating: labels[at]!,
    })),
  );

/** `given` goes to the other, which makes what is wanted of it by functions of fresh_references.py. */
function als(feedback: "explicit" | "implicit"): Pair {
  const options = {
    rank: 3,
    regularization: 0.1,
    feedback,
    ...(feedback === "implicit" && { confidence: 2 }),
  } as const;
  return {
    answers: async (rows) => {
      const fit = async (iterations: number) => (await ml.als({ ...options, iterations }).fit(ratingsOf(rows))).learned;
      const [first, second] = [await fit(1), await fit(2)];
      return {
        userFactors: [...second.userFactors],
        itemFactors: [...second.itemFactors],
        given: { ...options, itemFactors: [...first.itemFactors] },
      };
    },
    library: "reference",
    estimator: "als",
    labels: "numbers",
    within: 1e-7,
  };
}

const trees = { trees: 5, height: 4, window: 30, min: -4, max: 6 };

/** Learners whose first numbers are drawn, and what is a function of rows: from what these have begun with the other goes on. */
export const references: Readonly<Record<string, Pair>> = {
  hoeffdingTreeClassifier: {
    make: () => ml.hoeffdingTreeClassifier({ grace: 15, delta: 0.1, tau: 0.3, classes: [0, 1, 2] }),
    library: "river",
    estimator: "tree.HoeffdingTreeClassifier(grace_period=15 - 1e-6, delta=0.1, tau=0.3)",
    labels: "classes",
  },
  halfSpaceTrees: {
    answers: async ({ features }) => {
      const estimator = ml.halfSpaceTrees({ ...trees, every: 1000 });
      const rows = vectors(features);
      const scored = await rows.apply(ml.testThenTrain(estimator)).collect();
      const { learned } = (await estimator.fit(rows).versions.collect()).at(-1)!;
      const given = { ...trees, features: [...learned.features], thresholds: [...learned.thresholds] };
      return { scores: scored.map(({ score }) => score), given };
    },
    library: "reference",
    estimator: "half_space_trees",
    labels: "none",
  },
  lda: {
    answers: async ({ features, asked }) => {
      const tight = { tolerance: 1e-10, maxDocumentIterations: 1000 };
      const after = (maxIterations: number) =>
        ml.lda({ topics: 2, method: "batch", maxIterations, ...tight }).fit(vectors(features));
      const [before, model] = [await after(4), await after(5)];
      const shares = (await model.transform(vectors(asked)).collect()).map((row) => [...row.topics]);
      const topics = [...model.learned.topics];
      return { topics, transformed: shares, given: { before: [...before.learned.topics], topics, asked } };
    },
    library: "reference",
    estimator: "lda",
    labels: "none",
    features: "counts",
    within: 1e-6,
  },
  "als, explicit": als("explicit"),
  "als, implicit": als("implicit"),
  swing: {
    answers: async (rows) => {
      const options = { minUserBehavior: 2, maxUserBehavior: 12, alpha1: 5, alpha2: 1, beta: 0.4 };
      const found = await ml.swing(ratingsOf(rows), options);
      const similar = found
        .flatMap(({ item, similar }) => similar.map((other) => [item, other.item, other.score]))
        .sort(([a, b], [c, d]) => a! - c! || b! - d!);
      return { similar, given: options };
    },
    library: "reference",
    estimator: "swing",
    labels: "numbers",
  },
} satisfies Readonly<Record<string, Pair>>;
