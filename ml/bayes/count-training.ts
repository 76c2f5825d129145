import { joined } from "../kernels/vector.ts";
import type { Rows, Training } from "../learner/learner.ts";
import { type ClassSum, ClassSums, logPriors } from "./class-sums.ts";
import type { LinearBayes } from "./learned.ts";

/**
 * log P(class) + Σ count·log P(column | class), P(column | class) = (sum of the column in the class + smoothing) ÷ all of the class.
 *
 * @see Manning, Raghavan, Schütze, “Introduction to Information Retrieval”, 2008, §13.2.
 */
export function* multinomialBayes(name: string, columns: number, smoothing: number): Training<LinearBayes> {
  const { classes, sums } = yield* countsOf(name, columns);
  const likelihoods = sums.map((sum) => logShares(sum.sums, smoothing));
  return { classes, coefficients: joined(likelihoods), intercepts: logPriors(weightsOf(sums)) };
}

/**
 * Scores a class by how little the row looks like all others: coefficients −log P(column | not class), no prior.
 *
 * @see Rennie, Shih, Teevan, Karger, “Tackling the Poor Assumptions of Naive Bayes Text Classifiers”, ICML 2003, §3.1.
 */
export function* complementBayes(name: string, columns: number, smoothing: number): Training<LinearBayes> {
  const { classes, sums } = yield* countsOf(name, columns);
  const all = new Float64Array(columns);
  for (const { sums: own } of sums)
    own.forEach((value, c) => {
      all[c]! += value;
    });
  const coefficients = sums.map(({ sums: own }) =>
    logShares(
      all.map((value, c) => value - own[c]!),
      smoothing,
    ).map((value) => -value),
  );
  return { classes, coefficients: joined(coefficients), intercepts: new Float64Array(classes.length) };
}

/**
 * log P(class) + Σ log P(column is present or absent | class): a value above the threshold is present.
 *
 * @see Manning, Raghavan, Schütze, “Introduction to Information Retrieval”, 2008, §13.3.
 */
export function* bernoulliBayes(
  name: string,
  columns: number,
  { smoothing, threshold }: { readonly smoothing: number; readonly threshold: number },
): Training<LinearBayes> {
  const counts = new ClassSums(name, columns);
  yield (rows) => counts.add({ ...rows, features: presence(rows.features, threshold) });
  const { classes, sums } = counts.finish();
  const priors = logPriors(weightsOf(sums));
  const present = sums.map(({ weight, sums: own }) => own.map((sum) => (sum + smoothing) / (weight + 2 * smoothing)));
  return {
    classes,
    coefficients: joined(present.map((shares) => shares.map((share) => Math.log(share) - Math.log1p(-share)))),
    intercepts: priors.map((prior, k) => prior + present[k]!.reduce((sum, share) => sum + Math.log1p(-share), 0)),
  };
}

/** 1 for each value above the threshold, else 0. */
export function presence({ data, rows, columns }: Rows["features"], threshold: number): Rows["features"] {
  return { data: data.map((value) => (value > threshold ? 1 : 0)), rows, columns };
}

function* countsOf(name: string, columns: number): Training<ReturnType<ClassSums["finish"]>> {
  const counts = new ClassSums(name, columns);
  yield (rows) => {
    refuseNegative(name, rows);
    counts.add(rows);
  };
  return counts.finish();
}

function refuseNegative(name: string, { features: { data, columns } }: Rows): void {
  const at = data.findIndex((value) => value < 0);
  if (at < 0) return;
  throw new RangeError(
    `Cannot train ${name} as its features are counts and must not be negative: got ${data[at]} in feature ${at % columns}; ` +
      "take gaussianNaiveBayes for measurements",
  );
}

function weightsOf(sums: readonly ClassSum[]): number[] {
  return sums.map(({ weight }) => weight);
}

function logShares(counts: Float64Array, smoothing: number): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, smoothing * counts.length);
  return counts.map((count) => Math.log(count + smoothing) - Math.log(total));
}
