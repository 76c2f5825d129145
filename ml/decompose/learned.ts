/** Directions in which rows differ most, and how much. */
export interface Components {
  readonly components: Float64Array; // [count × columns], row-major, each of length 1
  /** Subtracted from rows before they are projected; zeros for singular vectors. */
  readonly mean: Float64Array; // [columns]
  /** Variance along each component, by rows − 1. */
  readonly explainedVariance: Float64Array; // [count]
  /** Its share of the variance of all columns. */
  readonly explainedVarianceRatio: Float64Array; // [count]
  /** Lengths of the rows' projections: √ of Σ weight·projection². */
  readonly singularValues: Float64Array; // [count]
}
