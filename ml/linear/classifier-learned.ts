/** What linear classifiers learn, for saving. */
export const classifierLearned = {
  classes: "float64",
  coefficients: "float64",
  intercepts: "float64",
  iterations: "number",
  optimality: "number",
} as const;

/** Says what is wrong with sizes that do not fit. */
export function checkClassifier({
  classes,
  coefficients,
  intercepts,
}: {
  readonly classes: Float64Array;
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
}): string | undefined {
  if (classes.length < 2) return "it must have at least two classes";
  if (intercepts.length !== (classes.length === 2 ? 1 : classes.length))
    return "it must have an intercept for each score";
  return coefficients.length % intercepts.length === 0 ? undefined : "it must have as many coefficients for each score";
}
