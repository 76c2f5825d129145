import { joined } from "../kernels/vector.ts";
import { checkGrownTree, type GrownTree, grownTree } from "./grown-tree.ts";
import type { HoeffdingTree } from "./hoeffding-tree.ts";

/** Trees of classes, one behind another in arrays like those of `GrownTree`. */
export interface GrownForest extends GrownTree {
  /** How much the answer of each tree counts. */
  readonly votes: Float64Array; // [trees]
  /** Where nodes of trees begin, and leaves. */
  readonly nodeStarts: Uint32Array; // [trees + 1]
  readonly leafStarts: Uint32Array; // [trees + 1]
}

/** The trees as arrays of their own. */
export function grownForest(
  trees: readonly { readonly tree: HoeffdingTree; readonly vote: number }[],
  classes: Float64Array,
): GrownForest {
  const grown = trees.map(({ tree }) => grownTree(tree, classes));
  const ints = (of: (tree: GrownTree) => Int32Array): Int32Array =>
    Int32Array.from(grown.flatMap((tree) => [...of(tree)]));
  const doubles = (of: (tree: GrownTree) => Float64Array): Float64Array => joined(grown.map(of));
  return {
    classes,
    size: grown[0]!.size,
    votes: Float64Array.from(trees, ({ vote }) => vote),
    nodeStarts: startsOf(grown.map(({ children }) => children.length)),
    leafStarts: startsOf(grown.map(({ depths }) => depths.length)),
    features: ints(({ features }) => features),
    thresholds: doubles(({ thresholds }) => thresholds),
    children: ints(({ children }) => children),
    depths: ints(({ depths }) => depths),
    weights: doubles(({ weights }) => weights),
    right: doubles(({ right }) => right),
    watched: ints(({ watched }) => watched),
    moments: doubles(({ moments }) => moments),
  };
}

/** Each of the trees. */
export function treesOf(forest: GrownForest): GrownTree[] {
  const { classes, size, votes, nodeStarts, leafStarts } = forest;
  const leaves = leafStarts.at(-1)!;
  const perLeaf = forest.watched.length / leaves;
  return Array.from(votes, (_, tree) => {
    const [node, nodeEnd] = [nodeStarts[tree]!, nodeStarts[tree + 1]!];
    const [leaf, leafEnd] = [leafStarts[tree]!, leafStarts[tree + 1]!];
    const of = <Values extends Float64Array | Int32Array>(values: Values, width: number): Values =>
      values.slice(leaf * width, leafEnd * width) as Values;
    return {
      classes,
      size,
      features: forest.features.slice(node, nodeEnd),
      thresholds: forest.thresholds.slice(node, nodeEnd),
      children: forest.children.slice(node, nodeEnd),
      depths: of(forest.depths, 1),
      weights: of(forest.weights, classes.length),
      right: of(forest.right, 3),
      watched: of(forest.watched, perLeaf),
      moments: of(forest.moments, classes.length * perLeaf * 5),
    };
  });
}

/** Says what is wrong with arrays that make no forest. */
export function checkGrownForest(forest: GrownForest): string | undefined {
  const { votes, nodeStarts, leafStarts, children, depths } = forest;
  const wrong = "it must be whole trees, of features and classes that there are";
  const ascend = (starts: Uint32Array, end: number): boolean =>
    starts.length === votes.length + 1 &&
    starts[0] === 0 &&
    starts.at(-1) === end &&
    starts.every((start, at) => at === 0 || start > starts[at - 1]!);
  if (votes.length === 0 || !ascend(nodeStarts, children.length) || !ascend(leafStarts, depths.length)) return wrong;
  if (forest.watched.length % depths.length !== 0) return wrong;
  return treesOf(forest).every((tree) => checkGrownTree(tree) === undefined) ? undefined : wrong;
}

function startsOf(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, at) => {
    starts[at + 1] = starts[at]! + length;
  });
  return starts;
}
