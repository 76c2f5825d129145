import type { ClassLabel } from "./confusion-matrix.ts";
import { type ClusterRows, type Contingency, contingencyOf } from "./contingency.ts";

/** How well clusters agree with classes, whatever either are called: 1 where they are the same. */
export interface ClusterAgreement {
  /** The share of pairs of rows that both put together, or both apart. */
  readonly rand: number;
  /** The same above what is so by chance, which is 0. */
  readonly adjustedRand: number;
  /** How much the one tells of the other, nats. */
  readonly mutualInformation: number;
  /** Over the mean of the two entropies. */
  readonly normalizedMutualInformation: number;
  /** The same above what is so by chance, which is 0. */
  readonly adjustedMutualInformation: number;
  /** How far each cluster has rows of one class only. */
  readonly homogeneity: number;
  /** How far all rows of a class are in one cluster. */
  readonly completeness: number;
  /** The harmonic mean of both. */
  readonly vMeasure: number;
  /** The geometric mean of precision and recall over pairs of rows. */
  readonly fowlkesMallows: number;
  /** The share of rows that are of the commonest class of their cluster. */
  readonly purity: number;
}

/**
 * How well clusters agree with classes that are known.
 *
 * @example
 * ```ts
 * import { clusterAgreement } from "millrace/ml";
 * const { adjustedRand, purity } = clusterAgreement({ labels: ["a", "a", "b", "b"], clusters: [7, 7, 5, 7] });
 * console.log(adjustedRand, purity); // 0 0.75
 * ```
 * @see Hubert, Arabie, "Comparing partitions", Journal of Classification 2, 1985; Vinh, Epps, Bailey, "Information theoretic measures
 * for clusterings comparison", JMLR 11, 2010; Rosenberg, Hirschberg, "V-measure", EMNLP 2007.
 */
export function clusterAgreement<Label extends ClassLabel, Cluster extends ClassLabel>(
  rows: ClusterRows<Label, Cluster>,
): ClusterAgreement {
  const table = contingencyOf("clusters", rows);
  return { ...pairAgreement(table), ...information(table), purity: purityOf(table) };
}

/** How many of some rows can be paired. */
function pairsIn(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}

function pairAgreement(table: Contingency): Pick<ClusterAgreement, "rand" | "adjustedRand" | "fowlkesMallows"> {
  const all = (table.rows * (table.rows - 1)) / 2;
  const [both, classes, clusters] = [pairsIn(table.counts), pairsIn(table.classes), pairsIn(table.clusters)];
  const expected = all === 0 ? 0 : (classes * clusters) / all;
  const most = (classes + clusters) / 2;
  return {
    rand: all === 0 ? 1 : (all + 2 * both - classes - clusters) / all,
    // Where both have one class, or both as many as rows, they are the same.
    adjustedRand: most === expected ? 1 : (both - expected) / (most - expected),
    fowlkesMallows: both === 0 ? 0 : Math.sqrt(both / classes) * Math.sqrt(both / clusters),
  };
}

type Information = Omit<ClusterAgreement, "rand" | "adjustedRand" | "fowlkesMallows" | "purity">;

function information(table: Contingency): Information {
  const { rows, classes, clusters, pairClasses, pairClusters, counts } = table;
  let mutual = 0;
  for (let pair = 0; pair < counts.length; pair++) {
    const count = counts[pair]!;
    const byChance = classes[pairClasses[pair]!]! * clusters[pairClusters[pair]!]!;
    mutual += (count / rows) * (Math.log(count) + Math.log(rows) - Math.log(byChance));
  }
  mutual = Math.max(mutual, 0);
  const [ofClasses, ofClusters] = [entropy(classes, rows), entropy(clusters, rows)];
  const homogeneity = ofClasses === 0 ? 1 : mutual / ofClasses;
  const completeness = ofClusters === 0 ? 1 : mutual / ofClusters;
  const mean = (ofClasses + ofClusters) / 2;
  const isSame = classes.length === clusters.length && (classes.length === 1 || classes.length === rows);
  const expected = isSame ? 0 : expectedInformation(table);
  const room = mean - expected;
  return {
    mutualInformation: mutual,
    normalizedMutualInformation: mean === 0 ? 1 : mutual / mean,
    adjustedMutualInformation: isSame ? 1 : (mutual - expected) / awayFromZero(room),
    homogeneity,
    completeness,
    vMeasure: homogeneity + completeness === 0 ? 0 : (2 * homogeneity * completeness) / (homogeneity + completeness),
  };
}

function awayFromZero(value: number): number {
  return value < 0 ? Math.min(value, -Number.EPSILON) : Math.max(value, Number.EPSILON);
}

/** Nats. */
function entropy(counts: Float64Array, rows: number): number {
  if (counts.length === 1) return 0;
  return counts.reduce((sum, count) => sum - (count / rows) * (Math.log(count) - Math.log(rows)), 0);
}

/**
 * The mutual information that is to be expected of clusters and classes of such sizes: over all pairs, the sum over how many rows they
 * may have in common, by the hypergeometric distribution. Takes classes × clusters × the size of the smaller.
 */
function expectedInformation({ rows, classes, clusters }: Contingency): number {
  const logFactorials = new Float64Array(rows + 1);
  for (let n = 2; n <= rows; n++) logFactorials[n] = logFactorials[n - 1]! + Math.log(n);
  const of = (n: number): number => logFactorials[n]!;
  let sum = 0;
  for (const a of classes) {
    for (const b of clusters) {
      const fixed = of(a) + of(b) + of(rows - a) + of(rows - b) - of(rows);
      for (let both = Math.max(1, a + b - rows); both <= Math.min(a, b); both++) {
        const term = (both / rows) * Math.log((rows * both) / (a * b));
        sum += term * Math.exp(fixed - of(both) - of(a - both) - of(b - both) - of(rows - a - b + both));
      }
    }
  }
  return sum;
}

function purityOf({ rows, clusters, pairClusters, counts }: Contingency): number {
  const most = new Float64Array(clusters.length);
  for (let pair = 0; pair < counts.length; pair++) {
    most[pairClusters[pair]!] = Math.max(most[pairClusters[pair]!]!, counts[pair]!);
  }
  return most.reduce((sum, count) => sum + count, 0) / rows;
}
