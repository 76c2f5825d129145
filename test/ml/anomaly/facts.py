"""What scikit-learn says of anomalies: writes data/facts.json. Run with scikit-learn 1.9: python facts.py"""
import json, os
import numpy as np
from sklearn.ensemble import IsolationForest

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(3)
inner = random.normal(size=(180, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.3], [0, 0, 2]])
outer = random.uniform(-8, 8, size=(20, 3))
X = np.round(np.vstack([inner, outer]), 3)
forest = IsolationForest(n_estimators=4000, max_samples=64, random_state=1).fit(X)
share = IsolationForest(n_estimators=4000, max_samples=64, contamination=0.1, random_state=1).fit(X)
facts = {
    "features": X.tolist(),
    "scores": (-forest.score_samples(X)).round(5).tolist(),
    "anomalies": int((forest.predict(X) == -1).sum()),
    "offset": float(-share.offset_),
}
with open(os.path.join(here, "data", "facts.json"), "w") as file:
    json.dump(facts, file)
