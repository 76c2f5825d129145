import { linearValues } from "../kernels/linear.ts";
import type { Answers } from "../learner/predictions.ts";
import type { LinearCoefficients } from "./learned.ts";

/** What linear models learn, for saving. */
export const linearLearned = { coefficients: "float64", intercept: "number" } as const;

/** `intercept + coefficients · features`. */
export function linearAnswers(
  { coefficients, intercept }: LinearCoefficients,
  prediction: string,
): Omit<Answers, "features"> {
  return {
    size: coefficients.length,
    adds: [{ name: prediction }],
    open:
      () =>
      ({ data, rows }) => {
        const values = new Float64Array(rows);
        linearValues(data, coefficients, intercept, rows, values);
        return [values];
      },
  };
}
