import { Classes } from "../learner/classes.ts";
import type { Training } from "../learner/learner.ts";
import { type Random, randomOf } from "../learner/random.ts";
import { type Binned, missingBin } from "./binning.ts";
import { Grower, type Grown, type GrowRules } from "./grower.ts";
import type { Boosted } from "./learned.ts";
import { type BoostingLoss, type Derivatives, logisticBoosting, softmaxBoosting, squaredError } from "./losses.ts";
import { gradientTargets } from "./targets.ts";
import { TreeBuilder } from "./tree.ts";
import { type TreeRows, treeRows } from "./tree-rows.ts";

/** How trees are added to one another. */
export interface BoostingTraining
  extends Omit<GrowRules, "featuresPerSplit" | "minSplitRows" | "minLeafWeight" | "splits"> {
  readonly name: string;
  /** Rounds at most; in each there is a tree, or one for each of more than two classes. */
  readonly rounds: number;
  /** What of each tree counts, 0 to 1. */
  readonly learningRate: number;
  readonly bins: number;
  readonly stopping: EarlyStopping | undefined;
  readonly seed: number;
}

/** Ends where the loss of rows that were held back does not fall any more. */
export interface EarlyStopping {
  /** Share of the rows that is held back. */
  readonly share: number;
  /** Rounds without a better loss after which it ends. */
  readonly patience: number;
}

/**
 * Boosting of classes by the logistic loss, on histograms of at most 255 bins, leaf by leaf.
 *
 * @see Friedman, “Greedy Function Approximation: A Gradient Boosting Machine”, Ann. Stat. 29, 2001; Ke et al., “LightGBM”, NIPS 2017.
 */
export function* boostedClasses(columns: number, how: BoostingTraining): Training<Boosted> {
  const random = randomOf(how.seed);
  const rows = yield* treeRows(columns, random, how.bins);
  const labels = new Classes(how.name);
  labels.add(rows.labels);
  const classes = labels.finish();
  const own = new Uint32Array(rows.labels.length);
  labels.indices(rows.labels, own);
  const loss = classes.length === 2 ? logisticBoosting : softmaxBoosting(classes.length);
  const boosted = yield* boostRows({ ...rows, labels: Float64Array.from(own) }, loss, how, random);
  return { ...boosted, classes, columns };
}

/** Boosting of numbers by squared errors. */
export function* boostedNumbers(columns: number, how: BoostingTraining): Training<Boosted> {
  const random = randomOf(how.seed);
  const rows = yield* treeRows(columns, random, how.bins);
  const boosted = yield* boostRows(rows, squaredError, how, random);
  return { ...boosted, classes: new Float64Array(), columns };
}

function* boostRows(
  rows: TreeRows,
  loss: BoostingLoss,
  how: BoostingTraining,
  random: Random,
): Training<Omit<Boosted, "classes" | "columns">> {
  const boosting = new Boosting(rows, loss, how, random);
  while (boosting.rounds < how.rounds && !boosting.isOver()) {
    boosting.round();
    yield undefined;
  }
  return boosting.finish();
}

/** Rounds over binned rows. */
class Boosting {
  rounds = 0;
  readonly #binned: Binned;
  readonly #labels: Float64Array;
  /** Of the rows that are learned from; 0 for those that are held back. */
  readonly #weights: Float64Array;
  readonly #heldBack: HeldBack | undefined;
  readonly #loss: BoostingLoss;
  readonly #how: BoostingTraining;
  readonly #baseline: Float64Array;
  readonly #scores: Float64Array; // [scores × rows]
  readonly #derivatives: Derivatives;
  readonly #grower: Grower;
  readonly #builder = new TreeBuilder(1);
  readonly #learned: Uint32Array;
  readonly #list: Uint32Array;

