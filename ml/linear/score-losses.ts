import {
  logisticCurvature,
  logisticLoss,
  softmaxCurvature,
  softmaxLoss,
  squaredHingeCurvature,
  squaredHingeLoss,
} from "../kernels/losses.ts";
import type { LossBlock, ScoreLoss } from "./smooth-classifier.ts";

/** Logistic loss: one score for two classes, one for each of more. */
export const logistic: ScoreLoss = {
  scores: "differences",
  vectors: (classes) => (classes === 2 ? 1 : classes),
  curvature: (classes) => (classes === 2 ? 1 / 4 : 1 / 2),
  add: (scores, { targets, weights, rows, classes, stride }) =>
    classes === 2
      ? logisticLoss(scores, targets, weights, rows)
      : softmaxLoss(scores, targets, weights, rows, classes, stride),
  curve: (scores, { weights, rows, classes, stride }) =>
    classes === 2 ? logisticCurvature(scores, weights, rows) : softmaxCurvature(scores, weights, rows, classes, stride),
};

/** Squared hinge loss, each class against the others; the second against the first where there are two. */
export const squaredHinge: ScoreLoss = {
  scores: "each",
  vectors: (classes) => (classes === 2 ? 1 : classes),
  curvature: () => 2,
  add: (scores, block) => {
    let loss = 0;
    eachAgainstOthers(scores, block, (own, target) => {
      loss += squaredHingeLoss(own, block.targets, target, block.weights, block.rows);
    });
    return loss;
  },
  curve: (scores, block) => {
    eachAgainstOthers(scores, block, (own, target) => {
      squaredHingeCurvature(own, block.targets, target, block.weights, block.rows);
    });
  },
};

function eachAgainstOthers(
  scores: Float64Array,
  { rows, classes, stride }: LossBlock,
  run: (own: Float64Array, target: number) => void,
): void {
  if (classes === 2) return run(scores, 1);
  for (let target = 0; target < classes; target++)
    run(scores.subarray(target * stride, target * stride + rows), target);
}
