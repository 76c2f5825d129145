/** Decision trees one after another, as flat arrays by node. Children of a node are numbers of nodes. */
export interface Trees {
  /** First node of each tree, and the number of all nodes. */
  readonly roots: Uint32Array; // [trees + 1]
  readonly features: Int32Array; // [nodes]; −1 for a leaf
  /** Values up to it go left; of a categorical feature the number of the set of categories that do. */
  readonly thresholds: Float64Array; // [nodes]
  /** 1 where rows without the value go left. */
  readonly missingLeft: Uint8Array; // [nodes]
  readonly left: Uint32Array; // [nodes]
  readonly right: Uint32Array; // [nodes]
  readonly values: Float64Array; // [nodes × outputs]
  /** What the split of a node has gained; 0 for a leaf. */
  readonly gains: Float64Array; // [nodes]
  /** Weight of the training rows that came by. */
  readonly covers: Float64Array; // [nodes]
  /** Categories of features, ascending, one feature after another; absent, as the two below, where all features are numbers. */
  readonly categories?: Float64Array;
  /** Where the categories of each feature begin; a feature of numbers has none. */
  readonly categoryStarts?: Uint32Array; // [columns + 1]
  /** Sets of categories that go left: bit k + 1 stands for category k of the feature. A missing or unknown one goes as `missingLeft` says. */
  readonly leftCategories?: Uint32Array; // [sets × 8]
}

/** Trees that vote. */
export interface Forest extends Trees {
  /** Empty for numbers. */
  readonly classes: Float64Array;
  readonly columns: number;
}

/** A sum of trees. */
export interface Boosted extends Trees {
  /** Empty for numbers. */
  readonly classes: Float64Array;
  readonly columns: number;
  /** Scores before the first tree. */
  readonly baseline: Float64Array; // [scores]
  readonly rounds: number;
  /** Mean loss of the rows that were held back; empty where none were. */
  readonly heldBackLoss: Float64Array; // [rounds]
}
