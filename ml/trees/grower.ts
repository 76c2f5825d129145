import { isInSet } from "../kernels/pair-splits.ts";
import type { Random } from "../learner/random.ts";
import { type Binned, missingBin } from "./binning.ts";
import type { Drawn, Splittable, Targets } from "./targets.ts";
import type { TreeBuilder } from "./tree.ts";

/** What makes a split allowed, and what it is worth. */
export interface SplitRules {
  readonly minLeafRows: number;
  /** Σ hessian, or Σ weight, that each side must have. */
  readonly minLeafWeight: number;
  /** λ ≥ 0 added to Σ hessian. */
  readonly l2: number;
  /** Numbers of the features whose values are categories. */
  readonly categorical: readonly number[];
  /** Hessian, or weight, with what is usual in a node that each category has besides its own. */
  readonly categorySmoothing: number;
  /** By feature: 1 where values of leaves must not fall with it, −1 where they must not rise; undefined where there is none such. */
  readonly directions?: Int8Array | undefined;
  /** What becomes of splits by features with a direction where values of leaves would lie outside what those above them allow. */
  readonly outside: "moved" | "refused";
}

/** What values of leaves lie between. */
export type Bounds = readonly [lower: number, upper: number];

const unbounded: Bounds = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** How far a tree grows. */
export interface GrowRules extends SplitRules {
  readonly maxLeaves: number;
  readonly maxDepth: number;
  /** Rows that a node must have to be split. */
  readonly minSplitRows: number;
  /** Features that a split chooses from, drawn anew for each; all of them where it is their number. */
  readonly featuresPerSplit: number;
  /** "random": of each feature one threshold is drawn, and the best of these taken. */
  readonly splits: "best" | "random";
}

/** Rows that came to one leaf: those of the list from start to end. */
export interface Leaf {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly bounds: Bounds;
}

/** A leaf that may be split yet. */
interface Open extends Leaf {
  readonly depth: number;
  readonly total: Float64Array;
  readonly split: Split | undefined;
  /** Of all features; undefined where a split looks at some of them only, or there was no room to keep it. */
  readonly histogram: Float64Array | undefined;
}

interface Split {
  readonly gain: number;
  readonly feature: number;
  /** Bins up to it go left. */
  readonly bin: number;
  readonly missing: "left" | "right";
  /** Bins that go left, where they are categories. */
  readonly set: Uint32Array | undefined;
  readonly leftTotal: Float64Array;
}

/** A tree that has grown, as the rows it grew from know it. */
export interface Grown {
  readonly leaves: readonly Leaf[];
  /** Bins up to which rows go left, or sets of those that do, by node less the tree's first. */
  readonly bins: readonly (number | Uint32Array)[];
}

/** Histograms that are kept at a time where trees have leaves without a limit: as many as the way to a leaf is long, as a rule. */
const keptOnTheWay = 32;

/** Histograms of all features that trees of such rules keep at a time. */
export function keptHistograms(rules: GrowRules, columns: number): number {
  if (choosesFeatures(rules, columns)) return 0;
  return 1 + (rules.maxLeaves === Number.POSITIVE_INFINITY ? keptOnTheWay : rules.maxLeaves);
}

function choosesFeatures({ featuresPerSplit, splits }: GrowRules, columns: number): boolean {
  return featuresPerSplit < columns || splits === "random";
}

/** Values of rows between which others may take their turn: some milliseconds of them. */
const valuesOfTurn = 5e5;

