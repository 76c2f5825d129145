"""What river has learned of random rows, for the tests of ml/online:

    python3 test/ml/online/facts.py > test/ml/online/facts.json

Needs river and scikit-learn (PyPI). Rows are made by `uniform` of test/ml/learner/random-rows.ts, so that the file has no numbers of them.
"""

import json
import math
import warnings

import river
from river import compose, drift, ensemble, linear_model, optim, preprocessing, tree
from river.tree.nodes import hatc_nodes, htc_nodes
from sklearn.linear_model import PassiveAggressiveRegressor

warnings.filterwarnings("ignore")


def uniform(seed):
    """Numbers in [-1, 1): that of random-rows.ts."""
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield (state - 2**32 if state >= 2**31 else state) / 2**31


def stream(rows, classes, seed):
    """Four features of which two count, moved after half of the rows; `streamOf` of the tests."""
    random = uniform(seed)
    for row in range(rows):
        x = {i: next(random) for i in range(4)}
        moved = -1 if row >= rows / 2 else 1
        signal = moved * x[0] + x[1] * x[1] + next(random) / 4
        yield x, (signal if classes == 0 else sum(signal > 2 * k / classes for k in range(classes - 1)))


def linear(model, rows, classes):
    """The model behind all rows, and the probability of class 1, or the prediction, before each of the last five."""
    before = []
    for x, y in stream(rows, classes, 1):
        before.append(model.predict_one(x) if classes == 0 else model.predict_proba_one(x).get(True, 0))
        model.learn_one(x, y if classes == 0 else bool(y))
    return {"coefficients": [model.weights[i] for i in range(4)], "intercept": model.intercept, "before": before[-5:]}


def scaled(model, rows):
    """Of a pipeline of a scaler and a linear model: coefficients, means and deviations behind all rows of features that are far from 0."""
    before = []
    for x, y in stream(rows, 2, 1):
        far = {i: 1000 * (i + 1) + 100 * value for i, value in x.items()}
        before.append(model.predict_proba_one(far).get(True, 0))
        model.learn_one(far, bool(y))
    scaler, last = model.steps.values()
    return {
        "means": [scaler.means[i] for i in range(4)],
        "deviations": [scaler.vars[i] ** 0.5 for i in range(4)],
        "coefficients": [last.weights[i] for i in range(4)],
        "intercept": last.intercept,
        "before": before[-50:],
    }


class Poisson:
    """That of poisson.ts, so that both draw the same."""

    def __init__(self, rate, state):
        self.state = state & 0xFFFFFFFF
        self.at_most, share, total = [], math.exp(-rate), 0.0
        while total + share < 1 - 1e-12:
            total += share
            self.at_most.append(total)
            share *= rate / len(self.at_most)

    def next(self):
        self.state = (self.state + 0x9E3779B9) & 0xFFFFFFFF
        bits = self.state
        bits = ((bits ^ (bits >> 16)) * 0x21F0AAAD) & 0xFFFFFFFF
        bits = ((bits ^ (bits >> 15)) * 0x735A2D97) & 0xFFFFFFFF
        uniform = (bits ^ (bits >> 15)) / 2**32
        return next((k for k, most in enumerate(self.at_most) if uniform < most), len(self.at_most))


def bagged(options, grown, rows, classes):
    """The paper's bagging of river's trees and ADWIN; river's own tests a row after it has learned from it, and learns a row of weight k k times."""
    count, rate, delta = options["models"], options["rate"], options["driftDelta"]
    random = Poisson(rate, options["seed"])
    make = lambda: [tree.HoeffdingTreeClassifier(grace_period=grown["grace"] - 1e-6, delta=grown["delta"], tau=grown["tau"]), drift.ADWIN(delta)]
    members = [make() for _ in range(count)]

    def shares(model, x):
        given = [model.predict_proba_one(x).get(k, 0.0) for k in range(classes)]
        return [share / sum(given) for share in given] if sum(given) > 0 else [1 / classes] * classes

    before, replaced = [], 0
    for x, y in stream(rows, classes, 1):
        each = [shares(model, x) for model, _ in members]
        before.append([sum(own[k] for own in each) / count for k in range(classes)])
        worse = False
        for (model, window), own in zip(members, each):
            old = window.estimation
            if window._helper.update(int(max(range(classes), key=lambda k: own[k]) != y)) and window.estimation > old:
                worse = True
            k = random.next()
            if k > 0:
                model.learn_one(x, y, w=k)
        if worse:
            replaced += 1
            rates = [window.estimation for _, window in members]
            members[rates.index(max(rates))] = make()
    own = ensemble.LeveragingBaggingClassifier(tree.HoeffdingTreeClassifier(grace_period=grown["grace"], delta=grown["delta"], tau=grown["tau"]), n_models=count, w=rate, adwin_delta=delta, seed=1)
    right = 0
    for x, y in stream(rows, classes, 1):
        right += own.predict_one(x) == y
        own.learn_one(x, y)
    return {"options": options, "grown": grown, "classes": classes, "rows": rows, "replaced": replaced, "before": before[-100:], "riversAccuracy": right / rows}


