import { everyBin, type Split, type SplitRules } from "../kernels/find-split.ts";
import { partition, subtractHistogram } from "../kernels/histogram.ts";
import type { Random } from "../learner/random.ts";
import { type Binned, missingBin } from "./binning.ts";
import type { Targets } from "./targets.ts";
import type { TreeBuilder } from "./tree.ts";

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
}

interface Open extends Leaf {
  readonly depth: number;
  readonly total: Float64Array;
  readonly split: Split;
  /** Of all features; undefined where a split looks at some of them only. */
  readonly histogram: Float64Array | undefined;
}

/** A tree that has grown, as the rows it grew from know it. */
export interface Grown {
  readonly leaves: readonly Leaf[];
  /** Bins up to which rows go left, by node less the tree's first. */
  readonly bins: Int32Array;
}

const binsWithMissing = missingBin + 1;

/** Grows trees by histograms over binned rows, the leaf whose split gains most first. */
export class Grower {
  readonly #data: Binned;
  readonly #rules: GrowRules;
  readonly #random: Random;
  readonly #spare: Uint32Array;
  readonly #features: Uint32Array;
  readonly #pool: Float64Array[] = [];
  #scratch = new Float64Array();

  constructor(data: Binned, rules: GrowRules, random: Random) {
    this.#data = data;
    this.#rules = rules;
    this.#random = random;
    this.#spare = new Uint32Array(data.rows);
    this.#features = Uint32Array.from(data.columns.keys());
  }

