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
