import { type Matrix, zeros } from "../matrix/matrix.ts";
import { inBins } from "./categories.ts";
import type { Boosted, Forest } from "./learned.ts";
import { addLeafValues } from "./tree.ts";

/** Values of a leaf: of two classes it may have the share of the second alone. */
export function outputsOf({ values, features }: Forest): number {
  return values.length / features.length;
}

/** The mean over all trees of the values of each row's leaf. */
export function forestMeans(features: Matrix, forest: Forest): Matrix {
  const outputs = outputsOf(forest);
  const trees = forest.roots.length - 1;
  const means = zeros(features.rows, outputs);
  const binned = inBins(features, forest);
  for (let tree = 0; tree < trees; tree++) addLeafValues(forest, tree, binned, outputs, means.data, outputs, 0);
  for (let at = 0; at < means.data.length; at++) means.data[at]! /= trees;
  return means;
}

/** The share of each class. */
export function forestShares(features: Matrix, forest: Forest): Matrix {
  const means = forestMeans(features, forest);
  if (means.columns > 1) return means;
  const shares = zeros(features.rows, 2);
  for (let row = 0; row < features.rows; row++) {
    shares.data[2 * row] = 1 - means.data[row]!;
    shares.data[2 * row + 1] = means.data[row]!;
  }
  return shares;
}

/** The sum of the baseline and all trees, for each score. */
export function boostedScores(features: Matrix, boosted: Boosted): Matrix {
  const count = boosted.baseline.length;
  const scores = zeros(features.rows, count);
  for (let row = 0; row < features.rows; row++) scores.data.set(boosted.baseline, row * count);
  const trees = boosted.roots.length - 1;
  const binned = inBins(features, boosted);
  for (let tree = 0; tree < trees; tree++) {
    addLeafValues(boosted, tree, binned, 1, scores.data, count, tree % count);
  }
  return scores;
}
