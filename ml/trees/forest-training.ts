import { Classes } from "../learner/classes.ts";
import type { Share, Training } from "../learner/learner.ts";
import { earlierState, milestone } from "../learner/milestones.ts";
import { type Random, randomOf } from "../learner/random.ts";
import type { Learned } from "../stages/learned.ts";
import { categoriesOf, isCategorical } from "./categories.ts";
import { classTargets } from "./class-targets.ts";
import { directionsOf, type FeatureKinds, mustBeFeatures, mustBeTwoClasses } from "./feature-kinds.ts";
import { Grower, type GrowRules, keptHistograms } from "./grower.ts";
import type { Forest, Trees } from "./learned.ts";
import { gradientTargets, type Targets } from "./targets.ts";
import { TreeBuilder } from "./tree.ts";
import type { TreeMemory } from "./tree-memory.ts";
import { type TreeRows, treeRows } from "./tree-rows.ts";

/** How trees of a forest grow, each on its own. */
export interface ForestTraining
  extends Omit<GrowRules, "featuresPerSplit" | "l2" | "categorySmoothing" | "directions" | "outside">,
    FeatureKinds {
  readonly name: string;
  readonly trees: number;
  /** "bootstrap": each tree from as many rows as there are, drawn with replacement. */
  readonly rows: "all" | "bootstrap";
  /** Features that a split chooses from, of so many. */
  readonly featuresPerSplit: (columns: number) => number;
  readonly seed: number;
}

/** Which trees of a forest are to be grown: one part of so many. */
type TreeShare = Pick<Share, "part" | "parts">;

const wholeForest: TreeShare = { part: 0, parts: 1 };

/**
 * Trees that tell classes apart. Of two classes a leaf has the share of the second, of more the share of each.
 *
 * @see Breiman, “Random Forests”, Machine Learning 45, 2001; splits by histograms of at most 255 bins.
 */
export function* classificationForest(
  columns: number,
  how: ForestTraining & { readonly criterion: "gini" | "entropy" },
  share: TreeShare = wholeForest,
): Training<Forest> {
  mustBeFeatures(how.name, how, columns);
  const random = randomOf(how.seed);
  const rules = rulesOf(how, columns);
  const labels = new Classes(how.name);
  let byNumber = false;
  const rows = yield* treeRows(
    columns,
    random,
    (known) => {
      labels.add(known);
      const classes = labels.finish().length;
      mustBeTwoClasses(how.name, how, classes);
      byNumber = classes === 2 && how.criterion === "gini";
      return { scores: byNumber ? 1 : 0, histograms: keptHistograms(rules, columns) };
    },
    how,
  );
  const classes = labels.finish();
  const own = new Uint32Array(rows.labels.length);
  labels.indices(rows.labels, own);
  const { memory } = rows.binned;
  const targetsOf = (weights: Float64Array): Targets =>
    byNumber
      ? meanTargets(memory, own, weights, rules)
      : classTargets(memory, { classes: own, weights, count: classes.length, criterion: how.criterion }, rules);
  const trees = yield* grownForest(how, rules, rows, targetsOf, random, share);
  return { ...trees, classes, columns };
}

/** Trees that predict numbers: a leaf has the mean label of its rows. */
export function* regressionForest(
  columns: number,
  how: ForestTraining,
  share: TreeShare = wholeForest,
): Training<Forest> {
  mustBeFeatures(how.name, how, columns);
  const random = randomOf(how.seed);
  const rules = rulesOf(how, columns);
  const needs = { scores: 1, histograms: keptHistograms(rules, columns) };
  const rows = yield* treeRows(columns, random, () => needs, how);
  const targetsOf = (weights: Float64Array): Targets => meanTargets(rows.binned.memory, rows.labels, weights, rules);
  const trees = yield* grownForest(how, rules, rows, targetsOf, random, share);
  return { ...trees, classes: new Float64Array(), columns };
}

function rulesOf(how: ForestTraining, columns: number): GrowRules {
  const [features, directions] = [how.featuresPerSplit(columns), directionsOf(how, columns)];
  // A few rows of a category say as much as they are: leaves of so many rows are asked for by minLeafRows.
  const rules = { outside: "refused", l2: 0, categorySmoothing: 0 } as const;
  return { ...how, ...rules, featuresPerSplit: features, directions };
}

/**
 * Least squares as derivatives: with gradient −w·y and hessian w a leaf is Σ w·y ÷ Σ w, and the gain is the fall of the squares. For two
 * classes that is the fall of Gini's impurity but for a factor.
 */
function meanTargets(memory: TreeMemory, values: ArrayLike<number>, weights: Float64Array, rules: GrowRules): Targets {
  const { gradients, hessians } = memory;
  for (let row = 0; row < weights.length; row++) {
    gradients[row] = -weights[row]! * values[row]!;
    hessians[row] = weights[row]!;
  }
  return gradientTargets(memory, { gradients, hessians, shrinkage: 1 }, rules);
}

