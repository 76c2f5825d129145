/** What features are, by their numbers, counted from 0; a feature is in one of the lists at most. */
interface FeatureKindOptions {
  /**
   * Features whose values are categories, as of `stringIndexer`: splits part them into any two sets. Of more than
   * 254 categories, or than `bins`, the most frequent have their own place; others, and those that models have not seen, count as missing.
   */
  readonly categorical?: readonly number[];
  /** Features with which predictions must not fall: of numbers, or of the second of two classes. */
  readonly increasing?: readonly number[];
  /** … must not rise. */
  readonly decreasing?: readonly number[];
}

/** How far trees grow, and what of. */
export interface TreeOptions extends FeatureKindOptions {
  /** Splits between the root and a leaf at most, from 1. Default: no limit. */
  readonly maxDepth?: number;
  /** Leaves of a tree at most, from 2; those whose split gains most come first. Default: no limit. */
  readonly maxLeaves?: number;
  /** Rows that a node must have to be split, from 2. Default 2. */
  readonly minSplitRows?: number;
  /** Rows that each side of a split must have, from 1. Default 1. */
  readonly minLeafRows?: number;
  /** The same seed gives the same trees. Default 0. */
  readonly seed?: number;
}

/** … of classes. */
export interface TreeCriterion {
  /** The impurity that splits reduce. Default `"gini"`. */
  readonly criterion?: "gini" | "entropy";
}

/** … of several. */
export interface ForestOptions extends TreeOptions {
  /** Trees, from 1. Default 100. */
  readonly trees?: number;
  /** Features that each split chooses from: of n all, √n, log₂ n, or n ÷ 3, rounded down, at least 1. */
  readonly featuresPerSplit?: FeaturesPerSplit;
}

export type FeaturesPerSplit = "all" | "sqrt" | "log2" | "third";

/** Options of gradient boosting. */
export interface BoostingOptions extends FeatureKindOptions {
  /** Trees that are added one after another, or, of more than two classes, so many for each. Default 100. */
  readonly rounds?: number;
  /** What of each tree counts, above 0 to 1. Default 0.1. */
  readonly learningRate?: number;
  /** Leaves of a tree at most, from 2; those whose split gains most come first. Default 31. */
  readonly maxLeaves?: number;
  /** Splits between the root and a leaf at most, from 1. Default: no limit. */
  readonly maxDepth?: number;
  /** Rows that each side of a split must have, from 1. Default 20. */
  readonly minLeafRows?: number;
  /** λ ≥ 0 of ½·λ·(value of a leaf)². Default 0. */
  readonly l2?: number;
  /** Bins of a feature, 2 to 255. Default 255. */
  readonly bins?: number;
  /**
   * Σ hessian, or rows by squared errors, with what is usual in a node that each category has besides its own when categories are put in
   * order: the more, the less a few rows of a category say. From 0. Default 10.
   */
  readonly categorySmoothing?: number;
  /**
   * Ends after so many rounds without a better loss, than the best before them, of rows that are held back; all trees are kept. Default: it
   * makes all rounds. (scikit-learn's compares with the round just before them, or with no tree, and stops by itself from 10,000 rows on.)
   */
  readonly stopAfter?: number;
  /**
   * The share of rows that is held back for that, between 0 and 1, each by chance: one at least, and never all of a class (scikit-learn's takes as
   * many of each). They count for bins. Default 0.1.
   */
  readonly heldBack?: number;
  /** The same seed holds the same rows back, and samples the same rows for bins. Default 0. */
  readonly seed?: number;
}
