"""Alternating least squares in NumPy, as a twin: writes data/facts.json. Run: python facts.py"""
import json, os
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(4)
users, items, rank = 80, 50, 3
truth = random.normal(size=(users, rank)) @ random.normal(size=(rank, items)) + 3
known = random.uniform(size=truth.shape) < 0.35
rated = np.round(truth + random.normal(size=truth.shape) * 0.3, 2)
test = known & (random.uniform(size=truth.shape) < 0.2)
train = known & ~test
counts = np.where(random.uniform(size=truth.shape) < 0.2, random.poisson(np.exp(truth / 3)), 0)


def first(count, size, seed):
    vectors = np.random.default_rng(seed).uniform(size=(count, size))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def solved(others, weights, rights, penalties, base):
    size = others.shape[1]
    own = np.zeros((len(weights), size))
    for member, (weight, right, penalty) in enumerate(zip(weights, rights, penalties)):
        gram = base + (others * weight[:, None]).T @ others + penalty * np.eye(size)
        if penalty > 0:
            own[member] = np.linalg.solve(gram, others.T @ right)
    return own


def explicit(size, iterations, penalty, seed):
    V = first(items, size, seed)
    mask = train.astype(float)
    right = np.where(train, rated, 0)
    for _ in range(iterations):
        U = solved(V, mask, right, penalty * mask.sum(1), 0)
        V = solved(U, mask.T, right.T, penalty * mask.sum(0), 0)
    return U @ V.T


def implicit(size, iterations, penalty, confidence, seed):
    V = first(items, size, seed)
    weight = confidence * counts
    right = np.where(counts > 0, 1 + weight, 0)
    liked = (counts > 0).astype(float)
    for _ in range(iterations):
        U = solved(V, weight, right, penalty * liked.sum(1), V.T @ V)
        V = solved(U, weight.T, right.T, penalty * liked.sum(0), U.T @ U)
    squares = ((1 + weight) * (liked - U @ V.T) ** 2).sum()
    return squares + penalty * (liked.sum(1) @ (U**2).sum(1) + liked.sum(0) @ (V**2).sum(1))


def rmse(predicted, of):
    return float(np.sqrt(np.mean((predicted - rated)[of] ** 2)))


facts = []
for size, penalty in [(3, 0.05), (5, 0.1), (10, 0.3)]:
    runs = [explicit(size, 60, penalty, seed) for seed in range(5)]
    facts.append(dict(rank=size, regularization=penalty, train=[rmse(run, train) for run in runs], test=[rmse(run, test) for run in runs]))
hidden = []
for size, penalty, confidence in [(4, 0.1, 1), (8, 0.05, 10)]:
    hidden.append(dict(rank=size, regularization=penalty, confidence=confidence, cost=[float(implicit(size, 60, penalty, confidence, seed)) for seed in range(5)]))


def rows(of, values):
    return [[int(user), int(item), float(values[user, item])] for user, item in zip(*np.nonzero(of))]


with open(os.path.join(here, "data", "facts.json"), "w") as file:
    json.dump(dict(train=rows(train, rated), test=rows(test, rated), counts=rows(counts > 0, counts), explicit=facts, implicit=hidden), file)