def paper(variant, c, epsilon):
    """Scikit-learn's: river's regressor takes labels as classes, 2y - 1, in its loss, which is not what the paper says."""
    rows = list(stream(500, 0, 1))
    loss = "epsilon_insensitive" if variant == "PA-I" else "squared_epsilon_insensitive"
    model = PassiveAggressiveRegressor(C=c, epsilon=epsilon, loss=loss, shuffle=False)
    before = []
    for x, y in rows:
        one = [list(x.values())]
        before.append(float(model.predict(one)[0]) if before else 0.0)
        model.partial_fit(one, [y])
    return {"coefficients": model.coef_.tolist(), "intercept": float(model.intercept_[0]), "before": before[-5:]}


def softmax(model, rows, classes):
    # River knows of a class from its first row on, and so learns nothing of it before; all are there from the first row on here.
    for label in range(classes):
        model.weights[label]
    for x, y in stream(rows, classes, 1):
        model.learn_one(x, y)
    return {"coefficients": [model.weights[k][i] for k in range(classes) for i in range(4)]}


def hoeffding(options, rows, classes):
    """Nodes as [feature, threshold], leaves as null, in depth-first order; and probabilities before the last rows."""
    names = {"grace": "grace_period", "maxDepth": "max_depth", "answers": "leaf_prediction"}
    ways = {"majority": "mc", "naive Bayes": "nb", "adaptive": "nba"}
    # Sums of weights of leaves are no whole numbers: whether 30 more rows weigh 30 is a question of rounding.
    options_there = {"grace": 200, **options}
    options_there["grace"] -= 1e-6
    model = tree.HoeffdingTreeClassifier(**{names.get(name, name): ways.get(value, value) for name, value in options_there.items()})
    before = []
    for x, y in stream(rows, classes, 1):
        before.append([model.predict_proba_one(x).get(k, 0.0) for k in range(classes)])
        model.learn_one(x, y)

    def nodes(node):
        if not hasattr(node, "children"):
            return [None]
        return [[node.feature, node.threshold]] + nodes(node.children[0]) + nodes(node.children[1])

    return {"options": options, "classes": classes, "rows": rows, "nodes": nodes(model._root), "before": before[-20:]}


class Beside(list):
    """The place of a subtree beside a branch, as if it were the children of a parent: a split of its leaf is put there."""

    def __init__(self, branch):
        self.branch = branch
        self.children = self

    def __setitem__(self, _, node):
        self.branch._alternate_tree = node


def adaptive(options, rows, classes):
    """The tree of the paper of river's leaves, splits and ADWIN. River's own differs: a subtree that begins beside a node takes its place with
    its first split, and what is worse is told by the mean of all rows, not by ADWIN's window; its accuracy is recorded beside."""
    ways = {name: value for name, value in options.items() if name != "driftDelta"}
    ways = {"bootstrap_sampling": False, "drift_detector": drift.ADWIN(options.get("driftDelta", 0.002)), **ways}
    model = tree.HoeffdingAdaptiveTreeClassifier(**ways)
    leaf_learn = htc_nodes.LeafNaiveBayesAdaptive.learn_one
    rows_needed, significance = model.drift_window_threshold, model.switch_significance

    def place(parent, branch, node):
        if parent is None:
            model._root = node
        else:
            parent.children[branch] = node

    def below(node, x):
        while hasattr(node, "children"):
            node = node.next(x)
        return node

    def answer(leaf, x):
        if not leaf.stats:
            return None
        shares = super(hatc_nodes.AdaLeafClassifier, leaf).prediction(x, tree=model)
        return max(sorted(shares), key=shares.get)

    def learn_tree(top, x, y, parent, branch):
        learn(top, x, y, int(answer(below(top, x), x) != y), parent, branch)

    def learn(node, x, y, error, parent, branch):
        window = node.drift_detector
        before = window.estimation
        # Its helper's window goes on behind an alarm.
        changed = window._helper.update(error)
        if not hasattr(node, "children"):
            leaf_learn(node, x, y, tree=model)
            if node.total_weight - node.last_split_attempt_at >= model.grace_period - 1e-6:
                model._attempt_to_split(node, parent, branch, drift_detector=model.drift_detector.clone())
                node.last_split_attempt_at = node.total_weight
                # As memory management does for the leaves that it finds, which those beside the root are not among.
                node.activate()
            return
        if changed and window.estimation > before:
            node._alternate_tree = model._new_leaf(parent=node)
            node._alternate_tree.depth -= 1
            counts[0] += 1
        elif node._alternate_tree is not None:
            other = node._alternate_tree.drift_detector
            if window.width > rows_needed and other.width > rows_needed:
                e, f = window.estimation, other.estimation
                bound = math.sqrt(2 * e * (1 - e) * math.log(2 / significance) * (1 / window.width + 1 / other.width))
                if bound < e - f:
                    counts[1] += 1
                    better = node._alternate_tree
                    place(parent, branch, better)
                    return learn_tree(better, x, y, parent, branch)
                if bound < f - e:
                    counts[2] += 1
                    node._alternate_tree = None
        if node._alternate_tree is not None:
            learn_tree(node._alternate_tree, x, y, Beside(node), 0)
        learn(node.next(x), x, y, error, node, node.branch_no(x))

    def subtrees(node):
        if not hasattr(node, "children"):
            return 0
        other = node._alternate_tree
        return sum(map(subtrees, node.children)) + (0 if other is None else 1 + subtrees(other))

    counts = [0, 0, 0]
    before = []
    beside = []
    model._root = model._new_leaf()
    model._n_active_leaves = 1
    for at, (x, y) in enumerate(stream(rows, classes, 1)):
        before.append(answer(below(model._root, x), x))
        learn_tree(model._root, x, y, None, 0)
        if at % 100 == 99:
            beside.append(subtrees(model._root))

    def nodes(node):
        if not hasattr(node, "children"):
            return [None]
        return [[node.feature, node.threshold]] + nodes(node.children[0]) + nodes(node.children[1])

    own = tree.HoeffdingAdaptiveTreeClassifier(**ways)
    right = 0
    for x, y in stream(rows, classes, 1):
        right += own.predict_one(x) == y
        own.learn_one(x, y)
    names = {"grace_period": "grace", "drift_window_threshold": "leastRows", "switch_significance": "switchDelta"}
    return {
        "options": {names.get(name, name): value for name, value in options.items()},
        "classes": classes,
        "rows": rows,
        "nodes": nodes(model._root),
        "counts": counts,
        "beside": beside,
        "before": before[-500:],
        "riversAccuracy": right / rows,
    }