  /** Adds a tree for the rows of the list, whose order changes. */
  grow(rows: Uint32Array, targets: Targets, builder: TreeBuilder): Grown {
    builder.beginTree();
    const bins: number[] = [];
    const leaf = (total: Float64Array): number => {
      bins.push(0);
      return builder.leaf(targets.leafValues(total), targets.cover(total));
    };
    const total = targets.gather(rows, 0, rows.length);
    const root = leaf(total);
    const open: Open[] = [this.#open({ node: root, start: 0, end: rows.length }, 0, total, rows, targets)];
    const leaves: Leaf[] = [];
    while (open.length > 0) {
      const next = this.#takeBest(open);
      const mayGrow = open.length + leaves.length + 2 <= this.#rules.maxLeaves;
      if (next.split.feature < 0 || !mayGrow) {
        this.#release(next.histogram);
        leaves.push(next);
        continue;
      }
      bins[next.node - root] = next.split.bin;
      open.push(...this.#split(next, rows, targets, builder, leaf));
    }
    return { leaves, bins: Int32Array.from(bins) };
  }

  /** Without a limit of leaves the order does not matter, and the last is taken: its rows are warm. */
  #takeBest(open: Open[]): Open {
    if (this.#rules.maxLeaves === Number.POSITIVE_INFINITY) return open.pop()!;
    let best = 0;
    for (let at = 1; at < open.length; at++) if (open[at]!.split.gain > open[best]!.split.gain) best = at;
    return open.splice(best, 1)[0]!;
  }

  #split(
    { node, start, end, depth, total, split, histogram }: Open,
    rows: Uint32Array,
    targets: Targets,
    builder: TreeBuilder,
    leaf: (total: Float64Array) => number,
  ): Open[] {
    const { feature, bin, missing, gain } = split;
    const middle = partition(rows, start, end, this.#data.columns[feature]!, bin, missing, missingBin, this.#spare);
    const isLeftSmaller = middle - start <= end - middle;
    const smaller = isLeftSmaller ? { start, end: middle } : { start: middle, end };
    const larger = isLeftSmaller ? { start: middle, end } : { start, end: middle };
    const ownTotal = targets.gather(rows, smaller.start, smaller.end);
    const otherTotal = total.map((value, channel) => value - ownTotal[channel]!);
    const [left, right] = isLeftSmaller ? [leaf(ownTotal), leaf(otherTotal)] : [leaf(otherTotal), leaf(ownTotal)];
    const threshold = this.#data.edges[feature]![bin] ?? Number.POSITIVE_INFINITY;
    builder.split(node, { feature, threshold, missing, gain }, left, right);
    const [ownNode, otherNode] = isLeftSmaller ? [left, right] : [right, left];
    const own = this.#open({ node: ownNode, ...smaller }, depth + 1, ownTotal, rows, targets);
    const other = { node: otherNode, ...larger };
    if (histogram === undefined) {
      if (this.#mayBeSplit(larger, depth + 1)) targets.gather(rows, larger.start, larger.end);
      return [own, this.#open(other, depth + 1, otherTotal, rows, targets)];
    }
    return [own, this.#openOther(other, depth + 1, otherTotal, histogram, own.histogram, rows, targets)];
  }

  /** A node whose rows the targets have gathered. */
  #open(leaf: Leaf, depth: number, total: Float64Array, rows: Uint32Array, targets: Targets): Open {
    if (!this.#mayBeSplit(leaf, depth)) return { ...leaf, depth, total, split: noSplit(), histogram: undefined };
    if (this.#rules.featuresPerSplit < this.#features.length || this.#rules.splits === "random") {
      return { ...leaf, depth, total, split: this.#splitOfSome(leaf, total, rows, targets), histogram: undefined };
    }
    const histogram = this.#borrow(targets.channels);
    this.#data.columns.forEach((bins, feature) => {
      targets.fill(bins, rows, leaf.start, leaf.end, histogram, feature * binsWithMissing * targets.channels);
    });
    return { ...leaf, depth, total, split: this.#splitOfAll(histogram, total, targets), histogram };
  }

  /** The larger child: what its sibling has not, where that was counted. */
  #openOther(
    leaf: Leaf,
    depth: number,
    total: Float64Array,
    parent: Float64Array,
    sibling: Float64Array | undefined,
    rows: Uint32Array,
    targets: Targets,
  ): Open {
    if (sibling === undefined || !this.#mayBeSplit(leaf, depth)) {
      this.#release(parent);
      if (this.#mayBeSplit(leaf, depth)) targets.gather(rows, leaf.start, leaf.end);
      return this.#open(leaf, depth, total, rows, targets);
    }
    subtractHistogram(parent, sibling, parent);
    return { ...leaf, depth, total, split: this.#splitOfAll(parent, total, targets), histogram: parent };
  }

  #mayBeSplit({ start, end }: Pick<Leaf, "start" | "end">, depth: number): boolean {
    const { maxDepth, minSplitRows, minLeafRows } = this.#rules;
    return depth < maxDepth && end - start >= Math.max(minSplitRows, 2 * minLeafRows);
  }

  #splitOfAll(histogram: Float64Array, total: Float64Array, targets: Targets): Split {
    const best = this.#noGain(total, targets);
    for (let feature = 0; feature < this.#features.length; feature++) {
      const base = feature * binsWithMissing * targets.channels;
      targets.find({ histogram, base, bins: this.#binsOf(feature), feature, only: everyBin }, total, this.#rules, best);
    }
    return best;
  }

  /** Draws features until there were enough of them and one can be split. */
  #splitOfSome({ start, end }: Leaf, total: Float64Array, rows: Uint32Array, targets: Targets): Split {
    const best = this.#noGain(total, targets);
    const features = this.#features;
    const size = binsWithMissing * targets.channels;
    if (this.#scratch.length !== size) this.#scratch = new Float64Array(size);
    for (let drawn = 0; drawn < features.length; drawn++) {
      if (drawn >= this.#rules.featuresPerSplit && best.feature >= 0) break;
      const at = drawn + this.#random.below(features.length - drawn);
      const feature = features[at]!;
      features[at] = features[drawn]!;
      features[drawn] = feature;
      this.#scratch.fill(0);
      targets.fill(this.#data.columns[feature]!, rows, start, end, this.#scratch, 0);
      const bins = this.#binsOf(feature);
      const only =
        this.#rules.splits === "best" ? everyBin : this.#drawBin(this.#scratch, feature, bins, targets.channels);
      targets.find({ histogram: this.#scratch, base: 0, bins, feature, only }, total, this.#rules, best);
    }
    return best;
  }

  /** The bin of a threshold that is drawn between the smallest and the largest value of the node. */
  #drawBin(histogram: Float64Array, feature: number, bins: number, channels: number): number {
    let first = 0;
    let last = bins - 1;
    while (first < last && histogram[first * channels] === 0) first++;
    while (last > first && histogram[last * channels] === 0) last--;
    const edges = this.#data.edges[feature]!;
    const lower = edges[first] ?? 0;
    const threshold = lower + this.#random.next() * ((edges[last - 1] ?? lower) - lower);
    let bin = first;
    while (bin < last - 1 && edges[bin]! < threshold) bin++;
    return bin;
  }

  #noGain(total: Float64Array, targets: Targets): Split {
    return { ...noSplit(), gain: 1e-12 * targets.scale(total) };
  }

  #binsOf(feature: number): number {
    return this.#data.edges[feature]!.length + 1;
  }

  #borrow(channels: number): Float64Array {
    const size = this.#features.length * binsWithMissing * channels;
    const known = this.#pool.pop();
    if (known?.length !== size) return new Float64Array(size);
    return known.fill(0);
  }

  #release(histogram: Float64Array | undefined): void {
    if (histogram !== undefined) this.#pool.push(histogram);
  }
}

function noSplit(): Split {
  return { gain: 0, feature: -1, bin: 0, missing: "right", leftRows: 0 };
}