function* grownForest(
  how: ForestTraining,
  rules: GrowRules,
  { binned, weights }: TreeRows,
  targetsOf: (weights: Float64Array) => Targets,
  random: Random,
  { part, parts }: TreeShare,
): Training<Trees> {
  const earlier = yield* earlierState<KeptForest>();
  const places = new Map(earlier === undefined ? [] : Array.from(earlier.grown, (tree, place) => [tree, place]));
  const grown: number[] = [];
  let builder: TreeBuilder | undefined;
  const first = (of: number): number => Math.floor((of * how.trees) / parts);
  for (let tree = 0; tree < how.trees; tree++) {
    // Each tree has a seed of its own, so that it is the same whichever trees are grown beside it.
    const own = randomOf(random.below(2 ** 31) + tree);
    if (tree < first(part) || tree >= first(part + 1)) continue;
    grown.push(tree);
    const place = places.get(tree);
    if (place !== undefined) {
      builder ??= new TreeBuilder(outputsOf(earlier!));
      builder.addTree(earlier!, place);
      continue;
    }
    const drawn = how.rows === "bootstrap" ? bootstrapped(weights, own) : weights;
    const targets = targetsOf(drawn);
    builder ??= new TreeBuilder(targets.outputs);
    yield* new Grower(binned, rules, targets, builder, own).grow(listRows(binned.memory.list, drawn));
    yield undefined;
    yield* milestone(() => ({ ...builder!.finish(binned.categories), grown: Int32Array.from(grown) }));
  }
  return builder?.finish(binned.categories) ?? new TreeBuilder(0).finish();
}

/** Trees that are grown, and their numbers, ascending. */
type KeptForest = Trees & Learned & { readonly grown: Int32Array };

function outputsOf({ values, features }: Trees): number {
  return values.length / features.length;
}

/** What parts have kept: all trees of them by their numbers, each once. */
export function joinedGrown(parts: readonly Learned[]): Learned {
  const all = (parts as readonly KeptForest[]).flatMap((trees) =>
    Array.from(trees.grown, (tree, place) => ({ tree, place, trees })),
  );
  const once = new Map(all.map((one) => [one.tree, one]));
  const ordered = [...once.values()].sort((a, b) => a.tree - b.tree);
  const builder = new TreeBuilder(outputsOf(ordered[0]!.trees));
  for (const { trees, place } of ordered) builder.addTree(trees, place);
  return { ...builder.finish(categoriesOf(ordered[0]!.trees)), grown: Int32Array.from(ordered, ({ tree }) => tree) };
}

/** Trees of parts one after another. A part has none where there are more parts than trees. */
export function joinedForests(all: readonly Forest[]): Forest {
  const parts = withSetsOfAll(all.filter(({ features }) => features.length > 0));
  const starts = parts.map((_, at) => parts.slice(0, at).reduce((sum, { features }) => sum + features.length, 0));
  const roots = parts.flatMap((part, at) => Array.from(part.roots.subarray(0, -1), (root) => root + starts[at]!));
  const moved = (name: "left" | "right"): Uint32Array =>
    concatenated(
      Uint32Array,
      parts.map(({ [name]: children, features }, at) =>
        children.map((child, node) => (features[node]! < 0 ? child : child + starts[at]!)),
      ),
    );
  const floats = (name: "thresholds" | "values" | "gains" | "covers"): Float64Array =>
    concatenated(
      Float64Array,
      parts.map(({ [name]: values }) => values),
    );
  const features = concatenated(
    Int32Array,
    parts.map((part) => part.features),
  );
  return {
    ...parts[0]!,
    roots: Uint32Array.from([...roots, features.length]),
    features,
    missingLeft: concatenated(
      Uint8Array,
      parts.map(({ missingLeft }) => missingLeft),
    ),
    left: moved("left"),
    right: moved("right"),
    thresholds: floats("thresholds"),
    values: floats("values"),
    gains: floats("gains"),
    covers: floats("covers"),
  };
}

/** Each with the sets of categories of all: those of a part come behind those of the parts before it. */
function withSetsOfAll(parts: readonly Forest[]): readonly Forest[] {
  if (parts[0]?.leftCategories === undefined) return parts;
  const sets = parts.map(({ leftCategories }) => leftCategories!);
  const leftCategories = concatenated(Uint32Array, sets);
  return parts.map((part, at) => {
    const before = sets.slice(0, at).reduce((sum, { length }) => sum + length / 8, 0);
    const thresholds = part.thresholds.map((threshold, node) =>
      part.features[node]! >= 0 && isCategorical(part, part.features[node]!) ? threshold + before : threshold,
    );
    return { ...part, thresholds, leftCategories };
  });
}

function concatenated<Values extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
  kind: new (length: number) => Values,
  parts: readonly Values[],
): Values {
  const all = new kind(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
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

/** Puts rows with a weight into the list; gives their number. */
function listRows(list: Uint32Array, weights: Float64Array): number {
  let count = 0;
  for (let row = 0; row < weights.length; row++) if (weights[row]! > 0) list[count++] = row;
  return count;
}
