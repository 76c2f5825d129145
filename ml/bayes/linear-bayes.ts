import type { LinearBayes } from "./learned.ts";

/** What naive Bayes of counts learns, for saving. */
export const linearBayesLearned = { classes: "float64", coefficients: "float64", intercepts: "float64" } as const;

/** Says what is wrong with sizes that do not fit. */
export function checkLinearBayes({ classes, coefficients, intercepts }: LinearBayes): string | undefined {
  if (classes.length < 2) return "it must have at least two classes";
  if (intercepts.length !== classes.length) return "it must have an intercept for each class";
  return coefficients.length % classes.length === 0 ? undefined : "it must have as many coefficients for each class";
}
