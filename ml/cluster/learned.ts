/** Centres of clusters, and how well rows lie around them. */
export interface Clusters {
  readonly centres: Float64Array; // [k × columns], row-major
  /** Σ weight · squared distance of a row from its centre. */
  readonly inertia: number;
  /** Passes after which no centre moved, or too little to go on. */
  readonly iterations: number;
}

/** The form of the covariances: a matrix for each component, one for all, variances of each column, or one variance for all columns. */
export type CovarianceForm = "full" | "tied" | "diagonal" | "spherical";

/** A mixture of normal distributions. */
export interface Mixture {
  /** How much each component has of all rows; their sum is 1. */
  readonly weights: Float64Array; // [k]
  readonly means: Float64Array; // [k × columns], row-major
  /** "full": [k × columns × columns]; "tied": [columns × columns]; "diagonal": [k × columns]; "spherical": [k]. */
  readonly covariances: Float64Array;
}

/** A mixture, and how well it fits. */
export interface FoundMixture extends Mixture {
  /** The mean logarithm of the density of a row. */
  readonly logLikelihood: number;
  /** Steps that were made. */
  readonly iterations: number;
}

/** Clusters that were split in two, again and again: a tree whose leaves, from left to right, are the clusters. */
export interface ClusterTree {
  readonly centres: Float64Array; // [nodes × columns], row-major; the root first, children behind their parent
  readonly left: Int32Array; // [nodes]; −1 for a leaf
  readonly right: Int32Array; // [nodes]
  /** Σ weight · squared distance of a row from the centre of its cluster. */
  readonly inertia: number;
}
