"""What river's rolling metrics say of random rows, for prequential-regression-metrics.test.ts:

    python3 test/ml/evaluation/prequential_facts.py > test/ml/evaluation/data/prequential-facts.json

Needs river (PyPI).
"""

import json
import random

import river
from river import metrics, utils

random.seed(4)
window = 50
rolling = [utils.Rolling(metric, window_size=window) for metric in (metrics.MAE(), metrics.RMSE(), metrics.R2())]
rows, told = [], []
for at in range(1, 201):
    label = random.gauss(10, 3)
    prediction = label + random.gauss(at / 100, 1)
    rows.append({"label": label, "prediction": prediction})
    for metric in rolling:
        metric.update(label, prediction)
    if at % 20 == 0:
        told.append({"rows": at, **{name: metric.get() for name, metric in zip(("mae", "rmse", "r2"), rolling)}})
print(json.dumps({"river": river.__version__, "window": window, "rows": rows, "told": told}))
