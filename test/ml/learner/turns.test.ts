import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Dataset, from } from "../../../core/mod.ts";
import * as ml from "../../../ml/mod.ts";
import { uniform } from "./random-rows.ts";

// biome-ignore lint/suspicious/noExplicitAny: learners of any rows
type Any = any;
type Run = { readonly signal: AbortSignal };

/** A clock on which any work takes longer than a turn may: so each place where others may take theirs is one where they do. */
let clock = 0;
beforeEach(() => {
  vi.spyOn(performance, "now").mockImplementation(() => (clock += 1000));
});
afterEach(() => vi.restoreAllMocks());

const random = uniform(3);
const points = from(
  Array.from({ length: 300 }, (_, at) => {
    const features = Array.from({ length: 4 }, () => random() + (at % 5));
    return { features, label: at % 3, number: features[0]! + at, counts: features.map((x) => Math.abs(Math.round(x))) };
  }),
);
const many = from(Array.from({ length: 2000 }, () => ({ features: [random(), random(), random(), random()] })));
const wide = from(Array.from({ length: 50 }, () => ({ features: Array.from({ length: 40 }, random) })));
const deep = from(
  Array.from({ length: 1200 }, () => ({ features: Array.from({ length: 40 }, random), label: random() })),
);
const ratings = from(
  Array.from({ length: 900 }, (_, at) => ({ user: at % 30, item: (at * 7) % 41, rating: 1 + ((at * at) % 5) })),
);
const baskets = from(
  Array.from({ length: 200 }, (_, at) => {
    const words = Array.from({ length: 5 }, (__, word) => `w${(at * (word + 2) + word * word) % 13}`);
    return { words, visits: words.map((word) => [word]) };
  }),
);

const of =
  (make: () => Any) =>
  (rows: Dataset<Any>, run: Run): Promise<unknown> =>
    make().fit(rows, run);

/** Of each how often others must have their turn at least while it computes, by what it has to do. */
const cases: readonly (readonly [
  name: string,
  turns: number,
  rows: Dataset<Any>,
  fit: (rows: Dataset<Any>, run: Run) => Promise<unknown>,
])[] = [
  // A centre is drawn in 2 + ⌊ln 40⌋ looks at all rows, and one more.
  ["k-means that draws 40 centres", 40 * 6, points, of(() => ml.kMeans({ k: 40, maxIterations: 1 }))],
  [
    "a mixture that draws 12 centres",
    12 * 5,
    points,
    of(() => ml.gaussianMixture({ k: 12, covariance: "diagonal", maxIterations: 1 })),
  ],
  ["k-means that is split 8 times", 8 * 5, points, of(() => ml.bisectingKMeans({ k: 9, maxIterations: 3 }))],
  ["agglomerative clustering of 2,000 rows", 5, many, (rows, run) => ml.agglomerativeClustering(rows, {}, run)],
  ["DBSCAN", 2, points, (rows, run) => ml.dbscan(rows, { distance: 1 }, run)],
  ["outliers of 100 rows", 100, points.limit(100), (rows, run) => ml.stochasticOutlierSelection(rows, {}, run)],
  ["ALS of 3 rounds", 3 * 3, ratings, of(() => ml.als({ rank: 3, iterations: 3 }))],
  [
    "ALS of 3 rounds of implicit ratings",
    3 * 4,
    ratings,
    of(() => ml.als({ rank: 3, iterations: 3, feedback: "implicit" })),
  ],
  ["Swing of 41 items", 100, ratings.limit(400), (rows, run) => ml.swing(rows, { minUserBehavior: 1 }, run)],
  ["frequent sets", 50, baskets, of(() => ml.fpGrowth("words", { minSupport: 0.1 }))],
  ["frequent sequences", 50, baskets, (rows, run) => ml.prefixSpan(rows, "visits", { minSupport: 0.1 }, run)],
  ["principal components of 40 columns", 3 * 39, wide, of(() => ml.pca({ components: 2 }))],
  ["singular vectors of 40 columns", 3 * 39, wide, of(() => ml.truncatedSvd({ components: 2 }))],
  // Twice each: behind a sweep over all coefficients, and where it could go on from.
  [
    "a lasso of 8 sweeps",
    2 * 8,
    points,
    of(() => ml.lasso({ label: "number", alpha: 1e-3, maxIterations: 8, tolerance: 1e-300 })),
  ],
  ["boosting of 10 rounds", 10, points, of(() => ml.gradientBoostingRegressor({ label: "number", rounds: 10 }))],
  // Between features, whose edges of bins are sought, and some times while it grows.
  ["a single tree of 1,200 rows", 40 + 6, deep, of(() => ml.decisionTreeRegressor())],
  ["a forest of 10 trees", 10, points, of(() => ml.randomForestClassifier({ trees: 10 }))],
  ["10 isolation trees", 10, points, of(() => ml.isolationForest({ trees: 10 }))],
  ["word2Vec of 200 rows", 3, baskets, of(() => ml.word2Vec("words", { size: 4, minCount: 1, maxIterations: 3 }))],
];

/** A signal that counts how often it is asked, and aborts when it was so often. */
function asked(after: number = Number.POSITIVE_INFINITY): {
  readonly signal: AbortSignal;
  readonly times: () => number;
} {
  const stop = new AbortController();
  const { signal } = stop;
  let times = 0;
  signal.throwIfAborted = () => {
    if (++times === after) stop.abort(new Error("stopped there"));
    AbortSignal.prototype.throwIfAborted.call(signal);
  };
  return { signal, times: () => times };
}

describe.each(cases)("%s", (_, turns, rows, fit) => {
  test(`lets others work ${turns} times at least, and stops at any of them`, async () => {
    const whole = asked();
    await fit(rows, { signal: whole.signal });
    expect(whole.times()).toBeGreaterThanOrEqual(turns);
    for (const after of new Set([whole.times() >> 1, whole.times()])) {
      const stopped = asked(after);
      await expect(fit(rows, { signal: stopped.signal })).rejects.toThrow("stopped there");
      expect(stopped.times()).toBe(after);
    }
  });
});
