/** y = intercept + coefficients · x. */
export interface LinearCoefficients {
  readonly coefficients: Float64Array; // [columns]
  readonly intercept: number;
}

/** Coefficients, and how they were found. */
export interface Descended extends LinearCoefficients {
  /** Sweeps that were made. */
  readonly iterations: number;
  /** The violation of the optimality conditions that is left, relative to the largest Xᵀy. */
  readonly optimality: number;
}

/** Coefficients that steps down a gradient have reached. */
export interface DescendedCoefficients extends LinearCoefficients {
  /** Steps that were made. */
  readonly iterations: number;
  /** The mean loss of the last step's rows, before it. */
  readonly loss: number;
}

/** What was learned: a row of coefficients for each score. */
export interface ClassifierCoefficients {
  readonly classes: Float64Array; // [classes], ascending
  readonly coefficients: Float64Array; // [vectors × columns], row-major
  readonly intercepts: Float64Array; // [vectors]
  /** Steps of the search. */
  readonly iterations: number;
  /** The largest derivative that is left, per row and deviation of a feature. */
  readonly optimality: number;
}
