import { apart, type BinaryLinear, logisticAnswer, scoreOf, withIntercept } from "./binary-linear.ts";
import { mustFit } from "./checks.ts";
import type { Answer, OnlineLearner, OnlineRows } from "./online-learner.ts";

/** Learns one row: changes coefficients, the intercept behind them, in place. */
export type LinearStep = (rows: OnlineRows, from: number, to: number, w: Float64Array) => void;

/** A learner of a linear function that has no memory but its coefficients. */
export function linearLearner(
  about: Pick<OnlineLearner<BinaryLinear>, "name" | "labels" | "classes" | "adds">,
  step: LinearStep,
): OnlineLearner<BinaryLinear> {
  const answerOf = about.labels === "classes" ? logisticAnswer : valueAnswer;
  return {
    ...about,
    sizeOf: ({ coefficients }) => coefficients.length,
    answerOf: (learned) => answerOf(withIntercept(learned)),
    open: (columns, { saved, initial }) => {
      if (initial !== undefined) mustFit(about.name, columns, initial.coefficients.length);
      const start = initial === undefined ? new Float64Array(columns + 1) : withIntercept(initial);
      const w = (saved as Float64Array | undefined) ?? start;
      return {
        learn: (rows, from, to) => step(rows, from, to, w),
        endBatch: () => undefined,
        learned: () => apart(w),
        save: () => w,
        answer: answerOf(w),
      };
    },
  };
}

/** `intercept + Σ w[i]·x[i]`. */
function valueAnswer(w: Float64Array): Answer {
  return (rows, row, out, at) => {
    out[at] = w.at(-1)! + scoreOf(w, rows, row);
  };
}
