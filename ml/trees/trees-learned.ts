import { checkCategories } from "./categories.ts";
import type { Trees } from "./learned.ts";

/** What trees learn, for saving. */
const treesLearned = {
  roots: "uint32",
  features: "int32",
  thresholds: "float64",
  missingLeft: "uint8",
  left: "uint32",
  right: "uint32",
  values: "float64",
  gains: "float64",
  covers: "float64",
  categories: "float64?",
  categoryStarts: "uint32?",
  leftCategories: "uint32?",
  classes: "float64",
  columns: "number",
} as const;

export const forestLearned: typeof treesLearned = treesLearned;

export const boostedLearned: typeof treesLearned & {
  readonly baseline: "float64";
  readonly rounds: "number";
  readonly heldBackLoss: "float64";
} = { ...treesLearned, baseline: "float64", rounds: "number", heldBackLoss: "float64" };

/** Says what is wrong with trees that lead nowhere, or in circles: children come behind their parent, within their tree. */
export function checkTrees(trees: Trees & { readonly columns: number }, outputs: number): string | undefined {
  const nodes = trees.features.length;
  const { roots, features, values, columns } = trees;
  const lists = [trees.thresholds, trees.missingLeft, trees.left, trees.right, trees.gains, trees.covers];
  if (lists.some(({ length }) => length !== nodes)) return "its lists of nodes must be equally long";
  if (values.length !== nodes * outputs) return "it must have values for each node";
  if (roots.length < 2 || roots[0] !== 0 || roots.at(-1) !== nodes) return "its trees must have nodes";
  for (let tree = 0; tree + 1 < roots.length; tree++) {
    const end = roots[tree + 1]!;
    if (end <= roots[tree]!) return "its trees must have nodes";
    for (let node = roots[tree]!; node < end; node++) {
      if (features[node]! >= columns) return "its splits must be by features that there are";
      if (features[node]! >= 0 && !isBetween(trees, node, end)) return "children must come behind their parent";
    }
  }
  return checkCategories(trees);
}

function isBetween({ left, right }: Trees, node: number, end: number): boolean {
  return [left[node]!, right[node]!].every((child) => child > node && child < end);
}