  constructor({ binned, labels, weights }: TreeRows, loss: BoostingLoss, how: BoostingTraining, random: Random) {
    const count = binned.rows;
    this.#binned = binned;
    this.#labels = labels;
    this.#loss = loss;
    this.#how = how;
    this.#heldBack = how.stopping && new HeldBack(how.stopping, weights, random);
    this.#weights = weights.map((weight, row) => (this.#heldBack?.has(row) ? 0 : weight));
    this.#baseline = loss.baseline(labels, this.#weights);
    this.#scores = new Float64Array(loss.scores * count).map((_, at) => this.#baseline[Math.floor(at / count)]!);
    this.#derivatives = {
      gradients: new Float64Array(this.#scores.length),
      hessians: new Float64Array(this.#scores.length),
    };
    const rules = {
      ...how,
      minSplitRows: 2,
      minLeafWeight: 1e-3,
      splits: "best" as const,
      featuresPerSplit: binned.columns.length,
    };
    this.#grower = new Grower(binned, rules, random);
    this.#learned = Uint32Array.from(labels.keys()).filter((row) => this.#weights[row]! > 0);
    this.#list = new Uint32Array(this.#learned.length);
  }

  /** One tree for each score. */
  round(): void {
    const { gradients, hessians } = this.#derivatives;
    this.#loss.derive(this.#scores, this.#labels, this.#weights, this.#derivatives);
    const rows = this.#binned.rows;
    for (let score = 0; score < this.#loss.scores; score++) {
      const [start, end] = [score * rows, (score + 1) * rows];
      const targets = gradientTargets({
        gradients: gradients.subarray(start, end),
        hessians: hessians.subarray(start, end),
        l2: this.#how.l2,
        shrinkage: this.#how.learningRate,
      });
      this.#list.set(this.#learned);
      this.#addTree(this.#grower.grow(this.#list, targets, this.#builder), this.#scores.subarray(start, end));
    }
    this.rounds++;
    this.#heldBack?.note(this.#loss.loss(this.#scores, this.#labels, this.#heldBack.weights));
  }

  #addTree({ leaves, bins }: Grown, scores: Float64Array): void {
    for (const { node, start, end } of leaves) {
      const value = this.#builder.valueOf(node);
      for (let at = start; at < end; at++) scores[this.#list[at]!]! += value;
    }
    this.#heldBack?.rows.forEach((row) => {
      scores[row]! += this.#builder.valueOf(this.#leafOf(row, bins));
    });
  }

  /** The leaf of the last tree that a row comes to. */
  #leafOf(row: number, bins: Int32Array): number {
    return this.#builder.leafOfLast((node, feature, missingLeft) => {
      const bin = this.#binned.columns[feature]![row]!;
      return bin === missingBin ? missingLeft : bin <= bins[node]!;
    });
  }

  isOver(): boolean {
    return this.#heldBack?.isOver() === true;
  }

  finish(): Omit<Boosted, "classes" | "columns"> {
    return {
      ...this.#builder.finish(),
      baseline: this.#baseline,
      rounds: this.rounds,
      heldBackLoss: Float64Array.from(this.#heldBack?.losses ?? []),
    };
  }
}

/** Rows that are not learned from, to tell when learning more does not help. */
class HeldBack {
  readonly losses: number[] = [];
  readonly weights: Float64Array; // [rows]; 0 for those that are learned from
  readonly rows: readonly number[];
  readonly #patience: number;
  readonly #total: number;

  constructor({ share, patience }: EarlyStopping, weights: Float64Array, random: Random) {
    this.#patience = patience;
    this.weights = weights.map((weight) => (random.next() < share ? weight : 0));
    this.rows = Array.from(this.weights.keys()).filter((row) => this.weights[row]! > 0);
    this.#total = this.weights.reduce((sum, weight) => sum + weight, 0);
  }

  has(row: number): boolean {
    return this.weights[row]! > 0;
  }

  note(loss: number): void {
    this.losses.push(this.#total > 0 ? loss / this.#total : 0);
  }

  /** Whether none of the last rounds was better than all before them. */
  isOver(): boolean {
    const recent = this.losses.length - this.#patience;
    if (recent < 1) return false;
    const best = Math.min(...this.losses.slice(0, recent));
    return this.losses.slice(recent).every((loss) => loss > best - leastGain);
  }
}

/** What a mean loss must fall by to be better, as scikit-learn's. */
const leastGain = 1e-7;
