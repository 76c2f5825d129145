import { isInSet } from "../kernels/pair-splits.ts";
import { Classes } from "../learner/classes.ts";
import type { Training } from "../learner/learner.ts";
import { earlierState, milestone } from "../learner/milestones.ts";
import { type Random, randomOf } from "../learner/random.ts";
import type { Team } from "../learner/team.ts";
import type { Learned } from "../stages/learned.ts";
import { type Binned, missingBin } from "./binning.ts";
import { directionsOf, type FeatureKinds, mustBeFeatures, mustBeTwoClasses } from "./feature-kinds.ts";
import { Grower, type Grown, type GrowRules, keptHistograms } from "./grower.ts";
import { type EarlyStopping, HeldBack } from "./held-back.ts";
import type { Boosted } from "./learned.ts";
import { type BoostingLoss, logisticBoosting, softmaxBoosting } from "./losses.ts";
import type { NumberLoss } from "./number-losses.ts";
import { RowPart } from "./row-part.ts";
import { gradientTargets, type Targets } from "./targets.ts";
import { TreeBuilder } from "./tree.ts";
import type { TreeMemory, TreeNeeds } from "./tree-memory.ts";
import { type TreeRows, treeRows } from "./tree-rows.ts";

/** How trees are added to one another. */
export interface BoostingTraining
  extends Omit<GrowRules, "featuresPerSplit" | "minSplitRows" | "minLeafWeight" | "splits" | "directions" | "outside">,
    FeatureKinds {
  readonly name: string;
  /** Rounds at most; in each there is a tree, or one for each of more than two classes. */
  readonly rounds: number;
  /** What of each tree counts, 0 to 1. */
  readonly learningRate: number;
  readonly bins: number;
  readonly stopping: EarlyStopping | undefined;
  readonly seed: number;
}

/**
 * Boosting of classes by the logistic loss, on histograms of at most 255 bins, leaf by leaf.
 *
 * @see Friedman, “Greedy Function Approximation: A Gradient Boosting Machine”, Ann. Stat. 29, 2001; Ke et al., “LightGBM”, NIPS 2017.
 */
export function* boostedClasses(columns: number, how: BoostingTraining, team?: Team): Training<Boosted> {
  mustBeFeatures(how.name, how, columns);
  const random = randomOf(how.seed);
  const labels = new Classes(how.name);
  const rows = yield* treeRows(
    columns,
    random,
    (known) => {
      labels.add(known);
      const classes = labels.finish().length;
      mustBeTwoClasses(how.name, how, classes);
      return needsOf(lossOf(classes).scores, how, columns);
    },
    how,
    (all) => RowPart.of(all, team),
  );
  const classes = labels.finish();
  const own = new Uint32Array(rows.labels.length);
  labels.indices(rows.labels, own);
  const loss = lossOf(classes.length);
  const boosted = yield* boostRows({ ...rows, labels: Float64Array.from(own) }, loss, how, random);
  return { ...boosted, classes, columns };
}

function lossOf(classes: number): BoostingLoss {
  return classes === 2 ? logisticBoosting : softmaxBoosting(classes);
}

/** Boosting of numbers. */
export function* boostedNumbers(
  columns: number,
  how: BoostingTraining,
  loss: NumberLoss,
  team?: Team,
): Training<Boosted> {
  mustBeFeatures(how.name, how, columns);
  const random = randomOf(how.seed);
  const needs = (labels: Float64Array): TreeNeeds => {
    mustHaveValues(how.name, loss, labels);
    return needsOf(loss.scores, how, columns);
  };
  const rows = yield* treeRows(columns, random, needs, how, (all) => RowPart.of(all, team));
  const boosted = yield* boostRows(rows, loss, how, random);
  return { ...boosted, classes: new Float64Array(), columns };
}

/** Refuses labels that a loss has no value for, or no least one. */
function mustHaveValues(name: string, { labels: allowed, isLog }: NumberLoss, labels: Float64Array): void {
  const refused = (as: string): RangeError =>
    new RangeError(`Cannot train ${name} as ${as}; take the loss "squaredError" for such numbers`);
  const wrong = allowed === undefined ? -1 : labels.findIndex((label) => !allowed.isOne(label));
  if (wrong >= 0)
    throw refused(`labels must be ${allowed!.mustBe} for this loss: got ${labels[wrong]} in row ${wrong}`);
  if (isLog === true && labels.every((label) => label === 0))
    throw refused("labels must not all be 0 for this loss: got 0 alone");
}