facts = {
    "hoeffdingTreeClassifier": [
        hoeffding(options, rows, classes)
        for options, rows, classes in [
            ({}, 6000, 2),
            ({"grace": 300, "delta": 0.01, "tau": 0.1}, 6000, 2),
            ({"answers": "majority", "grace": 100}, 6000, 3),
            ({"answers": "naive Bayes", "grace": 100}, 6000, 3),
            ({"grace": 30, "delta": 0.1}, 12000, 2),
        ]
    ],
    "hoeffdingAdaptiveTreeClassifier": [
        adaptive(options, rows, classes)
        for options, rows, classes in [
            ({}, 12000, 2),
            ({"grace_period": 50, "delta": 0.01, "tau": 0.1}, 12000, 2),
            ({"grace_period": 100, "delta": 0.001, "drift_window_threshold": 100}, 12000, 3),
            ({"grace_period": 30, "delta": 0.1, "drift_window_threshold": 30, "switch_significance": 0.9, "driftDelta": 0.3}, 12000, 2),
        ]
    ],
    "leveragingBagging": [
        bagged({"models": 5, "rate": rate, "driftDelta": delta, "seed": 7}, {"grace": 50, "delta": 0.01, "tau": 0.1}, 4000, classes)
        for rate, delta, classes in [(6, 0.002, 2), (1, 0.2, 3)]
    ],
    "pipeline": [
        {"options": {"learningRate": rate, "interceptRate": rate}, **scaled(compose.Pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression(optim.SGD(rate), intercept_lr=rate)), 1000)}
        for rate in (0.01, 0.1)
    ],
    "onlineSgdClassifier": [
        {"options": options, **linear(linear_model.LogisticRegression(optim.SGD(rate), l2=l2, intercept_lr=intercept), 500, 2)}
        for options, rate, l2, intercept in [
            ({}, 0.01, 0.0, 0.01),
            ({"learningRate": 0.3, "l2": 0.01, "interceptRate": 0.05}, 0.3, 0.01, 0.05),
        ]
    ],
    "passiveAggressiveClassifier": [
        {"options": {"c": c, "variant": variant}, **linear(linear_model.PAClassifier(C=c, mode=mode), 500, 2)}
        for c, variant, mode in [(1.0, "hard", 0), (0.1, "PA-I", 1), (0.3, "PA-II", 2)]
    ],
    "passiveAggressiveRegressor": [
        {"options": {"c": c, "variant": variant, "epsilon": epsilon}, **paper(variant, c, epsilon)}
        for variant, c, epsilon in [("PA-I", 0.1, 0.05), ("PA-II", 0.3, 0.1)]
    ],
    "onlineSoftmaxRegression": [
        {"options": {"classes": list(range(4)), "learningRate": 0.1, "l2": l2, "interceptRate": 0}, **softmax(linear_model.SoftmaxRegression(optim.SGD(0.1), l2=l2), 500, 4)}
        for l2 in (0, 0.01)
    ],
}
print(json.dumps({"river": river.__version__, **facts}))
