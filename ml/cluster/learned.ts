/** Centres of clusters, and how well rows lie around them. */
export interface Clusters {
  readonly centres: Float64Array; // [k × columns], row-major
  /** Σ weight · squared distance of a row from its centre. */
  readonly inertia: number;
  /** Passes after which no centre moved, or too little to go on. */
  readonly iterations: number;
}
