"""What scikit-learn says of clusters: writes data/facts.json. Run with scikit-learn 1.9: python facts.py"""
import json, os, warnings
import numpy as np
from sklearn.cluster import BisectingKMeans
from sklearn.datasets import load_iris, load_wine
from sklearn.mixture import GaussianMixture

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))


def first(X, means, form):
    """Components that are alike, each as wide as all rows."""
    k, columns = means.shape
    variances = X.var(0) + 1e-6
    precisions = {
        "full": np.array([np.diag(1 / variances)] * k),
        "tied": np.diag(1 / variances),
        "diag": np.array([1 / variances] * k),
        "spherical": np.full(k, 1 / variances.mean()),
    }[form]
    return dict(weights_init=np.full(k, 1 / k), means_init=means, precisions_init=precisions)


mixtures = []
for name, load, rows in [("iris", load_iris, [0, 60, 120]), ("wine", load_wine, [5, 80, 150])]:
    X = load().data
    for form in ["full", "tied", "diag", "spherical"]:
        for tolerance, iterations in [(1e-12, 3000), (0, 3)]:
            model = GaussianMixture(3, covariance_type=form, tol=tolerance, max_iter=iterations, **first(X, X[rows], form))
            model.fit(X)
            order = [0, 1, len(X) // 2, len(X) - 1]
            mixtures.append(
                dict(
                    dataset=name,
                    form={"diag": "diagonal"}.get(form, form),
                    rows=rows,
                    maxIterations=iterations,
                    weights=model.weights_.tolist(),
                    means=model.means_.ravel().tolist(),
                    covariances=model.covariances_.ravel().tolist(),
                    logLikelihood=float(model.score(X)),
                    asked=order,
                    probability=model.predict_proba(X[order]).ravel().tolist(),
                )
            )
bisections = []
for name, load in [("iris", load_iris), ("wine", load_wine)]:
    for k in [1, 2, 3, 5, 8]:
        runs = [BisectingKMeans(k, n_init=10, random_state=seed, tol=0).fit(load().data) for seed in range(20)]
        inertias = sorted(float(run.inertia_) for run in runs)
        sizes = [sorted(np.bincount(run.labels_).tolist()) for run in runs]
        # Sizes only where all runs agree.
        agreed = sizes[0] if all(one == sizes[0] for one in sizes) else None
        bisections.append(dict(dataset=name, k=k, best=inertias[0], worst=inertias[-1], sizes=agreed))
facts = {"mixtures": mixtures, "bisections": bisections}
with open(os.path.join(here, "data", "facts.json"), "w") as file:
    json.dump(facts, file)
