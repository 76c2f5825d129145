import { joined } from "../kernels/vector.ts";
import { HoeffdingTree, type TreeGrowth } from "./hoeffding-tree.ts";
import type { SavedLeaf } from "./observed-leaf.ts";

/** A tree of classes as arrays, with all that its leaves have watched. */
export interface GrownTree {
  readonly classes: Float64Array; // [classes], ascending
  /** How many features rows have. */
  readonly size: number;
  /** The feature of each inner node, and up to which number a row goes to the first of its children. */
  readonly features: Int32Array; // [nodes]
  readonly thresholds: Float64Array; // [nodes]
  /** The first of the two children of a node, which the other follows; 0 for leaves. */
  readonly children: Int32Array; // [nodes]
  /** Leaves in the order of their nodes: depth, and weights of classes. */
  readonly depths: Int32Array; // [leaves]
  readonly weights: Float64Array; // [leaves × classes]
  /** What answers by majority and by naive Bayes were right for, and the weight when a split was last looked for. */
  readonly right: Float64Array; // [leaves × 3]
  /** The features that a leaf watches. */
  readonly watched: Int32Array; // [leaves × watched]
  /** Weight, mean, sum of squared deviations, least and largest. */
  readonly moments: Float64Array; // [leaves × classes × watched × 5]
}

/** What such trees learn, for saving. */
export const grownTreeLearned = {
  classes: "float64",
  size: "number",
  features: "int32",
  thresholds: "float64",
  children: "int32",
  depths: "int32",
  weights: "float64",
  right: "float64",
  watched: "int32",
  moments: "float64",
} as const;

/** Says what is wrong with arrays that make no tree. */
export function checkGrownTree(tree: GrownTree): string | undefined {
  const { classes, size, features, thresholds, children, depths, weights, right, watched, moments } = tree;
  const [nodes, leaves] = [children.length, depths.length];
  const perLeaf = watched.length / leaves;
  const isWhole =
    classes.length >= 2 &&
    nodes >= 1 &&
    features.length === nodes &&
    thresholds.length === nodes &&
    children.filter((child) => child === 0).length === leaves &&
    // Children come behind their parents: no way down ever ends in a circle.
    children.every((child, node) => child === 0 || (child > node && child + 1 < nodes)) &&
    features.every((feature) => feature >= 0 && feature < size) &&
    watched.every((feature) => feature >= 0 && feature < size) &&
    Number.isInteger(perLeaf) &&
    weights.length === leaves * classes.length &&
    right.length === leaves * 3 &&
    moments.length === leaves * classes.length * perLeaf * 5;
  return isWhole ? undefined : "it must be a whole tree, of features and classes that there are";
}

/** A tree at work as arrays of its own. */
export function grownTree(tree: HoeffdingTree, classes: Float64Array): GrownTree {
  const { features, thresholds, children, leaves } = tree.save();
  const nodes = leaves.length;
  const own = leaves.filter((leaf) => leaf !== null);
  return {
    classes,
    size: tree.growth.columns,
    features: features.slice(0, nodes),
    thresholds: thresholds.slice(0, nodes),
    children: children.slice(0, nodes),
    depths: Int32Array.from(own, ({ depth }) => depth),
    weights: joined(own.map(({ weights }) => weights)),
    right: joined(own.map(({ right }) => right)),
    watched: Int32Array.from(own.flatMap((leaf) => [...leaf.features])),
    moments: joined(own.map(({ moments }) => moments)),
  };
}

/** The tree that goes on where arrays end. */
export function treeOf(grown: GrownTree, growth: TreeGrowth): HoeffdingTree {
  const classes = grown.classes.length;
  const leaves: (SavedLeaf | null)[] = [];
  let leaf = 0;
  const perLeaf = grown.watched.length / grown.depths.length;
  for (const child of grown.children) {
    if (child > 0) leaves.push(null);
    else {
      const part = <Values extends Float64Array | Int32Array>(values: Values, size: number): Values =>
        values.slice(leaf * size, (leaf + 1) * size) as Values;
      leaves.push({
        depth: grown.depths[leaf]!,
        weights: part(grown.weights, classes),
        right: part(grown.right, 3),
        features: part(grown.watched, perLeaf),
        moments: part(grown.moments, classes * perLeaf * 5),
      });
      leaf++;
    }
  }
  const { features, thresholds, children } = grown;
  return new HoeffdingTree(growth, {
    features: features.slice(),
    thresholds: thresholds.slice(),
    children: children.slice(),
    leaves,
  });
}
