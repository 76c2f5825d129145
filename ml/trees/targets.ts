import {
  type Candidate,
  findClassSplit,
  findGradientSplit,
  type Split,
  type SplitRules,
} from "../kernels/find-split.ts";
import { addClassWeights, addGradients } from "../kernels/histogram.ts";
import { missingBin } from "./binning.ts";

/** What a tree is to tell apart: it fills histograms of nodes and values splits by them. */
export interface Targets {
  /** Numbers to each bin of a histogram: rows first. */
  readonly channels: number;
  /** Values of a leaf. */
  readonly outputs: number;
  /** Makes the rows of a node those that `fill` counts. Gives their sums, a number for each channel. */
  gather(rows: Uint32Array, start: number, end: number): Float64Array;
  fill(bins: Uint8Array, rows: Uint32Array, start: number, end: number, histogram: Float64Array, base: number): void;
  find(at: HistogramAt, total: Float64Array, rules: SplitRules, best: Split): void;
  /** What a gain must be above to be more than rounding, relative to 1. */
  scale(total: Float64Array): number;
  leafValues(total: Float64Array): ArrayLike<number>;
  /** Weight of the rows of a node. */
  cover(total: Float64Array): number;
}

/** The histogram of one feature among others. */
export interface HistogramAt {
  readonly histogram: Float64Array;
  readonly base: number;
  readonly bins: number;
  readonly feature: number;
  readonly only: Candidate;
}

/** First and second derivatives of a loss, by row: a leaf is −shrinkage · G ÷ (H + l2). */
export interface Gradients {
  readonly gradients: Float64Array; // [rows]
  readonly hessians: Float64Array; // [rows]
  readonly l2: number;
  readonly shrinkage: number;
}

export function gradientTargets({ gradients, hessians, l2, shrinkage }: Gradients): Targets {
  const [own, curved] = [new Float64Array(gradients.length), new Float64Array(gradients.length)];
  return {
    channels: 3,
    outputs: 1,
    gather(rows, start, end) {
      let [g, h] = [0, 0];
      for (let at = start, i = 0; at < end; at++, i++) {
        const row = rows[at]!;
        own[i] = gradients[row]!;
        curved[i] = hessians[row]!;
        g += own[i]!;
        h += curved[i]!;
      }
      return Float64Array.of(end - start, g, h);
    },
    fill: (bins, rows, start, end, histogram, base) =>
      addGradients(bins, rows, start, end, own, curved, histogram, base),
    find: ({ histogram, base, bins, feature, only }, total, rules, best) =>
      findGradientSplit(histogram, base, bins, missingBin, total, rules, feature, only, best),
    scale: (total) => total[1]! ** 2 / (total[2]! + l2),
    leafValues: (total) => [total[2]! + l2 > 0 ? (-shrinkage * total[1]!) / (total[2]! + l2) : 0],
    cover: (total) => total[2]!,
  };
}

/** Classes of rows and their weights: a leaf is the share of each class. */
export interface ClassTargets {
  readonly classes: Uint32Array; // [rows]
  readonly weights: Float64Array; // [rows]
  readonly count: number;
  readonly criterion: "gini" | "entropy";
}

export function classTargets({ classes, weights, count, criterion }: ClassTargets): Targets {
  const [own, weighed] = [new Uint32Array(classes.length), new Float64Array(classes.length)];
  const left = new Float64Array(count + 1);
  const cover = (total: Float64Array): number => total.reduce((sum, value) => sum + value, -total[0]!);
  return {
    channels: count + 1,
    outputs: count,
    gather(rows, start, end) {
      const total = new Float64Array(count + 1);
      total[0] = end - start;
      for (let at = start, i = 0; at < end; at++, i++) {
        const row = rows[at]!;
        own[i] = classes[row]!;
        weighed[i] = weights[row]!;
        total[1 + own[i]!]! += weighed[i]!;
      }
      return total;
    },
    fill: (bins, rows, start, end, histogram, base) =>
      addClassWeights(bins, rows, start, end, own, weighed, count + 1, histogram, base),
    find: ({ histogram, base, bins, feature, only }, total, rules, best) =>
      findClassSplit(histogram, base, bins, missingBin, total, criterion, rules, feature, only, left, best),
    scale: cover,
    leafValues: (total) => total.subarray(1).map((weight) => weight / (cover(total) || 1)),
    cover,
  };
}
