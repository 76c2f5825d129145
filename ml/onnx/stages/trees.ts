import { isInSet } from "../../kernels/pair-splits.ts";
import type { Boosted, Forest, Trees } from "../../trees/learned.ts";
import { tensor, type Value } from "../file/graph.ts";
import type { Message } from "../file/protobuf.ts";
import { addClass, addProbabilities } from "./answers.ts";
import { type Exporter, type Exporting, learnedOf, textOf } from "./exported.ts";

/** Whole numbers of `TensorProto.DataType`. */
const int64 = 7;

/** Each tree has one number for a row, that of the leaf it comes to; those of one target are summed up: rows × targets, in doubles. */
export function treeSums(
  to: Exporting,
  features: Value,
  trees: Trees,
  how: {
    readonly targets: number;
    readonly targetOf: (tree: number) => number;
    readonly weightOf: (leaf: number) => number;
  },
): Value {
  const roots = Array.from(trees.roots.subarray(0, -1));
  const isLeaf = (node: number): boolean => trees.features[node]! < 0;
  const leaves = nodesWhere(trees, isLeaf);
  // A tree that is one leaf is a split whose sides both are that leaf: the operator has no other form for it.
  const splits = [...nodesWhere(trees, (node) => !isLeaf(node)), ...roots.filter(isLeaf)];
  const places = new Map(splits.map((node, place) => [node, place]));
  const leafPlaces = new Map(leaves.map((node, place) => [node, place]));
  const forms = splits.map((node) => splitForm(trees, node));
  const sides = (isTrue: boolean): { readonly places: number[]; readonly areLeaves: number[] } => {
    const nodes = splits.map((node, at) => {
      if (isLeaf(node)) return node;
      return (forms[at]!.trueIsLeft === isTrue ? trees.left : trees.right)[node]!;
    });
    return {
      places: nodes.map((node) => (isLeaf(node) ? leafPlaces : places).get(node)!),
      areLeaves: nodes.map((node) => Number(isLeaf(node))),
    };
  };
  const [whenTrue, whenFalse] = [sides(true), sides(false)];
  const treeOf = new Int32Array(trees.features.length);
  roots.forEach((root, tree) => void treeOf.fill(tree, root));
  const column = (of: readonly number[]): Message => tensor("float64", of, [of.length]);
  const members = forms.flatMap((form) => (form.mode === modes.member ? [...form.members, Number.NaN] : []));
  return to.graph.addMl("TreeEnsemble", [features], {
    n_targets: how.targets,
    tree_roots: roots.map((root) => places.get(root)!),
    nodes_featureids: splits.map((node) => Math.max(0, trees.features[node]!)),
    nodes_modes: tensor(
      "uint8",
      forms.map(({ mode }) => mode),
      [splits.length],
    ),
    nodes_splits: column(forms.map(({ threshold }) => threshold)),
    nodes_missing_value_tracks_true: forms.map(({ missingIsTrue }) => missingIsTrue),
    nodes_trueleafs: whenTrue.areLeaves,
    nodes_truenodeids: whenTrue.places,
    nodes_falseleafs: whenFalse.areLeaves,
    nodes_falsenodeids: whenFalse.places,
    membership_values: members.length === 0 ? undefined : column(members),
    leaf_targetids: leaves.map((node) => how.targetOf(treeOf[node]!)),
    leaf_weights: column(leaves.map(how.weightOf)),
  });
}

/** Values up to the threshold, values below it, and values among the members go the way that is called true. */
const modes = { lessOrEqual: 0, less: 1, member: 6 } as const;

interface SplitForm {
  readonly mode: number;
  readonly threshold: number;
  readonly members: readonly number[];
  readonly trueIsLeft: boolean;
  readonly missingIsTrue: 0 | 1;
}

