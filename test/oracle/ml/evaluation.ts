import { binaryMetrics, rocCurve } from "../../../ml/mod.ts";
import { plain, type Replay, type Replays } from "./fact.ts";

interface Scored {
  readonly label: number[];
  readonly score: number[];
  readonly weight?: number[];
}

const standardArea = "standard_weighted_auc (scikit-learn 1.2.1)";

/** Both areas: that of Flink's formula of weighted ranks, and the one that it should be. */
const evaluated: Replay = async ({ input }) => {
  const { label: labels, score: scores, weight: weights } = plain(input) as Scored;
  const rows = { labels, scores, weights };
  const flink = binaryMetrics(rows, { convention: "flink" });
  const { areaUnderROC, areaUnderPR, areaUnderLorenz, ks } = flink;
  return { areaUnderROC, areaUnderPR, areaUnderLorenz, ks, [standardArea]: binaryMetrics(rows).areaUnderROC };
};

const measured: Replay = async ({ params }) => {
  const {
    y_true: labels,
    score: scores,
    weight: weights,
    threshold,
  } = params as {
    readonly y_true: number[];
    readonly score: number[];
    readonly weight: number[];
    readonly threshold: number;
  };
  const metrics = binaryMetrics({ labels, scores }, { threshold });
  const { trueNegatives, falsePositives, falseNegatives, truePositives } = metrics;
  const curve = rocCurve({ labels, scores }, { points: "turns" });
  return {
    roc_auc: metrics.areaUnderROC,
    roc_auc_weighted: binaryMetrics({ labels, scores, weights }).areaUnderROC,
    average_precision: metrics.averagePrecision,
    pr_auc_trapezoid: metrics.areaUnderPR,
    log_loss: metrics.logLoss,
    brier: metrics.brier,
    accuracy: metrics.accuracy,
    balanced_accuracy: metrics.balancedAccuracy,
    precision: metrics.precision,
    recall: metrics.recall,
    f1: metrics.f1,
    mcc: metrics.matthews,
    kappa: metrics.kappa,
    confusion: [
      [trueNegatives, falsePositives],
      [falseNegatives, truePositives],
    ],
    ks: metrics.ks,
    roc_fpr: curve.falsePositiveRates,
    roc_tpr: curve.truePositiveRates,
  };
};

export const evaluationReplays: Replays = { BinaryClassificationEvaluator: evaluated, "sklearn.metrics": measured };
