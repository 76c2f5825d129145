import { entropyOf, type ObservedLeaf, type SplitOffer } from "./observed-leaf.ts";

/** When a leaf is split, and how it answers. */
export interface LeafGrowth {
  /** A leaf looks for a split each time that it has so much more weight. */
  readonly grace: number;
  /** How likely the better of two splits may not be the better. */
  readonly delta: number;
  /** Splits are taken for equally good where the bound is less. */
  readonly tau: number;
  readonly answers: "adaptive" | "majority" | "naive Bayes";
}

/** Where a class dominates by more, a split is not looked for, and what was watched is forgotten. */
const mostShare = 0.99;

/** Notes which of a leaf's two ways to answer would have been right; gives what it would have answered. */
export function judged(
  leaf: ObservedLeaf,
  data: Float64Array,
  start: number,
  target: number,
  weight: number,
  scores: Float64Array, // [classes], overwritten
): number {
  const { right } = leaf;
  if (leaf.total === 0) {
    right[0]! += weight;
    return 0;
  }
  const majority = leaf.majority();
  const bayes = leaf.naiveBayes(data, start, scores, 0);
  const answered = right[1]! >= right[0]! ? bayes : majority;
  if (majority === target) right[0]! += weight;
  if (bayes === target) right[1]! += weight;
  return answered;
}

/** What rows of weight 1 lack of their number where they are added to weights of no whole number. */
const rounding = 1e-6;

/** Whether a leaf has so much more weight that it looks for a split; it then does so. */
export function isDue(leaf: ObservedLeaf, total: number, { grace }: LeafGrowth): boolean {
  if (total - leaf.right[2]! < grace - rounding) return false;
  leaf.right[2] = total;
  return true;
}

/** The split of a leaf with so much weight, where the Hoeffding bound says that more rows would not choose another. */
export function splitOf(leaf: ObservedLeaf, total: number, { delta, tau }: LeafGrowth): SplitOffer | undefined {
  let [seen, most] = [0, 0];
  for (const weight of leaf.weights) {
    if (weight > 0) seen++;
    most = Math.max(most, weight);
  }
  if (seen < 2) return undefined;
  if (most / total > mostShare) {
    leaf.forget();
    return undefined;
  }
  const before = entropyOf(leaf.weights);
  let best: SplitOffer | undefined;
  let [first, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let f = 0; f < leaf.features.length; f++) {
    const offer = leaf.offerOf(f, before);
    const merit = offer?.merit ?? Number.NEGATIVE_INFINITY;
    if (merit >= first) {
      second = first;
      first = merit;
      best = offer;
    } else second = Math.max(second, merit);
  }
  const range = Math.log2(Math.max(seen, 2));
  const bound = Math.sqrt((range * range * Math.log(1 / delta)) / (2 * total));
  if (!(first - second > bound || bound < tau)) return undefined;
  if (best === undefined) leaf.forget();
  return best;
}

/** What a leaf answers: its weights, or what naive Bayes makes of them where that is asked for, or was right as often. */
export function sharesOf(
  leaf: ObservedLeaf,
  answers: LeafGrowth["answers"],
  data: Float64Array,
  start: number,
  out: Float64Array,
  at: number,
): void {
  const isBayes = answers === "naive Bayes" || (answers === "adaptive" && leaf.right[1]! >= leaf.right[0]!);
  if (!isBayes || leaf.total === 0) {
    out.set(leaf.weights, at);
    return;
  }
  const best = out[at + leaf.naiveBayes(data, start, out, at)]!;
  for (let k = 0; k < leaf.weights.length; k++) out[at + k] = Math.exp(out[at + k]! - best);
}
