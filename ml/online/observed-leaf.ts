import { normalBelow } from "./kernels/normal-below.ts";

/** A split of a leaf, and how much it tells. */
export interface SplitOffer {
  readonly feature: number;
  readonly threshold: number;
  /** The information gain, bits. */
  readonly merit: number;
  /** Weights of classes at or below the threshold, and above. */
  readonly below: Float64Array;
  readonly above: Float64Array;
}

export interface SavedLeaf {
  readonly depth: number;
  readonly weights: Float64Array;
  readonly right: Float64Array;
  readonly features: Int32Array;
  readonly moments: Float64Array;
}

/** Numbers of a class and feature: their weight, mean, sum of squared deviations, least and largest. */
const width = 5;

/** Cuts that are looked at between the least and the largest value of a feature. */
const cuts = 10;

/** A side of a split has a larger share of the weight. */
const leastShare = 0.01;

const halfLogTau = 0.5 * Math.log(2 * Math.PI);

/** A leaf that watches what is like its rows: the weight of each class, and a normal distribution of each feature in each class. */
export class ObservedLeaf {
  readonly depth: number;
  /** [classes] */
  readonly weights: Float64Array;
  /** What its answers by majority and by naive Bayes were right for, and its weight when a split was last looked for. */
  readonly right: Float64Array;
  /** The features that it watches. */
  readonly features: Int32Array;
  readonly moments: Float64Array; // [classes × features watched × 5]

  constructor(saved: SavedLeaf) {
    this.depth = saved.depth;
    this.weights = saved.weights;
    this.right = saved.right;
    this.features = saved.features;
    this.moments = saved.moments;
  }

  static of(weights: Float64Array, depth: number, features: Int32Array): ObservedLeaf {
    const moments = new Float64Array(weights.length * features.length * width);
    const leaf = new ObservedLeaf({ depth, weights, right: Float64Array.of(0, 0, sumOf(weights)), features, moments });
    leaf.forget();
    return leaf;
  }

  get total(): number {
    return sumOf(this.weights);
  }

  /** Watches anew. */
  forget(): void {
    this.moments.fill(0);
    for (let at = 0; at < this.moments.length; at += width) {
      this.moments[at + 3] = Number.POSITIVE_INFINITY;
      this.moments[at + 4] = Number.NEGATIVE_INFINITY;
    }
  }

  watch(data: Float64Array, start: number, target: number, weight: number): void {
    const { moments, features } = this;
    this.weights[target]! += weight;
    for (let f = 0, at = target * features.length * width; f < features.length; f++, at += width) {
      const value = data[start + features[f]!]!;
      const count = moments[at]! + weight;
      const before = moments[at + 1]!;
      const mean = before + (weight / count) * (value - before);
      moments[at] = count;
      moments[at + 1] = mean;
      moments[at + 2] = moments[at + 2]! + weight * (value - before) * (value - mean);
      if (value < moments[at + 3]!) moments[at + 3] = value;
      if (value > moments[at + 4]!) moments[at + 4] = value;
    }
  }

  /** The class with the largest weight, the first of several. */
  majority(): number {
    let best = 0;
    for (let k = 1; k < this.weights.length; k++) if (this.weights[k]! > this.weights[best]!) best = k;
    return best;
  }

  /** log of P(class)·P(row | class) into `out`, −∞ for classes without weight. Gives the class with the largest. */
  naiveBayes(data: Float64Array, start: number, out: Float64Array, to: number): number {
    const { weights, moments, features } = this;
    const total = sumOf(weights);
    let best = 0;
    for (let k = 0; k < weights.length; k++) {
      out[to + k] = Number.NEGATIVE_INFINITY;
      if (weights[k]! > 0) {
        out[to + k] =
          Math.log(weights[k]! / total) + logDensity(data, start, features, moments, k * features.length * width);
      }
      if (out[to + k]! > out[to + best]!) best = k;
    }
    return best;
  }

  /** The best split of a feature, its number among those that are watched; undefined where none has enough on both sides. */
  offerOf(f: number, entropyBefore: number): SplitOffer | undefined {
    const { moments, weights } = this;
    const classes = weights.length;
    const [first, apart] = [f * width, this.features.length * width];
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = 0, at = first; k < classes; k++, at += apart) {
      if (moments[at + 3]! < least) least = moments[at + 3]!;
      if (moments[at + 4]! > most) most = moments[at + 4]!;
    }
    const [below, above] = [new Float64Array(classes), new Float64Array(classes)];
    const bin = (most - least) / (cuts + 1);
    let [best, threshold] = [Number.NEGATIVE_INFINITY, Number.NaN];
    for (let cut = 1; cut <= cuts; cut++) {
      const at = least + bin * cut;
      if (!(at > least && at < most)) continue;
      for (let k = 0; k < classes; k++) this.#divide(first + k * apart, at, below, above, k);
      const merit = meritOf(below, above, entropyBefore);
      if (merit > best) {
        best = merit;
        threshold = at;
      }
    }
    if (best === Number.NEGATIVE_INFINITY) return undefined;
    for (let k = 0; k < classes; k++) this.#divide(first + k * apart, threshold, below, above, k);
    return { feature: this.features[f]!, threshold, merit: best, below, above };
  }

  /** How much of a class lies at or below a threshold, and above, by its normal distribution. */
  #divide(at: number, threshold: number, below: Float64Array, above: Float64Array, k: number): void {
    const { moments } = this;
    const count = moments[at]!;
    if (threshold < moments[at + 3]!) below[k] = 0;
    else if (threshold >= moments[at + 4]!) below[k] = count;
    else {
      const deviation = count > 1 ? Math.sqrt(moments[at + 2]! / (count - 1)) : 0;
      below[k] = deviation > 0 ? normalBelow((threshold - moments[at + 1]!) / deviation) * count : 0;
    }
    above[k] = count - below[k]!;
  }
}

/** Of a row in a class: a normal density for each feature; features without a spread count nowhere. */
function logDensity(
  data: Float64Array,
  start: number,
  features: Int32Array,
  moments: Float64Array,
  from: number,
): number {
  let squares = 0;
  // The logarithm of a product is taken once for many features.
  let [logs, product, spread] = [0, 1, 0];
  for (let f = 0, at = from; f < features.length; f++, at += width) {
    const count = moments[at]!;
    const sum = moments[at + 2]!;
    if (!(count > 1 && sum > 0)) continue;
    const variance = sum / (count - 1);
    const apart = data[start + features[f]!]! - moments[at + 1]!;
    squares += (apart * apart) / variance;
    product *= variance;
    spread++;
    if (product < 1e-150 || product > 1e150) {
      logs += Math.log(product);
      product = 1;
    }
  }
  return -squares / 2 - spread * halfLogTau - (logs + Math.log(product)) / 2;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}

/** Of weights of classes, bits. */
export function entropyOf(weights: Float64Array): number {
  let [entropy, sum] = [0, 0];
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k]!;
    if (weight <= 0) continue;
    entropy -= weight * Math.log2(weight);
    sum += weight;
  }
  return sum > 0 ? (entropy + sum * Math.log2(sum)) / sum : 0;
}

function meritOf(below: Float64Array, above: Float64Array, entropyBefore: number): number {
  const [one, other] = [sumOf(below), sumOf(above)];
  const all = one + other;
  if (!(one / all > leastShare && other / all > leastShare)) return Number.NEGATIVE_INFINITY;
  return entropyBefore - (one * entropyOf(below) + other * entropyOf(above)) / all;
}