function needsOf(scores: number, how: BoostingTraining, columns: number): TreeNeeds {
  return { scores, histograms: keptHistograms(rulesOf(how, columns), columns) };
}

function rulesOf(how: BoostingTraining, columns: number): GrowRules {
  const directions = directionsOf(how, columns);
  // As scikit-learn's HistGradientBoosting; so are its trees and forests, which refuse.
  const rules = { outside: "moved", minSplitRows: 2, minLeafWeight: 1e-3, splits: "best" } as const;
  return { ...how, ...rules, directions, featuresPerSplit: columns };
}

function* boostRows(
  rows: TreeRows,
  loss: BoostingLoss,
  how: BoostingTraining,
  random: Random,
): Training<Omit<Boosted, "classes" | "columns">> {
  const boosting = new Boosting(rows, loss, how, random);
  boosting.goOn(yield* earlierState<KeptBoosting>());
  while (boosting.rounds < how.rounds && !boosting.isOver()) {
    yield* boosting.round();
    yield undefined;
    yield* milestone(() => boosting.kept());
  }
  return boosting.finish();
}

/** Where rounds can go on; scores are of all rows, or of those of a part. */
type KeptBoosting = Omit<Boosted, "classes" | "columns"> & Learned & { readonly scores: Float64Array };

/** What parts have kept in the same round: the same trees, and scores of the rows of each. */
export function joinedBoosting(parts: readonly Learned[]): Learned {
  const kept = parts as readonly KeptBoosting[];
  const count = kept[0]!.baseline.length;
  const own = ({ scores }: KeptBoosting, score: number): Float64Array => {
    const rows = scores.length / count;
    return scores.subarray(score * rows, (score + 1) * rows);
  };
  const scores = new Float64Array(kept.reduce((sum, part) => sum + part.scores.length, 0));
  let at = 0;
  for (let score = 0; score < count; score++) {
    for (const part of kept) {
      scores.set(own(part, score), at);
      at += part.scores.length / count;
    }
  }
  return { ...kept[0]!, scores };
}

/** Rounds over binned rows. */
class Boosting {
  rounds = 0;
  readonly #binned: Binned;
  readonly #memory: TreeMemory;
  readonly #labels: Float64Array;
  /** Of the rows that are learned from; 0 for those that are held back. */
  readonly #weights: Float64Array;
  readonly #heldBack: HeldBack | undefined;
  readonly #loss: BoostingLoss;
  readonly #how: BoostingTraining;
  readonly #rules: GrowRules;
  readonly #random: Random;
  readonly #baseline: Float64Array;
  readonly #builder = new TreeBuilder(1);
  readonly #learned: Uint32Array;

