"""Answers of scikit-learn and river to rows that come line by line as JSON; a line of JSON each. Started by fresh.ts."""
import json
import math
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
np.seterr(all="ignore")
import fresh_references  # noqa: E402
from river import linear_model, optim, preprocessing, tree  # noqa: E402
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans  # noqa: E402
from sklearn.decomposition import PCA, TruncatedSVD  # noqa: E402
from sklearn.ensemble import *  # noqa: E402,F403
from sklearn.feature_selection import VarianceThreshold  # noqa: E402
from sklearn.impute import SimpleImputer  # noqa: E402
from sklearn.isotonic import IsotonicRegression  # noqa: E402
from sklearn.linear_model import *  # noqa: E402,F403
from sklearn.mixture import GaussianMixture  # noqa: E402
from sklearn.multiclass import OneVsRestClassifier  # noqa: E402
from sklearn.naive_bayes import *  # noqa: E402,F403
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import *  # noqa: E402,F403
from sklearn.svm import LinearSVC  # noqa: E402
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor  # noqa: E402


def plain(value):
    """NaN and infinities as texts, which JSON has."""
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def numbers(rows):
    return np.array([[float(value) for value in row] for row in rows], dtype=float)


def learned_on(text, X, y, asked):
    """river's learners see one row after another."""
    scaler = eval(text) if "StandardScaler" in text else None
    rows = [dict(enumerate(map(float, row))) for row in X]
    if scaler is not None:
        for row in rows:
            scaler.learn_one(row)
        return {"transformed": [[scaler.transform_one(row)[c] for c in range(X.shape[1])] for row in rows]}
    model = eval(text)
    of_classes = "tree." in text
    for row, label in zip(rows, y):
        model.learn_one(row, int(label) if of_classes else bool(label))
    if of_classes:
        asked = [model.predict_proba_one(dict(enumerate(map(float, row)))) for row in asked]
        return {"probability": [[one.get(k, 0.0) for k in range(3)] for one in asked]}
    asked = [model.predict_proba_one(dict(enumerate(map(float, row)))) for row in asked]
    return {"probability": [[one.get(False, 0.0), one.get(True, 0.0)] for one in asked]}


def answer(case):
    X, asked = numbers(case["features"]), numbers(case["asked"])
    X = X.reshape(len(case["features"]), case["columns"])
    y = np.array([float(one) for one in case["labels"]])
    text = case["estimator"].replace("FIRST", repr(X[: case["k"]].tolist()).replace("nan", "np.nan").replace("inf", "np.inf"))
    if case["library"] == "reference":
        if case["given"] is None:
            return {"refused": "nothing is given"} if len(X) > 0 and np.isfinite(X).all() else {"refused": "not finite, or no rows"}
        return getattr(fresh_references, case["estimator"])(X, y, case["given"])
    if case["library"] == "river":
        return learned_on(text, X, y, asked)
    if "SEED" in text:
        return {"score": min(float(eval(text.replace("SEED", str(seed))).fit(X, y).score(X, y)) for seed in range(8))}
    model = eval(text)
    if hasattr(model, "fit_predict") and not hasattr(model, "predict"):
        return {"clusters": model.fit_predict(X).tolist()}
    model.fit(X, y)
    if isinstance(model, KMeans):
        return {"inertia": float(model.inertia_)}
    if isinstance(model, GaussianMixture):
        return {"likelihood": float(model.score(X))}
    if isinstance(model, (PCA, TruncatedSVD)):
        return {"variance": model.explained_variance_.tolist(), "values": np.abs(model.transform(asked)).tolist()}
    if hasattr(model, "transform") and not hasattr(model, "predict"):
        return {"transformed": model.transform(asked).tolist()}
    if isinstance(model, IsotonicRegression):
        return {"prediction": model.predict(asked).tolist()}
    if case["compares"] == "fit":
        return {"score": float(model.score(X, y))}
    result = {"prediction": model.predict(asked).tolist()}
    if hasattr(model, "predict_proba"):
        result["probability"] = model.predict_proba(asked).tolist()
    return result


print("ready", flush=True)
for line in sys.stdin:
    try:
        told = answer(json.loads(line))
    except Exception as error:  # noqa: BLE001
        told = {"refused": f"{type(error).__name__}: {str(error).splitlines()[0]}"}
    print(json.dumps(plain(told)), flush=True)
