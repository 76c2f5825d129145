"""What scikit-learn says of generalized linear models: writes data/facts.json. Run with scikit-learn 1.9: python facts.py"""
import json, os
import numpy as np
from sklearn.linear_model import GammaRegressor, LogisticRegression, PoissonRegressor, TweedieRegressor

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(8)
rows = 120
X = np.round(random.normal(size=(rows, 4)) * [1, 0.2, 3, 1] + [0, 5, -2, 1], 3)
eta = 0.4 * X[:, 0] - 1.5 * X[:, 1] + 0.1 * X[:, 2] + 8
mean = np.exp(eta)
labels = {
    "poisson": random.poisson(mean).astype(float),
    "gamma": np.round(random.gamma(2, mean / 2), 4) + 1e-4,
    "tweedie": np.round(random.poisson(mean) * random.gamma(1.5, 1, size=rows), 4),
    "binomial": random.binomial(5, 1 / (1 + np.exp(-(eta - 0.5)))) / 5,
}
labels["inverseGaussian"] = labels["gamma"]
weights = np.round(random.uniform(0.1, 3, size=rows), 2)
exact = dict(solver="newton-cholesky", tol=1e-13, max_iter=1000)


def model(family, power, alpha, intercept):
    if family == "poisson":
        return PoissonRegressor(alpha=alpha, fit_intercept=intercept, **exact)
    if family == "gamma":
        return GammaRegressor(alpha=alpha, fit_intercept=intercept, **exact)
    return TweedieRegressor(power=power or 3, alpha=alpha, link="log", fit_intercept=intercept, **exact)


def fitted(family, power, alpha, intercept, weight):
    y = labels[family]
    if family == "binomial":
        # A share is a success and a failure, of such weights.
        C = np.inf if alpha == 0 else 1 / (alpha * weight.sum())
        logistic = LogisticRegression(C=C, fit_intercept=intercept, **exact)
        logistic.fit(np.vstack([X, X]), np.repeat([1, 0], rows), np.concatenate([weight * y, weight * (1 - y)]))
        return logistic.coef_[0], logistic.intercept_[0] if intercept else 0.0, logistic.predict_proba(X[:5])[:, 1]
    one = model(family, power, alpha, intercept).fit(X, y, weight)
    return one.coef_, one.intercept_, one.predict(X[:5])


facts = []
for family, power in [
    ("poisson", None), ("gamma", None), ("inverseGaussian", None), ("binomial", None),
    ("tweedie", 1.2), ("tweedie", 1.5), ("tweedie", 1.9),
]:
    for alpha, intercept, weighed in [(0, True, False), (0.05, True, True), (1, True, False), (0.5, False, True)]:
        if family == "inverseGaussian" and not intercept:
            continue
        weight = weights if weighed else np.ones(rows)
        coefficients, constant, predicted = fitted(family, power, alpha, intercept, weight)
        facts.append(
            dict(
                options={"family": family, "alpha": alpha, "intercept": intercept, **({"power": power} if power else {})},
                weighed=weighed,
                coefficients=list(coefficients),
                intercept=float(constant),
                predicted=list(predicted),
            )
        )
with open(os.path.join(here, "data", "facts.json"), "w") as file:
    data = {"features": X.tolist(), "labels": {name: own.tolist() for name, own in labels.items()}, "weights": weights.tolist()}
    json.dump({**data, "facts": facts}, file)
