import { countText } from "../../core/display/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { zeros } from "../matrix/matrix.ts";
import { inBins } from "./categories.ts";
import type { Boosted, Forest } from "./learned.ts";
import { goesLeft } from "./tree.ts";

/** What each feature adds to what trees say of rows. */
export interface ShapValues {
  /** What they say on average of the rows they learned from, for each output. */
  readonly expected: Float64Array; // [outputs]
  /** For each output a matrix of rows and features: a row of it and `expected` add up to what trees say of that row. */
  readonly values: readonly Matrix[]; // [outputs], each [rows × columns]
}

/**
 * Shapley values of the features of rows, exactly: how much of a prediction each feature is the reason of, where what is not known of a row is
 * taken from the rows that trees learned from, as they went through the trees. Boosting is told by its scores: predictions of squared
 * errors, log odds of two classes, a score of each of more, logarithms by Poisson's and the gamma loss. Forests are told by their means or
 * shares of classes; of two classes there is the second alone.
 *
 * The time it takes is that of rows × leaves of all trees × depth².
 *
 * @param learned What a model of trees has learned: `model.learned`.
 * @throws RangeError where rows have not as many features as those that were learned from.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { gradientBoostingRegressor, matrixOf, shapValues } from "millrace/ml";
 * const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x, 0], label: x > 5 ? 30 : 10 })));
 * const model = await gradientBoostingRegressor({ minLeafRows: 1 }).fit(rows);
 * const { expected, values } = shapValues(model.learned, matrixOf([[8, 0]]));
 * console.log(Math.round(expected[0]!), Array.from(values[0]!.data, Math.round)); // 20 [10, 0]
 * ```
 * @see Lundberg et al., “From Local Explanations to Global Understanding with Explainable AI for Trees”, Nature Machine Intelligence 2,
 *   2020, Algorithm 2 (`tree_path_dependent` of the package shap).
 */
export function shapValues(learned: Forest | Boosted, features: Matrix): ShapValues {
  const { columns, roots } = learned;
  if (features.columns !== columns) {
    throw new RangeError(
      `Cannot tell the reasons of predictions as rows must have ${countText(columns, "feature")}: got ${features.columns}; give what the model was trained on`,
    );
  }
  const trees = roots.length - 1;
  const isBoosted = "baseline" in learned;
  const perLeaf = learned.values.length / learned.features.length;
  const outputs = isBoosted ? learned.baseline.length : perLeaf;
  const expected = isBoosted ? learned.baseline.slice() : new Float64Array(outputs);
  const values = Array.from({ length: outputs }, () => zeros(features.rows, columns));
  const binned = inBins(features, learned);
  const paths = new Paths(learned, perLeaf, isBoosted ? 1 : 1 / trees);
  for (let tree = 0; tree < trees; tree++) {
    const first = isBoosted ? tree % outputs : 0;
    const own = values.slice(first, first + perLeaf).map(({ data }) => data);
    paths.addExpected(roots[tree]!, expected.subarray(first, first + perLeaf));
    for (let row = 0; row < features.rows; row++) paths.addRow(roots[tree]!, binned, row, own);
  }
  return { expected, values };
}

/**
 * Ways from a root to its leaves. An entry of a way is a feature that is known of a row or not: `zeros` is the share of the rows that go on
 * where it is not known, `ones` 1 where the row goes on and else 0, and `weights` that of all sets of so many known features.
 */
class Paths {
  readonly #trees: Forest | Boosted;
  readonly #perLeaf: number;
  readonly #scale: number;
  /** Entries of the way to each depth, one way after another: that of depth d begins at d · (d + 1) ÷ 2. */
  readonly #features: Int32Array;
  readonly #zeros: Float64Array;
  readonly #ones: Float64Array;
  readonly #weights: Float64Array;
  #row: Float64Array = new Float64Array();
  #into: readonly Float64Array[] = [];
  #base = 0;

