import { Classes } from "../learner/classes.ts";
import type { Training } from "../learner/learner.ts";
import { type Random, randomOf } from "../learner/random.ts";
import { Grower, type GrowRules } from "./grower.ts";
import type { Forest, Trees } from "./learned.ts";
import { classTargets, gradientTargets, type Targets } from "./targets.ts";
import { TreeBuilder } from "./tree.ts";
import { type TreeRows, treeRows } from "./tree-rows.ts";

/** How trees of a forest grow, each on its own. */
export interface ForestTraining extends Omit<GrowRules, "featuresPerSplit" | "l2"> {
  readonly name: string;
  readonly trees: number;
  /** "bootstrap": each tree from as many rows as there are, drawn with replacement. */
  readonly rows: "all" | "bootstrap";
  /** Features that a split chooses from, of so many. */
  readonly featuresPerSplit: (columns: number) => number;
  readonly seed: number;
}

/**
 * Trees that tell classes apart. Of two classes a leaf has the share of the second, of more the share of each.
 *
 * @see Breiman, “Random Forests”, Machine Learning 45, 2001; splits by histograms of at most 255 bins.
 */
export function* classificationForest(
  columns: number,
  how: ForestTraining & { readonly criterion: "gini" | "entropy" },
): Training<Forest> {
  const random = randomOf(how.seed);
  const rows = yield* treeRows(columns, random);
  const labels = new Classes(how.name);
  labels.add(rows.labels);
  const classes = labels.finish();
  const own = new Uint32Array(rows.labels.length);
  labels.indices(rows.labels, own);
  const targetsOf = (weights: Float64Array): Targets =>
    classes.length === 2 && how.criterion === "gini"
      ? meanTargets(own, weights)
      : classTargets({ classes: own, weights, count: classes.length, criterion: how.criterion });
  const trees = yield* grownForest(columns, how, rows, targetsOf, random);
  return { ...trees, classes, columns };
}

/** Trees that predict numbers: a leaf has the mean label of its rows. */
export function* regressionForest(columns: number, how: ForestTraining): Training<Forest> {
  const random = randomOf(how.seed);
  const rows = yield* treeRows(columns, random);
  const trees = yield* grownForest(columns, how, rows, (weights) => meanTargets(rows.labels, weights), random);
  return { ...trees, classes: new Float64Array(), columns };
}

/**
 * Least squares as derivatives: with gradient −w·y and hessian w a leaf is Σ w·y ÷ Σ w, and the gain is the fall of the squares. For two
 * classes that is the fall of Gini's impurity but for a factor.
 */
function meanTargets(values: ArrayLike<number>, weights: Float64Array): Targets {
  const gradients = weights.map((weight, row) => -weight * values[row]!);
  return gradientTargets({ gradients, hessians: weights, l2: 0, shrinkage: 1 });
}

function* grownForest(
  columns: number,
  how: ForestTraining,
  { binned, weights }: TreeRows,
  targetsOf: (weights: Float64Array) => Targets,
  random: Random,
): Training<Trees> {
  const featuresPerSplit = how.featuresPerSplit(columns);
  let builder: TreeBuilder | undefined;
  for (let tree = 0; tree < how.trees; tree++) {
    // Each tree has a seed of its own, so that it is the same whichever trees are grown beside it.
    const own = randomOf(random.below(2 ** 31) + tree);
    const drawn = how.rows === "bootstrap" ? bootstrapped(weights, own) : weights;
    const targets = targetsOf(drawn);
    builder ??= new TreeBuilder(targets.outputs);
    new Grower(binned, { ...how, featuresPerSplit, l2: 0 }, own).grow(rowsWithWeight(drawn), targets, builder);
    yield undefined;
  }
  return builder!.finish();
}

/** Weights times how often a row was drawn. */
function bootstrapped(weights: Float64Array, random: Random): Float64Array {
  const drawn = new Float64Array(weights.length);
  for (let draw = 0; draw < weights.length; draw++) {
    const row = random.below(weights.length);
    drawn[row]! += weights[row]!;
  }
  return drawn;
}

function rowsWithWeight(weights: Float64Array): Uint32Array {
  const rows = new Uint32Array(weights.length);
  let count = 0;
  for (let row = 0; row < weights.length; row++) if (weights[row]! > 0) rows[count++] = row;
  return rows.subarray(0, count);
}
