import type { AddedColumn } from "../learner/predictions.ts";
import type { Answer, OnlineRows } from "./online-learner.ts";

/** A linear function of features that tells class 1 from class 0. */
export interface BinaryLinear {
  readonly coefficients: Float64Array; // [columns]
  readonly intercept: number;
}

/** What such models learn, for saving. */
export const binaryLinearLearned = { coefficients: "float64", intercept: "number" } as const;

/** The labels that binary learners know. */
export const binaryClasses: Float64Array = Float64Array.of(0, 1);

/** The class, and the probabilities of both. */
export function binaryAdds(prediction: string, probability: string): readonly AddedColumn[] {
  return [{ name: prediction }, { name: probability, vectorSize: 2 }];
}

/** What coefficients answer, the intercept behind them: class 1 from a score of 0 on, by the logistic function. */
export function logisticAnswer(w: Float64Array): Answer {
  const columns = w.length - 1;
  return (rows, row, out, at) => {
    const score = w[columns]! + scoreOf(w, rows, row);
    const small = Math.exp(-Math.abs(score));
    const more = score >= 0 ? 1 / (1 + small) : small / (1 + small);
    out[at] = score >= 0 ? 1 : 0;
    out[at + 1] = 1 - more;
    out[at + 2] = more;
  };
}

/** `Σ w[i] · x[i]` of a row. */
export function scoreOf(w: Float64Array, { features: { data, columns }, sparse }: OnlineRows, row: number): number {
  let score = 0;
  if (sparse === undefined) {
    for (let i = 0, at = row * columns; i < columns; i++) score += w[i]! * data[at + i]!;
    return score;
  }
  for (let at = sparse.starts[row]!; at < sparse.starts[row + 1]!; at++) {
    score += w[sparse.indices[at]!]! * sparse.values[at]!;
  }
  return score;
}

/** Coefficients with the intercept behind them. */
export function withIntercept({ coefficients, intercept }: BinaryLinear): Float64Array {
  const w = new Float64Array(coefficients.length + 1);
  w.set(coefficients);
  w[coefficients.length] = intercept;
  return w;
}

/** … and apart again. */
export function apart(w: Float64Array): BinaryLinear {
  return { coefficients: w.slice(0, -1), intercept: w.at(-1)! };
}
