"""scikit-learn on one thread: answers each line, an algorithm, with what it took and one number of its result."""
import json
import os
import sys
import time

import warnings

import numpy as np
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.mixture import GaussianMixture
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import (
    Binarizer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, Normalizer, PolynomialFeatures, RobustScaler, StandardScaler,
)
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")  # of 20 steps that do not converge

folder, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
read = lambda name: np.fromfile(os.path.join(folder, name), dtype=np.float64)
X = read("features").reshape(rows, columns)
numbers, classes, three = read("numbers"), read("classes"), read("three")
held, held_classes = read("held").reshape(-1, columns), read("heldClasses")
few = min(rows, 20_000)


def log_loss_objective(model, c, labels):
    probabilities = model.predict_proba(X)
    own = probabilities[np.arange(rows), labels.astype(int)]
    return -c * np.log(own).sum() + (model.coef_**2).sum() / 2


def auc(model):
    return roc_auc_score(held_classes, model.predict_proba(held)[:, 1])


def mixture():
    precisions = np.linalg.inv(np.cov(X.T, bias=True) + 1e-6 * np.eye(columns))
    start = {"means_init": X[:5], "weights_init": np.full(5, 0.2), "precisions_init": np.stack([precisions] * 5)}
    return GaussianMixture(5, max_iter=20, tol=0, **start)


algorithms = {
    "standardScaler, fit": lambda: StandardScaler().fit(X),
    "minMaxScaler, fit": lambda: MinMaxScaler().fit(X),
    "maxAbsScaler, fit": lambda: MaxAbsScaler().fit(X),
    "robustScaler, fit": lambda: RobustScaler().fit(X),
    "lasso": lambda: Lasso(alpha=0.01, tol=1e-8, max_iter=10_000).fit(X, numbers),
    "agglomerativeClustering, ward": lambda: AgglomerativeClustering(2, linkage="ward", compute_distances=True).fit(X[:3000]),
    "agglomerativeClustering, average": lambda: AgglomerativeClustering(2, linkage="average", compute_distances=True).fit(X[:3000]),
    "dbscan, 6": lambda: DBSCAN(eps=6).fit(X[:5000]),
    "dbscan, 8": lambda: DBSCAN(eps=8).fit(X[:5000]),
    "gaussianMixture of 5 full covariances, 20 steps": lambda: mixture().fit(X),
    "linearRegression": lambda: LinearRegression().fit(X, numbers),
    "ridge": lambda: Ridge(alpha=1.0).fit(X, numbers),
    "elasticNet": lambda: ElasticNet(alpha=0.01, l1_ratio=0.5, tol=1e-8, max_iter=10_000).fit(X, numbers),
    "logisticRegression": lambda: LogisticRegression(C=1.0).fit(X, classes),
    "logisticRegression of three classes": lambda: LogisticRegression(C=1.0).fit(X, three),
    "linearSvc": lambda: LinearSVC(C=1.0, dual=False).fit(X, classes),
    "gaussianNaiveBayes": lambda: GaussianNB().fit(X, three),
    "pca": lambda: PCA(n_components=5).fit(X),
    "kMeans": lambda: KMeans(n_clusters=10, init=X[:10], n_init=1, max_iter=20, tol=0).fit(X),
    "knnClassifier": lambda: KNeighborsClassifier(5, algorithm="brute").fit(X[:few], classes[:few]).predict_proba(held[:2000]),
    "decisionTreeClassifier": lambda: DecisionTreeClassifier(random_state=0, max_depth=12).fit(X, classes),
    "randomForestClassifier": lambda: RandomForestClassifier(10, random_state=0).fit(X, classes),
    "gradientBoostingClassifier": lambda: HistGradientBoostingClassifier(max_iter=100, early_stopping=False, random_state=0).fit(X, classes),
    "gradientBoostingClassifier of flights": lambda: HistGradientBoostingClassifier(
        max_iter=100, early_stopping=False, random_state=0, categorical_features=[4, 5]
    ).fit(X, classes),
}
results = {
    "standardScaler, fit": lambda m: m.scale_.sum(),
    "minMaxScaler, fit": lambda m: np.abs(m.data_min_).sum() + np.abs(m.data_max_).sum(),
    "maxAbsScaler, fit": lambda m: m.max_abs_.sum(),
    "robustScaler, fit": lambda m: m.scale_.sum(),
    "lasso": lambda m: m.coef_.sum(),
    "agglomerativeClustering, ward": lambda m: m.distances_.sum(),
    "agglomerativeClustering, average": lambda m: m.distances_.sum(),
    "dbscan, 6": lambda m: ((m.labels_ + 2) * (np.arange(5000) % 97)).sum(),
    "dbscan, 8": lambda m: ((m.labels_ + 2) * (np.arange(5000) % 97)).sum(),
    "gaussianMixture of 5 full covariances, 20 steps": lambda m: m.lower_bound_,
    "linearRegression": lambda m: m.coef_.sum(),
    "ridge": lambda m: m.coef_.sum(),
    "elasticNet": lambda m: m.coef_.sum(),
    "logisticRegression": lambda m: log_loss_objective(m, 1.0, classes),
    "logisticRegression of three classes": lambda m: log_loss_objective(m, 1.0, three),
    "linearSvc": lambda m: (np.maximum(0, 1 - (2 * classes - 1) * m.decision_function(X)) ** 2).sum() + ((m.coef_**2).sum() + m.intercept_[0] ** 2) / 2,
    "gaussianNaiveBayes": lambda m: m.theta_.sum() + m.var_.sum(),
    "pca": lambda m: m.explained_variance_.sum(),
    "kMeans": lambda m: m.inertia_,
    "knnClassifier": lambda p: p[:, 1].sum(),
    "decisionTreeClassifier": lambda m: m.score(held, held_classes),
    "randomForestClassifier": lambda m: m.score(held, held_classes),
    "gradientBoostingClassifier": auc,
    "gradientBoostingClassifier of flights": auc,
}

# What transforms is learned before.
transformers = {
    "standardScaler": StandardScaler(),
    "minMaxScaler": MinMaxScaler(),
    "robustScaler": RobustScaler(),
    "kBinsDiscretizer": KBinsDiscretizer(5, encode="ordinal", strategy="quantile", subsample=None),
    "normalizer": Normalizer(),
    "binarizer": Binarizer(threshold=1),
    "polynomialExpansion": PolynomialFeatures(2, include_bias=False),
}
for name, stage in transformers.items():
    algorithms[f"{name}, transform"] = lambda stage=stage: stage.transform(X)
    results[f"{name}, transform"] = lambda given: np.abs(given).sum()

print("ready", flush=True)
for line in sys.stdin:
    name = line.strip()
    if name.endswith(", transform"):
        transformers[name.removesuffix(", transform")].fit(X)
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    model = algorithms[name]()
    took = {"cpuNs": time.process_time_ns() - cpu, "wallNs": time.perf_counter_ns() - wall}
    print(json.dumps({**took, "result": float(results[name](model))}), flush=True)