  constructor({ binned, labels, weights }: TreeRows, loss: BoostingLoss, how: BoostingTraining, random: Random) {
    this.#binned = binned;
    this.#memory = binned.memory;
    const { first, rows: own } = this.#memory.part;
    this.#labels = this.#memory.labels;
    this.#labels.set(labels.subarray(first, first + own));
    this.#loss = loss;
    this.#how = how;
    this.#rules = rulesOf(how, binned.edges.length);
    this.#random = random;
    const groupOf = (row: number): number => (loss.classes === undefined ? 0 : labels[row]!);
    this.#heldBack = how.stopping && new HeldBack(how.stopping, weights, random, groupOf, this.#memory.part);
    const learned = weights.map((weight, row) => (this.#heldBack?.has(row) ? 0 : weight));
    this.#weights = this.#memory.weights;
    this.#weights.set(learned.subarray(first, first + own));
    this.#baseline = loss.baseline(labels, learned);
    const { scores, rows } = this.#memory;
    this.#baseline.forEach((value, score) => scores.fill(value, score * rows, (score + 1) * rows));
    this.#learned = Uint32Array.from(this.#labels.keys()).filter((row) => this.#weights[row]! > 0);
  }

  /** One tree for each score. */
  *round(): Generator<undefined> {
    const { rows, scores, list } = this.#memory;
    this.#loss.derive(scores, this.#labels, this.#weights, this.#memory);
    for (let score = 0; score < this.#loss.scores; score++) {
      const own = (of: Float64Array): Float64Array => of.subarray(score * rows, (score + 1) * rows);
      const [gradients, hessians] = [own(this.#memory.gradients), own(this.#memory.hessians)];
      const of = { gradients, hessians, shrinkage: this.#how.learningRate };
      const targets = this.#withOwnLeaves(gradientTargets(this.#memory, of, this.#rules), own(scores));
      list.set(this.#learned);
      const grower = new Grower(this.#binned, this.#rules, targets, this.#builder, this.#random);
      this.#addTree(yield* grower.grow(this.#learned.length), own(scores));
    }
    this.rounds++;
    this.#heldBack?.note(this.#heldBackLoss(this.#heldBack.weights));
  }

  /** Σ weight · loss over all parts. */
  #heldBackLoss(weights: Float64Array): number {
    const { scores, rows, part } = this.#memory;
    const sums = part.sums(1, 1, (_, from, to, into) => {
      const own = new Float64Array(this.#loss.scores * (to - from));
      for (let score = 0; score < this.#loss.scores; score++)
        own.set(scores.subarray(score * rows + from, score * rows + to), score * (to - from));
      into[0] = this.#loss.loss(own, this.#labels.subarray(from, to), weights.subarray(from, to));
    });
    return sums[0]!;
  }

  /** Targets whose leaves have the values that the loss says, where it does. */
  #withOwnLeaves(targets: Targets, scores: Float64Array): Targets {
    const loss = this.#loss;
    if (loss.leafValue === undefined) return targets;
    const [labels, weights] = [this.#labels, this.#weights];
    const { list, part } = this.#memory;
    const exactValues: Targets["exactValues"] = (leaves) => {
      const ofRows = (value: (row: number) => number): readonly Float64Array[] =>
        part.gathered(leaves.map(({ start, end }) => Float64Array.from(list.subarray(start, end), value)));
      const [lacking, counts] = [ofRows((row) => labels[row]! - scores[row]!), ofRows((row) => weights[row]!)];
      // No value is −0: sums of what threads found have none.
      const values = part.shared(leaves.length, (leaf) => loss.leafValue!(lacking[leaf]!, counts[leaf]!) + 0);
      return Array.from(values, (value) => [this.#how.learningRate * value]);
    };
    return { ...targets, exactValues };
  }

  #addTree({ leaves, bins }: Grown, scores: Float64Array): void {
    const { kernels, list } = this.#memory;
    for (const { node, start, end } of leaves) {
      kernels.run("addAtRows", list, start, end, this.#builder.valueOf(node), scores);
    }
    this.#heldBack?.rows.forEach((row) => {
      scores[row]! += this.#builder.valueOf(this.#leafOf(row, bins));
    });
  }

  /** The leaf of the last tree that a row comes to. */
  #leafOf(row: number, bins: Grown["bins"]): number {
    return this.#builder.leafOfLast((node, feature, missingLeft) => {
      const bin = this.#memory.binOf(row, feature);
      if (bin === missingBin) return missingLeft;
      const own = bins[node]!;
      return typeof own === "number" ? bin <= own : isInSet(own, bin);
    });
  }

  kept(): KeptBoosting {
    return { ...this.finish(), scores: this.#memory.scores.slice() };
  }

  /** From where an earlier one was. */
  goOn(kept: KeptBoosting | undefined): void {
    if (kept === undefined) return;
    this.#builder.addTrees(kept);
    const { scores, rows, part } = this.#memory;
    for (let score = 0; score < this.#loss.scores; score++) {
      const start = score * part.allRows + part.first;
      scores.set(kept.scores.subarray(start, start + rows), score * rows);
    }
    this.#heldBack?.losses.push(...kept.heldBackLoss);
    this.rounds = kept.rounds;
  }

  isOver(): boolean {
    return this.#heldBack?.isOver() === true;
  }

  finish(): Omit<Boosted, "classes" | "columns"> {
    return {
      ...this.#builder.finish(this.#binned.categories),
      baseline: this.#baseline,
      rounds: this.rounds,
      heldBackLoss: Float64Array.from(this.#heldBack?.losses ?? []),
    };
  }
}
