"""Facts of scikit-learn about random rows, for the tests of ml/evaluation:

    python3 test/ml/evaluation/facts.py > test/ml/evaluation/data/facts.json

Needs scikit-learn and scipy (PyPI). Rows have ties, rare classes, weights of 0 and constant columns, by a seed.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
rng = np.random.default_rng(12)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(one) for one in value]
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return value if np.isfinite(value) else str(value)
    return int(value) if isinstance(value, np.integer) else value


def weights_of(rows):
    return np.round(rng.uniform(0, 2, rows), 2) * (rng.random(rows) < 0.9)


def binary(rows, digits):
    labels = (rng.random(rows) < rng.uniform(0.1, 0.9)).astype(int)
    labels[:2] = [0, 1]
    scores = np.round(np.clip(labels * 0.3 + rng.random(rows) * 0.7, 0, 1), digits)
    weights = weights_of(rows)
    weights[:2] = 1
    out = []
    for w in (None, weights):
        taken = (scores >= 0.5).astype(int)
        fpr, tpr, _ = m.roc_curve(labels, scores, sample_weight=w, drop_intermediate=False)
        precision, recall, _ = m.precision_recall_curve(labels, scores, sample_weight=w)
        out.append(
            {
                "areaUnderROC": m.roc_auc_score(labels, scores, sample_weight=w),
                "areaUnderPR": m.auc(recall, precision),
                "averagePrecision": m.average_precision_score(labels, scores, sample_weight=w),
                "ks": float(np.max(np.abs(tpr - fpr))),
                "logLoss": m.log_loss(labels, scores, sample_weight=w),
                "brier": m.brier_score_loss(labels, scores, sample_weight=w),
                "accuracy": m.accuracy_score(labels, taken, sample_weight=w),
                "balancedAccuracy": m.balanced_accuracy_score(labels, taken, sample_weight=w),
                "precision": m.precision_score(labels, taken, sample_weight=w, zero_division=0),
                "recall": m.recall_score(labels, taken, sample_weight=w, zero_division=0),
                "f1": m.f1_score(labels, taken, sample_weight=w, zero_division=0),
                "matthews": m.matthews_corrcoef(labels, taken, sample_weight=w),
                "kappa": m.cohen_kappa_score(labels, taken, sample_weight=w),
                "roc": [fpr, tpr],
                # Whether a curve goes on as it came is a matter of rounding where rows have weights.
                "turns": m.roc_curve(labels, scores)[:2] if w is None else None,
                "pr": [precision[::-1], recall[::-1]],
            }
        )
    calibration = {}
    for strategy in ("uniform", "quantile"):
        observed, predicted = calibration_curve(labels, scores, n_bins=5, strategy=strategy)
        calibration[strategy] = [predicted, observed]
    return {"labels": labels, "scores": scores, "weights": weights, "calibration": calibration, "expected": out}


def classes(rows, count):
    labels = rng.integers(0, count, rows)
    labels[:count] = range(count)
    predictions = np.where(rng.random(rows) < 0.6, labels, rng.integers(0, count, rows))
    raw = rng.random((rows, count)) + 2 * (np.arange(count) == predictions[:, None])
    probabilities = np.round(raw / raw.sum(1, keepdims=True), 3)
    probabilities[:, 0] += 1 - probabilities.sum(1)
    probabilities = np.clip(np.round(probabilities, 3), 0, 1)
    weights = weights_of(rows)
    weights[:count] = 1
    out = []
    for w in (None, weights):
        precision, recall, f1, support = m.precision_recall_fscore_support(
            labels, predictions, sample_weight=w, labels=range(count), zero_division=0
        )
        mean = lambda average: m.precision_recall_fscore_support(
            labels, predictions, sample_weight=w, average=average, labels=range(count), zero_division=0
        )[:3]
        out.append(
            {
                "accuracy": m.accuracy_score(labels, predictions, sample_weight=w),
                "balancedAccuracy": m.balanced_accuracy_score(labels, predictions, sample_weight=w),
                "kappa": m.cohen_kappa_score(labels, predictions, sample_weight=w),
                "linear": m.cohen_kappa_score(labels, predictions, sample_weight=w, weights="linear"),
                "quadratic": m.cohen_kappa_score(labels, predictions, sample_weight=w, weights="quadratic"),
                "matthews": m.matthews_corrcoef(labels, predictions, sample_weight=w),
                "confusion": m.confusion_matrix(labels, predictions, sample_weight=w, labels=range(count)).astype(float),
                "classes": [precision, recall, f1, np.asarray(support, float)],
                "macro": mean("macro"),
                "weighted": mean("weighted"),
                "logLoss": m.log_loss(labels, probabilities, sample_weight=w, labels=range(count)),
            }
        )
    sums = np.abs(probabilities.sum(1) - 1).max()
    assert sums < 1e-9, sums
    areas = {
        average: m.roc_auc_score(labels, probabilities, multi_class=how, average="macro" if how == "ovo" else average)
        for average, how in (("macro", "ovr"), ("weighted", "ovr"), ("pairwise", "ovo"))
    }
    return {
        "labels": labels,
        "predictions": predictions,
        "weights": weights,
        "probabilities": probabilities,
        "areas": areas,
        "expected": out,
    }


def regression(rows, scale, constant=False):
    labels = np.round(rng.gamma(2, scale, rows) + 0.01 * scale, 12)
    if constant:
        labels[:] = labels[0]
    predictions = np.round(labels * rng.uniform(0.5, 1.5, rows) + 0.001 * scale, 12)
    weights = weights_of(rows)
    weights[0] = 1
    out = []
    for w in (None, weights):
        out.append(
            {
                "meanAbsoluteError": m.mean_absolute_error(labels, predictions, sample_weight=w),
                "meanSquaredError": m.mean_squared_error(labels, predictions, sample_weight=w),
                "rootMeanSquaredError": m.root_mean_squared_error(labels, predictions, sample_weight=w),
                "maxError": m.max_error(labels, predictions),
                "medianAbsoluteError": m.median_absolute_error(labels, predictions, sample_weight=w),
                "meanAbsolutePercentageError": m.mean_absolute_percentage_error(labels, predictions, sample_weight=w),
                "meanSquaredLogError": m.mean_squared_log_error(labels, predictions, sample_weight=w),
                "r2": m.r2_score(labels, predictions, sample_weight=w),
                "explainedVariance": m.explained_variance_score(labels, predictions, sample_weight=w),
                "pinball": m.mean_pinball_loss(labels, predictions, sample_weight=w, alpha=0.8),
                "deviances": {
                    str(power): m.mean_tweedie_deviance(labels, predictions, sample_weight=w, power=power)
                    for power in (-1, 0, 1, 1.5, 2, 3)
                },
            }
        )
    return {"labels": labels, "predictions": predictions, "weights": weights, "expected": out}


def clusters(rows, count, noise):
    labels = rng.integers(0, count, rows)
    found = np.where(rng.random(rows) < noise, rng.integers(0, count + 1, rows), (labels + 1) % count)
    features = np.round(rng.normal(size=(rows, 3)) + 4 * found[:, None], 4)
    two = len(set(found.tolist())) > 1
    return {
        "labels": labels,
        "clusters": found,
        "features": features,
        "expected": {
            "rand": m.rand_score(labels, found),
            "adjustedRand": m.adjusted_rand_score(labels, found),
            "mutualInformation": m.mutual_info_score(labels, found),
            "normalizedMutualInformation": m.normalized_mutual_info_score(labels, found),
            "adjustedMutualInformation": m.adjusted_mutual_info_score(labels, found),
            "homogeneity": m.homogeneity_score(labels, found),
            "completeness": m.completeness_score(labels, found),
            "vMeasure": m.v_measure_score(labels, found),
            "fowlkesMallows": m.fowlkes_mallows_score(labels, found),
        },
        "quality": {
            "silhouette": m.silhouette_score(features, found),
            "silhouettes": m.silhouette_samples(features, found),
            "calinskiHarabasz": m.calinski_harabasz_score(features, found),
            "daviesBouldin": m.davies_bouldin_score(features, found),
        }
        if two
        else None,
    }


def ranking(queries, items):
    relevances = rng.integers(0, 4, (queries, items))
    scores = np.round(relevances * 0.1 + rng.random((queries, items)), 1)
    return {
        "relevances": relevances,
        "scores": scores,
        "expected": {
            "ndcg": m.ndcg_score(relevances, scores),
            "ndcgAt3": m.ndcg_score(relevances, scores, k=3),
            "ndcgIgnoringTies": m.ndcg_score(relevances, scores + np.arange(items, 0, -1) * 1e-6, k=5, ignore_ties=True),
            "dcg": m.dcg_score(relevances, scores),
        },
    }


facts = {
    "about": f"scikit-learn {sklearn.__version__} on random rows; made by facts.py",
    "binary": [binary(rows, digits) for rows, digits in ((8, 1), (60, 2), (300, 3), (40, 1))],
    "classes": [classes(rows, count) for rows, count in ((12, 3), (120, 4), (200, 7))],
    "regression": [regression(5, 1), regression(80, 1e3), regression(51, 1e-6), regression(9, 1, constant=True)],
    "clusters": [clusters(rows, count, noise) for rows, count, noise in ((20, 3, 0.3), (150, 5, 0.1), (90, 4, 1), (30, 2, 0))],
    "ranking": [ranking(queries, items) for queries, items in ((1, 4), (6, 10), (20, 15))],
}
print(json.dumps(plain(facts), separators=(",", ":")))
