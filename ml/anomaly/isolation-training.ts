import type { Pass, Training } from "../learner/learner.ts";
import { earlierState, milestone } from "../learner/milestones.ts";
import { type Random, randomOf } from "../learner/random.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { zeros } from "../matrix/matrix.ts";
import type { Learned } from "../stages/learned.ts";
import type { Trees } from "../trees/learned.ts";
import { addLeafValues, TreeBuilder } from "../trees/tree.ts";
import type { IsolationTrees } from "./learned.ts";

/** How trees that isolate rows grow. */
export interface IsolationTraining {
  readonly trees: number;
  /** Rows from which each tree grows, drawn without replacement; all where there are no more. */
  readonly sampleRows: number;
  /** The share of the rows that counts as anomalies; undefined: those with a score above ½. */
  readonly contamination: number | undefined;
  readonly seed: number;
}

/** Trees of random splits: two passes over the rows, three where a share of them is to be anomalies. */
export function* isolationTrees(columns: number, how: IsolationTraining): Training<IsolationTrees> {
  const random = randomOf(how.seed);
  let rows = 0;
  yield ({ features }) => {
    rows += features.rows;
  };
  const sampleRows = Math.min(how.sampleRows, rows);
  const samples = Array.from({ length: how.trees }, () => zeros(sampleRows, columns));
  yield gathering(samples, rows, random);
  const builder = new TreeBuilder(1);
  const earlier = yield* earlierState<Trees & Learned & { readonly random: number }>();
  if (earlier !== undefined) {
    builder.addTrees(earlier);
    random.state = earlier.random;
  }
  for (const sample of samples.slice((earlier?.roots.length ?? 1) - 1)) {
    growTree(sample, builder, random);
    yield undefined;
    yield* milestone(() => ({ ...builder.finish(), random: random.state }));
  }
  const trees = { ...builder.finish(), columns, sampleRows, threshold: 1 / 2 };
  if (how.contamination === undefined) return trees;
  const scores = new Float64Array(rows);
  let seen = 0;
  yield ({ features }) => {
    scores.set(isolationScores(features, trees), seen);
    seen += features.rows;
  };
  return { ...trees, threshold: quantileOf(scores.sort(), 1 - how.contamination) };
}

/**
 * How easily rows are set apart, 0 to 1: 2^−(mean splits to single a row out ÷ that of a search in a tree of as many rows).
 *
 * @see Liu, Ting, Zhou, “Isolation Forest”, ICDM 2008, equation 2.
 */
export function isolationScores(features: Matrix, trees: IsolationTrees): Float64Array {
  const count = trees.roots.length - 1;
  const splits = new Float64Array(features.rows);
  for (let tree = 0; tree < count; tree++) addLeafValues(trees, tree, features, 1, splits, 1, 0);
  const usual = usualSplits(trees);
  return splits.map((sum) => 2 ** -(usual === 0 ? 1 : sum / usual));
}

/** Splits of all trees together where rows are as usual; 0 of trees of one row, which have none: a score of ½, as where all rows are alike. */
export function usualSplits({ roots, sampleRows }: IsolationTrees): number {
  return (roots.length - 1) * searchLength(sampleRows);
}

/** Puts the rows that each tree draws into its sample. */
function gathering(samples: readonly Matrix[], rows: number, random: Random): Pass {
  const draws = samples.flatMap((sample) =>
    drawnRows(sample.rows, rows, random).map((row, place) => ({ row, sample, place })),
  );
  draws.sort((a, b) => a.row - b.row);
  let next = 0;
  let first = 0;
  return ({ features: { data, rows: count, columns } }) => {
    for (; next < draws.length && draws[next]!.row < first + count; next++) {
      const { row, sample, place } = draws[next]!;
      const start = (row - first) * columns;
      sample.data.set(data.subarray(start, start + columns), place * columns);
    }
    first += count;
  };
}

/**
 * So many different numbers below `end`.
 *
 * @see Bentley, Floyd, “Programming Pearls: A Sample of Brilliance”, CACM 30, 1987 (Floyd's algorithm).
 */
function drawnRows(count: number, end: number, random: Random): number[] {
  const drawn = new Set<number>();
  for (let top = end - count; top < end; top++) {
    const row = random.below(top + 1);
    drawn.add(drawn.has(row) ? top : row);
  }
  return [...drawn];
}

interface Open {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

function growTree(sample: Matrix, builder: TreeBuilder, random: Random): void {
  const rows = Uint32Array.from({ length: sample.rows }, (_, row) => row);
  const features = Uint32Array.from({ length: sample.columns }, (_, feature) => feature);
  const deepest = Math.ceil(Math.log2(Math.max(2, sample.rows)));
  const leaf = (start: number, end: number, depth: number): Open => {
    const node = builder.leaf([depth + searchLength(end - start)], end - start);
    return { node, start, end, depth };
  };
  builder.beginTree();
  const open = [leaf(0, rows.length, 0)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, start, end, depth } = next;
    if (depth === deepest || end - start < 2) continue;
    const split = drawnSplit(sample, rows.subarray(start, end), features, random);
    if (split === undefined) continue;
    const middle = start + partitioned(sample, rows.subarray(start, end), split);
    const left = leaf(start, middle, depth + 1);
    const right = leaf(middle, end, depth + 1);
    builder.split(node, { ...split, missing: "right", gain: 0 }, left.node, right.node);
    open.push(right, left);
  }
}

interface DrawnSplit {
  readonly feature: number;
  readonly threshold: number;
}

/** A threshold between the extremes of a feature that is drawn among those in which the rows differ. */
function drawnSplit(
  { data, columns }: Matrix,
  rows: Uint32Array,
  features: Uint32Array,
  random: Random,
): DrawnSplit | undefined {
  for (let tried = 0; tried < columns; tried++) {
    const at = tried + random.below(columns - tried);
    const feature = features[at]!;
    features[at] = features[tried]!;
    features[tried] = feature;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const row of rows) {
      const value = data[row * columns + feature]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (least === most) continue;
    const share = random.next();
    const threshold = least * (1 - share) + most * share;
    return { feature, threshold: threshold < most && threshold >= least ? threshold : least };
  }
  return undefined;
}

/** Puts the rows that go left in front; gives how many there are. */
function partitioned({ data, columns }: Matrix, rows: Uint32Array, { feature, threshold }: DrawnSplit): number {
  let left = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (data[row * columns + feature]! > threshold) continue;
    rows[at] = rows[left]!;
    rows[left++] = row;
  }
  return left;
}

const eulerGamma = 0.5772156649015329;

/** The mean length of a search that fails in a binary search tree of so many rows: equation 1 of the paper, 1 for two rows. */
function searchLength(rows: number): number {
  if (rows < 2) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + eulerGamma) - (2 * (rows - 1)) / rows;
}

/** Between the values around it by their distance, as NumPy's percentile. */
function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const lower = sorted[Math.floor(place)]!;
  return lower + (sorted[Math.ceil(place)]! - lower) * (place - Math.floor(place));
}
