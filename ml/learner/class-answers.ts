import type { Matrix } from "../matrix/matrix.ts";
import { predictedClasses, probabilitiesOf } from "./class-scores.ts";
import type { Answers } from "./predictions.ts";

/** How a classifier's scores become answers. */
export interface ClassScores {
  readonly classes: Float64Array;
  /** Features that the model was trained on. */
  readonly size: number;
  readonly missing?: "taken" | undefined;
  /** Called once; what it returns gives scores of rows, for each class or for the second of two. */
  readonly open: () => (features: Matrix) => Matrix;
  /** Probabilities of classes by their scores. Default: of scores that are log likelihoods up to a constant. */
  readonly probabilities?: (scores: Matrix) => Matrix;
}

/** The class with the largest score, and a probability for each. */
export function classAnswers(
  { classes, size, missing, open, probabilities = probabilitiesOf }: ClassScores,
  { prediction, probability }: { readonly prediction: string; readonly probability: string },
): Omit<Answers, "features"> {
  return {
    size,
    missing,
    adds: [{ name: prediction }, { name: probability, vectorSize: classes.length }],
    open: () => {
      const scoresOf = open();
      return (features) => {
        const scores = scoresOf(features);
        return [predictedClasses(scores, classes), probabilities(scores)];
      };
    },
  };
}
