import { choice, integer, optional, type Parameter } from "../stages/parameters.ts";
import {
  type FeatureKindParameters,
  type FeatureKinds,
  featureKindParameters,
  featureKindsOf,
} from "./feature-kinds.ts";
import type { FeaturesPerSplit } from "./options.ts";

export const treeParameters: {
  readonly maxDepth: Parameter<number | undefined>;
  readonly maxLeaves: Parameter<number | undefined>;
  readonly minSplitRows: Parameter<number>;
  readonly minLeafRows: Parameter<number>;
  readonly seed: Parameter<number>;
} & typeof featureKindParameters = {
  maxDepth: optional(integer({ min: 1, unit: "splits" })),
  maxLeaves: optional(integer({ min: 2, unit: "leaves" })),
  minSplitRows: integer({ default: 2, min: 2, unit: "rows" }),
  minLeafRows: integer({ default: 1, min: 1, unit: "rows" }),
  seed: integer({ default: 0, min: 0 }),
  ...featureKindParameters,
};

export const criterionParameter: { readonly criterion: Parameter<"gini" | "entropy"> } = {
  criterion: choice(["gini", "entropy"]),
};

export const treesParameter: { readonly trees: Parameter<number> } = {
  trees: integer({ default: 100, min: 1, unit: "trees" }),
};

/** Features of so many that a split chooses from. */
export function featuresPerSplit(choice: FeaturesPerSplit, columns: number): number {
  const wanted = { all: columns, sqrt: Math.sqrt(columns), log2: Math.log2(columns), third: columns / 3 }[choice];
  return Math.max(1, Math.floor(wanted));
}

/** What is said of how far trees grow. */
export interface Growth extends FeatureKindParameters {
  readonly maxDepth: number | undefined;
  readonly maxLeaves: number | undefined;
  readonly minSplitRows: number;
  readonly minLeafRows: number;
  readonly seed: number;
}

/** Limits that trees are grown by. @throws TypeError where a feature is told to be what does not go together. */
export function growth(
  name: string,
  {
    maxDepth = Number.POSITIVE_INFINITY,
    maxLeaves = Number.POSITIVE_INFINITY,
    minSplitRows,
    minLeafRows,
    seed,
    ...kinds
  }: Growth,
): FeatureKinds & {
  maxDepth: number;
  maxLeaves: number;
  minSplitRows: number;
  minLeafRows: number;
  minLeafWeight: number;
  seed: number;
} {
  return { ...featureKindsOf(name, kinds), maxDepth, maxLeaves, minSplitRows, minLeafRows, minLeafWeight: 0, seed };
}
