"""What scikit-learn says of cross-validation: writes data/facts.json. Run with scikit-learn 1.9: python facts.py"""
import json, os
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.inspection import permutation_importance
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score, learning_curve
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

here = os.path.dirname(os.path.abspath(__file__))
X, y = (part[:440] for part in load_diabetes(return_X_y=True))
folds = KFold(5)
model = make_pipeline(StandardScaler(), Ridge(10))
alphas = [0.1, 1, 10, 100, 1000, 10000]
search = GridSearchCV(model, {"ridge__alpha": alphas}, cv=folds).fit(X, y)
sizes, train, test = learning_curve(model, X, y, cv=folds, train_sizes=[0.1, 0.5, 1])
fitted = model.fit(X[:300], y[:300])
importance = permutation_importance(fitted, X[300:], y[300:], n_repeats=400, random_state=0)
facts = dict(
    scores=cross_val_score(model, X, y, cv=folds).tolist(),
    alphas=alphas,
    means=search.cv_results_["mean_test_score"].tolist(),
    deviations=search.cv_results_["std_test_score"].tolist(),
    best=search.best_params_["ridge__alpha"],
    coefficients=search.best_estimator_[1].coef_.tolist(),
    sizes=sizes.tolist(),
    train=train.mean(1).tolist(),
    test=test.mean(1).tolist(),
    importance=importance.importances_mean.tolist(),
)
with open(os.path.join(here, "data", "facts.json"), "w") as file:
    json.dump(facts, file)