/** What a split asks. One by categories asks for those that do not go where unknown and missing ones go. */
function splitForm(trees: Trees, node: number): SplitForm {
  const feature = trees.features[node]!;
  const missingLeft = trees.missingLeft[node] === 1;
  const [begin, end] = [trees.categoryStarts?.[feature] ?? 0, trees.categoryStarts?.[feature + 1] ?? 0];
  if (feature < 0 || end <= begin) {
    const threshold = trees.thresholds[node]!;
    return { mode: modes.lessOrEqual, threshold, members: [], trueIsLeft: true, missingIsTrue: missingLeft ? 1 : 0 };
  }
  const set = trees.leftCategories!.subarray(8 * trees.thresholds[node]!);
  const categories = Array.from(trees.categories!.subarray(begin, end));
  const members = categories.filter((_, at) => isInSet(set, at + 1) !== missingLeft);
  const others = { threshold: Number.NEGATIVE_INFINITY, members, trueIsLeft: !missingLeft, missingIsTrue: 0 } as const;
  return members.length > 0 ? { ...others, threshold: 0, mode: modes.member } : { ...others, mode: modes.less };
}

function nodesWhere({ features }: Trees, holds: (node: number) => boolean): number[] {
  return Array.from(features.keys()).filter(holds);
}

/** The mean of the leaves that a row comes to, of each of their numbers: rows × outputs. */
function forestMeans(to: Exporting, features: Value, forest: Forest): Value {
  const { graph } = to;
  const trees = forest.roots.length - 1;
  const outputs = forest.values.length / forest.features.length;
  let sums: Value;
  if (outputs === 1) {
    sums = treeSums(to, features, forest, {
      targets: 1,
      targetOf: () => 0,
      weightOf: (leaf) => forest.values[leaf]!,
    });
  } else {
    // A leaf of the operator has one number: here its place in a table, whose rows are summed up.
    const found = treeSums(to, features, forest, {
      targets: trees,
      targetOf: (tree) => tree,
      weightOf: (leaf) => leaf,
    });
    const table = graph.constant("leaves", forest.values, [forest.features.length, outputs]);
    const rows = graph.add("Gather", [table, graph.add("Cast", [found], { to: int64 })], { axis: 0 });
    sums = graph.add("ReduceSum", [rows, graph.integers("axes", [1])], { keepdims: 0 });
  }
  return graph.add("Div", [sums, graph.constant("trees", [trees], [1, 1])]);
}

type KnownForest = Forest & Record<string, never>;

const numberForest: Exporter = (to) => {
  const forest = learnedOf<KnownForest>(to);
  const features = to.numbers(textOf(to, "features"), forest.columns);
  to.addNumbers(textOf(to, "prediction"), forestMeans(to, features, forest));
};

const classForest: Exporter = (to) => {
  const { graph } = to;
  const forest = learnedOf<KnownForest>(to);
  const { classes } = forest;
  const means = forestMeans(to, to.numbers(textOf(to, "features"), forest.columns), forest);
  const isOfSecond = forest.values.length === forest.features.length;
  const shares = isOfSecond
    ? graph.add("Concat", [graph.add("Sub", [graph.constant("one", [1], [1, 1]), means]), means], { axis: 1 })
    : means;
  addClass(to, shares, classes.length, { classes, unknown: undefined });
  to.addVectors(textOf(to, "probability"), shares, classes.length);
};

function boostedScores(to: Exporting, boosted: Boosted): Value {
  const { graph } = to;
  const targets = boosted.baseline.length;
  const features = to.numbers(textOf(to, "features"), boosted.columns);
  const sums = treeSums(to, features, boosted, {
    targets,
    targetOf: (tree) => tree % targets,
    weightOf: (leaf) => boosted.values[leaf]!,
  });
  return graph.add("Add", [sums, graph.constant("baseline", boosted.baseline, [1, targets])]);
}

type KnownBoosted = Boosted & Record<string, never>;

const boostedClasses: Exporter = (to) => {
  const boosted = learnedOf<KnownBoosted>(to);
  const scores = boostedScores(to, boosted);
  const answers = { classes: boosted.classes, unknown: undefined };
  addClass(to, scores, boosted.baseline.length, answers);
  addProbabilities(to, scores, boosted.baseline.length, answers);
};

const boostedNumbers: Exporter = (to) => {
  to.addNumbers(textOf(to, "prediction"), boostedScores(to, learnedOf<KnownBoosted>(to)));
};

export const treeModels: Readonly<Record<string, Exporter>> = {
  decisionTreeClassifier: classForest,
  randomForestClassifier: classForest,
  extraTreesClassifier: classForest,
  gradientBoostingClassifier: boostedClasses,
  decisionTreeRegressor: numberForest,
  randomForestRegressor: numberForest,
  extraTreesRegressor: numberForest,
  gradientBoostingRegressor: boostedNumbers,
};