  constructor(trees: Forest | Boosted, perLeaf: number, scale: number) {
    this.#trees = trees;
    this.#perLeaf = perLeaf;
    this.#scale = scale;
    const longest = 2 + depthOf(trees);
    const size = (longest * (longest + 1)) / 2 + longest;
    this.#features = new Int32Array(size);
    [this.#zeros, this.#ones, this.#weights] = [0, 0, 0].map(() => new Float64Array(size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  }

  /** Adds the mean of the leaves, by the rows that came to them. */
  addExpected(node: number, into: Float64Array, share = 1): void {
    const { features, left, right, values } = this.#trees;
    if (features[node]! < 0) {
      for (let output = 0; output < this.#perLeaf; output++)
        into[output]! += this.#scale * share * values[node * this.#perLeaf + output]!;
      return;
    }
    for (const child of [left[node]!, right[node]!]) this.addExpected(child, into, share * this.#shareOf(child, node));
  }

  /** Adds the values of a row, for each output of a leaf. */
  addRow(root: number, { data, columns }: Matrix, row: number, into: readonly Float64Array[]): void {
    this.#row = data.subarray(row * columns, (row + 1) * columns);
    this.#into = into;
    this.#base = row * columns;
    this.#follow(root, 0, 0, 0, 1, 1, -1);
  }

  /** Goes on to a node: `from` is where the way to its parent begins, `length` how many entries that has, and `start` where its own may. */
  #follow(node: number, from: number, length: number, start: number, zero: number, one: number, by: number): void {
    for (let at = 0; at < length; at++) this.#copy(from + at, start + at);
    this.#extend(start, length, zero, one, by);
    const { features, left, right } = this.#trees;
    const feature = features[node]!;
    if (feature < 0) return this.#addLeaf(node, start, length);
    const isLeft = goesLeft(this.#trees, node, this.#row[feature]!);
    const [hot, cold] = isLeft ? [left[node]!, right[node]!] : [right[node]!, left[node]!];
    let [count, knownZero, knownOne] = [length + 1, 1, 1];
    for (let at = 1; at <= length; at++) {
      if (this.#features[start + at] !== feature) continue;
      [knownZero, knownOne] = [this.#zeros[start + at]!, this.#ones[start + at]!];
      this.#unwind(start, length, at);
      count--;
      break;
    }
    const next = start + length + 1;
    this.#follow(hot, start, count, next, knownZero * this.#shareOf(hot, node), knownOne, feature);
    // Where no row went that way nothing comes of it.
    const share = knownZero * this.#shareOf(cold, node);
    if (share > 0) this.#follow(cold, start, count, next, share, 0, feature);
  }

  #copy(from: number, to: number): void {
    this.#features[to] = this.#features[from]!;
    this.#zeros[to] = this.#zeros[from]!;
    this.#ones[to] = this.#ones[from]!;
    this.#weights[to] = this.#weights[from]!;
  }

  /** Puts an entry at the end of a way of so many. */
  #extend(start: number, length: number, zero: number, one: number, feature: number): void {
    const weights = this.#weights;
    this.#features[start + length] = feature;
    this.#zeros[start + length] = zero;
    this.#ones[start + length] = one;
    weights[start + length] = length === 0 ? 1 : 0;
    for (let at = length - 1; at >= 0; at--) {
      const own = weights[start + at]!;
      weights[start + at + 1]! += (one * own * (at + 1)) / (length + 1);
      weights[start + at] = (zero * own * (length - at)) / (length + 1);
    }
  }

  /** Takes an entry out of a way whose last one is at `length`. */
  #unwind(start: number, length: number, entry: number): void {
    const [one, zero, weights] = [this.#ones[start + entry]!, this.#zeros[start + entry]!, this.#weights];
    let next = weights[start + length]!;
    for (let at = length - 1; at >= 0; at--) {
      const own = weights[start + at]!;
      if (one !== 0) {
        weights[start + at] = (next * (length + 1)) / ((at + 1) * one);
        next = own - (weights[start + at]! * zero * (length - at)) / (length + 1);
      } else {
        weights[start + at] = (own * (length + 1)) / (zero * (length - at));
      }
    }
    for (let at = entry; at < length; at++) {
      this.#features[start + at] = this.#features[start + at + 1]!;
      this.#zeros[start + at] = this.#zeros[start + at + 1]!;
      this.#ones[start + at] = this.#ones[start + at + 1]!;
    }
  }

  /** The sum of the weights of a way without one of its entries. */
  #sumWithout(start: number, length: number, entry: number): number {
    const [one, zero] = [this.#ones[start + entry]!, this.#zeros[start + entry]!];
    let [next, sum] = [this.#weights[start + length]!, 0];
    for (let at = length - 1; at >= 0; at--) {
      const own = this.#weights[start + at]!;
      if (one !== 0) {
        const weight = (next * (length + 1)) / ((at + 1) * one);
        sum += weight;
        next = own - (weight * zero * (length - at)) / (length + 1);
      } else {
        sum += (own * (length + 1)) / (zero * (length - at));
      }
    }
    return sum;
  }

  #addLeaf(node: number, start: number, length: number): void {
    for (let entry = 1; entry <= length; entry++) {
      const [one, zero] = [this.#ones[start + entry]!, this.#zeros[start + entry]!];
      // Where neither kind of row comes nothing depends on the feature.
      if (one === zero) continue;
      const weight = this.#scale * this.#sumWithout(start, length, entry) * (one - zero);
      for (let output = 0; output < this.#perLeaf; output++) {
        const value = this.#trees.values[node * this.#perLeaf + output]!;
        this.#into[output]![this.#base + this.#features[start + entry]!]! += weight * value;
      }
    }
  }

  /** The share of the rows of a node that came to a child of it; half of them where there were none. */
  #shareOf(child: number, node: number): number {
    const { covers, left, right } = this.#trees;
    const whole = covers[left[node]!]! + covers[right[node]!]!;
    return whole > 0 ? covers[child]! / whole : 1 / 2;
  }
}

/** The most splits on the way to a leaf. Children come behind their parents. */
function depthOf({ features, left, right }: Forest | Boosted): number {
  const depths = new Uint32Array(features.length);
  let deepest = 0;
  for (let node = 0; node < features.length; node++) {
    if (features[node]! < 0) continue;
    for (const child of [left[node]!, right[node]!]) depths[child] = depths[node]! + 1;
    deepest = Math.max(deepest, depths[node]! + 1);
  }
  return deepest;
}
