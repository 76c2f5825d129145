"""Alternating least squares in NumPy on one thread: answers each line with what it took and the root mean square error."""
import json
import os
import sys
import time

import numpy as np

folder, rank, iterations, regularization = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
read = lambda name: np.fromfile(os.path.join(folder, name), dtype=np.float64)
user, item, rating, first = read("user").astype(np.int64), read("item").astype(np.int64), read("rating"), read("first").reshape(-1, rank)


def side(own, other):
    """Ratings of one member after another: where those of each begin, whom they are of, and what they are."""
    order = np.argsort(own, kind="stable")
    return np.searchsorted(own[order], np.arange(own.max() + 2)), other[order], rating[order]


def solve(starts, others, ratings, factors):
    count = len(starts) - 1
    grams, rights = np.empty((count, rank, rank)), np.empty((count, rank))
    for member in range(count):
        start, end = starts[member], starts[member + 1]
        near = factors[others[start:end]]
        grams[member] = near.T @ near
        rights[member] = ratings[start:end] @ near
    grams[:, np.arange(rank), np.arange(rank)] += (regularization * np.diff(starts))[:, None]
    return np.linalg.solve(grams, rights[:, :, None])[:, :, 0]


def als():
    by_user, by_item = side(user, item), side(item, user)
    items = first
    for _ in range(iterations):
        users = solve(*by_user, items)
        items = solve(*by_item, users)
    return users, items


print("ready", flush=True)
for _ in sys.stdin:
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    users, items = als()
    took = {"cpuNs": time.process_time_ns() - cpu, "wallNs": time.perf_counter_ns() - wall}
    error = np.sqrt(np.mean((rating - np.einsum("ij,ij->i", users[user], items[item])) ** 2))
    print(json.dumps({**took, "result": float(error)}), flush=True)
