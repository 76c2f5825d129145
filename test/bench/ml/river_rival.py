"""river: answers each line, an algorithm, with what a row, or a value, took."""
import json
import os
import sys
import time

import numpy as np
from river import anomaly, cluster, drift, forest, linear_model, optim, preprocessing, tree

folder, columns = sys.argv[1], int(sys.argv[2])
read = lambda name: np.fromfile(os.path.join(folder, name), dtype=np.float64)
X, classes, numbers = read("features").reshape(-1, columns), read("classes"), read("numbers")
# River's rows are dicts; they are made before.
rows = [dict(enumerate(row)) for row in X.tolist()]
answers = [bool(label) for label in classes]


def supervised(make):
    def learn(count):
        model = make()
        for x, y in zip(rows[:count], answers):
            model.learn_one(x, y)

    return learn


def unsupervised(make):
    def learn(count):
        model = make()
        for x in rows[:count]:
            model.learn_one(x)

    return learn


def detector(make):
    def look(count):
        detector = make()
        for value in numbers[:count].tolist():
            detector.update(value)

    return look


scaled = {i: (-20, 40) for i in range(columns)}
algorithms = {
    "onlineStandardScaler": unsupervised(preprocessing.StandardScaler),
    "onlineSgdClassifier": supervised(lambda: linear_model.LogisticRegression(optim.SGD(0.01))),
    "onlineLogisticRegression (FTRL)": supervised(lambda: linear_model.LogisticRegression(optim.FTRLProximal())),
    "onlineKMeans of 10 centres, row by row": unsupervised(lambda: cluster.KMeans(n_clusters=10)),
    "hoeffdingTreeClassifier": supervised(tree.HoeffdingTreeClassifier),
    "halfSpaceTrees, 25 of 8 levels": unsupervised(lambda: anomaly.HalfSpaceTrees(25, 8, limits=scaled)),
    "adaptiveRandomForestClassifier of 10 trees": supervised(lambda: forest.ARFClassifier(n_models=10)),
    "adwin": detector(drift.ADWIN),
    "pageHinkley": detector(drift.PageHinkley),
}

print("ready", flush=True)
for line in sys.stdin:
    name = line.strip()
    count = len(numbers) if name in ("adwin", "pageHinkley") else min(len(rows), 500 if "Forest" in name else 2000)
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    algorithms[name](count)
    took = {"cpuNs": (time.process_time_ns() - cpu) / count, "wallNs": (time.perf_counter_ns() - wall) / count}
    print(json.dumps(took), flush=True)
