/** Naive Bayes of counts is linear: the log likelihood of a class is `intercepts[k] + coefficients[k] · row`. */
export interface LinearBayes {
  readonly classes: Float64Array; // [classes], ascending
  readonly coefficients: Float64Array; // [classes × columns], row-major
  readonly intercepts: Float64Array; // [classes]
}

/** Normal distributions of each column in each class. */
export interface GaussianBayes {
  readonly classes: Float64Array; // [classes], ascending
  readonly logPriors: Float64Array; // [classes]
  readonly means: Float64Array; // [classes × columns], row-major
  readonly variances: Float64Array; // [classes × columns], row-major
}

/** Shares of the values of each column in each class. */
export interface CategoricalBayes {
  readonly classes: Float64Array; // [classes], ascending
  readonly logPriors: Float64Array; // [classes]
  /** Those of column c are at `starts[c]` … `starts[c + 1] − 1`. */
  readonly starts: Uint32Array; // [columns + 1]
  readonly values: Float64Array; // ascending in a column
  readonly logLikelihoods: Float64Array; // [classes × values], row-major
  /** … of a value that no row had. */
  readonly logUnseen: Float64Array; // [classes × columns], row-major
}