/** Grows trees by histograms over binned rows, the leaf whose split gains most first. */
export class Grower {
  readonly #data: Binned;
  readonly #rules: GrowRules;
  readonly #random: Random;
  readonly #targets: Targets;
  readonly #builder: TreeBuilder;
  readonly #split: Float64Array;
  readonly #drawn: Drawn = {
    bin: (feature, histogram, channels, counts) => this.#drawBin(feature, histogram, channels, counts),
    some: (bins) => this.#drawSome(bins),
  };

  constructor(data: Binned, rules: GrowRules, targets: Targets, builder: TreeBuilder, random: Random) {
    this.#data = data;
    this.#rules = rules;
    this.#random = random;
    this.#targets = targets;
    this.#builder = builder;
    this.#split = targets.channels === 2 ? data.memory.split : new Float64Array(4 + targets.channels);
    data.edges.forEach((_, feature) => {
      data.memory.features[feature] = feature;
    });
  }

  /** Adds a tree for the rows of the memory's list up to `count`, whose order changes. It yields where others may take their turn. */
  *grow(count: number): Generator<undefined, Grown> {
    const builder = this.#builder;
    builder.beginTree();
    const bins: (number | Uint32Array)[] = [];
    const total = this.#targets.totalOf(count);
    const root = this.#leaf(total, unbounded, bins);
    const open: Open[] = [this.#open({ node: root, start: 0, end: count, bounds: unbounded }, 0, total)];
    const leaves: Leaf[] = [];
    let seen = count;
    while (open.length > 0) {
      const next = this.#takeBest(open);
      const mayGrow = open.length + leaves.length + 2 <= this.#rules.maxLeaves;
      if (next.split === undefined || !mayGrow) {
        this.#release(next.histogram);
        leaves.push(next);
        continue;
      }
      bins[next.node - root] = next.split.set ?? next.split.bin;
      open.push(...this.#divide(next, next.split, bins));
      seen += next.end - next.start;
      if (seen * this.#data.edges.length < valuesOfTurn) continue;
      yield undefined;
      seen = 0;
    }
    if (this.#targets.exactValues !== undefined) {
      const values = this.#targets.exactValues(leaves);
      for (const [at, { node, bounds }] of leaves.entries()) builder.setValues(node, within(values[at]!, bounds));
    }
    return { leaves, bins };
  }

  #leaf(total: Float64Array, bounds: Bounds, bins: (number | Uint32Array)[]): number {
    bins.push(0);
    return this.#builder.leaf(within(this.#targets.leafValues(total), bounds), this.#targets.cover(total));
  }

  /** Without a limit of leaves the order does not matter, and the last is taken: its rows are warm. */
  #takeBest(open: Open[]): Open {
    if (this.#rules.maxLeaves === Number.POSITIVE_INFINITY) return open.pop()!;
    let best = 0;
    for (let at = 1; at < open.length; at++) {
      if ((open[at]!.split?.gain ?? 0) > (open[best]!.split?.gain ?? 0)) best = at;
    }
    return open.splice(best, 1)[0]!;
  }

  #divide(
    { node, start, end, bounds, depth, total, histogram }: Open,
    split: Split,
    bins: (number | Uint32Array)[],
  ): Open[] {
    const { feature, bin, set, missing, gain, leftTotal } = split;
    const middle = this.#partition(start, end, split);
    const rightTotal = total.map((value, channel) => value - leftTotal[channel]!);
    const [leftBounds, rightBounds] = this.#childBounds(feature, leftTotal, rightTotal, bounds);
    const [left, right] = [this.#leaf(leftTotal, leftBounds, bins), this.#leaf(rightTotal, rightBounds, bins)];
    const edge = this.#data.edges[feature]![bin] ?? Number.POSITIVE_INFINITY;
    const threshold = set === undefined ? edge : this.#builder.addSet(set);
    this.#builder.split(node, { feature, threshold, missing, gain }, left, right);
    const ofLeft = { leaf: { node: left, start, end: middle, bounds: leftBounds }, total: leftTotal };
    const ofRight = { leaf: { node: right, start: middle, end, bounds: rightBounds }, total: rightTotal };
    const isLeftSmaller = this.#targets.rowsOf(leftTotal) <= this.#targets.rowsOf(rightTotal);
    const [smaller, larger] = isLeftSmaller ? [ofLeft, ofRight] : [ofRight, ofLeft];
    const own = this.#open(smaller.leaf, depth + 1, smaller.total);
    if (histogram === undefined) return [own, this.#open(larger.leaf, depth + 1, larger.total)];
    return [own, this.#openOther(larger.leaf, depth + 1, larger.total, histogram, own.histogram)];
  }

  /** Sorts rows of the list into those that go left and those that go right; gives where these start. */
  #partition(start: number, end: number, { feature, bin, set, missing }: Split): number {
    const { memory } = this.#data;
    const { kernels, rows, bins, list, spare } = memory;
    if (set !== undefined) {
      memory.set.set(set);
      return kernels.run("partitionBySet", bins, rows, feature, list, start, end, memory.set, spare);
    }
    const missingLeft = missing === "left" ? 1 : 0;
    return kernels.run("partitionRows", bins, rows, feature, list, start, end, bin, missingLeft, spare);
  }

  /**
   * Where values must rise or fall with the feature all on one side stay on their side of what lies in the middle.
   *
   * @see Chen, Guestrin, XGBoost's “Monotonic Constraints”, 2016; as scikit-learn's `monotonic_cst`.
   */
  #childBounds(feature: number, left: Float64Array, right: Float64Array, bounds: Bounds): readonly [Bounds, Bounds] {
    const direction = this.#rules.directions?.[feature] ?? 0;
    if (direction === 0) return [bounds, bounds];
    const valueIn = (total: Float64Array): number => lastOf(within(this.#targets.leafValues(total), bounds));
    const middle = valueIn(left) / 2 + valueIn(right) / 2;
    const [below, above]: [Bounds, Bounds] = [
      [bounds[0], middle],
      [middle, bounds[1]],
    ];
    return direction > 0 ? [below, above] : [above, below];
  }

  #open(leaf: Leaf, depth: number, total: Float64Array): Open {
    if (!this.#mayBeSplit(total, depth)) return { ...leaf, depth, total, split: undefined, histogram: undefined };
    if (choosesFeatures(this.#rules, this.#data.edges.length)) {
      return { ...leaf, depth, total, split: this.#splitOfSome({ ...leaf, total }), histogram: undefined };
    }
    const histogram = this.#targets.borrow()!;
    this.#targets.fill(leaf.start, leaf.end, histogram);
    const split = this.#splitOfAll(histogram, { ...leaf, total });
    // One stays for those that come when all others are kept.
    const another = this.#targets.borrow();
    this.#release(another ?? histogram);
    return { ...leaf, depth, total, split, histogram: another && histogram };
  }

  /** The larger child: what its sibling has not, where that was counted. */
  #openOther(
    leaf: Leaf,
    depth: number,
    total: Float64Array,
    parent: Float64Array,
    sibling: Float64Array | undefined,
  ): Open {
    if (sibling === undefined || !this.#mayBeSplit(total, depth)) {
      this.#release(parent);
      return this.#open(leaf, depth, total);
    }
    this.#targets.subtract(parent, sibling);
    return { ...leaf, depth, total, split: this.#splitOfAll(parent, { ...leaf, total }), histogram: parent };
  }

  #mayBeSplit(total: Float64Array, depth: number): boolean {
    const { maxDepth, minSplitRows, minLeafRows } = this.#rules;
    return depth < maxDepth && this.#targets.rowsOf(total) >= Math.max(minSplitRows, 2 * minLeafRows);
  }

  #splitOfAll(histogram: Float64Array, node: Splittable): Split | undefined {
    this.#beginSplit(node.total);
    this.#targets.find(histogram, node, this.#split);
    return this.#splitFound();
  }

  /** Draws features until there were enough of them and one can be split. */
  #splitOfSome(node: Splittable): Split | undefined {
    this.#beginSplit(node.total);
    const [count, enough] = [this.#data.edges.length, this.#rules.featuresPerSplit];
    let drawn = 0;
    while (drawn < count && (drawn < enough || this.#split[1]! < 0)) {
      const from = drawn;
      for (const end = drawn < enough ? enough : drawn + 1; drawn < end; drawn++) this.#draw(drawn, count);
      if (this.#rules.splits === "best") this.#targets.splitBy(from, drawn, node, this.#split);
      else for (let at = from; at < drawn; at++) this.#splitDrawn(at, node);
    }
    return this.#splitFound();
  }

  /** Puts one of the features that were not drawn yet in this place. */
  #draw(place: number, count: number): void {
    const { features } = this.#data.memory;
    const at = place + this.#random.below(count - place);
    const feature = features[at]!;
    features[at] = features[place]!;
    features[place] = feature;
  }

  #splitDrawn(place: number, node: Splittable): void {
    this.#targets.splitDrawn(this.#data.memory.features[place]!, node, this.#split, this.#drawn);
  }

  /** The bin of a threshold that is drawn between the smallest and the largest value of the node. */
  #drawBin(feature: number, histogram: Float64Array, channels: number, counts: number): number {
    const edges = this.#data.edges[feature]!;
    let first = 0;
    let last = edges.length;
    while (first < last && histogram[first * channels + counts] === 0) first++;
    while (last > first && histogram[last * channels + counts] === 0) last--;
    const lower = edges[first] ?? 0;
    const threshold = lower + this.#random.next() * ((edges[last - 1] ?? lower) - lower);
    let bin = first;
    while (bin < last - 1 && edges[bin]! < threshold) bin++;
    return bin;
  }

  /**
   * Each set but none and all of them is as likely as another.
   *
   * @see Geurts, Ernst, Wehenkel, “Extremely Randomized Trees”, Machine Learning 63, 2006, appendix A: splits of categorical attributes.
   */
  #drawSome(bins: number[]): number {
    if (bins.length < 2) return 0;
    for (;;) {
      const isLeft = new Set(bins.filter(() => this.#random.next() < 1 / 2));
      if (isLeft.size === 0 || isLeft.size === bins.length) continue;
      bins.sort((a, b) => Number(isLeft.has(b)) - Number(isLeft.has(a)));
      return isLeft.size;
    }
  }

  #beginSplit(total: Float64Array): void {
    this.#split[0] = 1e-12 * this.#targets.scale(total);
    this.#split[1] = -1;
  }

  #splitFound(): Split | undefined {
    const [gain, feature, bin, missingLeft] = this.#split as unknown as readonly [number, number, number, number];
    if (feature < 0) return undefined;
    const set = this.#rules.categorical.includes(feature) ? this.#targets.leftBins.slice() : undefined;
    const isMissingLeft = set === undefined ? missingLeft === 1 : isInSet(set, missingBin);
    return { gain, feature, bin, set, missing: isMissingLeft ? "left" : "right", leftTotal: this.#split.slice(4) };
  }

  #release(histogram: Float64Array | undefined): void {
    if (histogram !== undefined) this.#targets.release(histogram);
  }
}

/** One value, or the shares of two classes, of which the second has the bounds. */
function within(values: ArrayLike<number>, [lower, upper]: Bounds): ArrayLike<number> {
  if (lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY) return values;
  const last = Math.min(upper, Math.max(lower, lastOf(values)));
  return values.length === 1 ? [last] : [1 - last, last];
}

function lastOf(values: ArrayLike<number>): number {
  return values[values.length - 1]!;
}
