"""What learners must give that begin with drawn numbers, from where ours have begun; and plain forms of papers' formulas. Used by fresh_learners.py."""
import numpy as np
from river import anomaly
from river.tree.padded import make_padded_tree
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.decomposition._online_lda_fast import _dirichlet_expectation_2d


def half_space_trees(X, y, given):
    """river's HalfSpaceTrees with our cuts: the score of each row before it is learned from."""
    if len(X) == 0:
        raise ValueError("no rows")
    limits = {c: (given["min"], given["max"]) for c in range(X.shape[1])}
    model = anomaly.HalfSpaceTrees(given["trees"], given["height"], given["window"], limits, seed=1)
    inner = 2 ** given["height"] - 1
    model.trees = [
        make_padded_tree(limits=limits, height=given["height"], padding=0.15, rng=model.rng, r_mass=0, l_mass=0)
        for _ in range(given["trees"])
    ]
    model._tree_nodes = [list(tree.iter_dfs()) for tree in model.trees]

    def cut(tree, place, node):
        if place >= inner:
            return
        node.feature = given["features"][tree * inner + place]
        node.threshold = given["thresholds"][tree * inner + place]
        for side, child in enumerate(node.children):
            cut(tree, 2 * place + 1 + side, child)

    for at, root in enumerate(model.trees):
        cut(at, 0, root)
    scores = []
    for row in X:
        x = dict(enumerate(map(float, row)))
        scores.append(float(model.score_one(x)))
        model.learn_one(x)
    return {"scores": scores}


def lda(X, y, given):
    """A step of scikit-learn's from our topics, and the shares that these have of documents, from the same beginning as ours."""
    model = LatentDirichletAllocation(2, max_iter=1, learning_method="batch", mean_change_tol=1e-10, max_doc_update_iter=1000, random_state=0)
    model.fit(X)

    def begin_from(topics):
        model.components_ = topics
        model.exp_dirichlet_component_ = np.exp(_dirichlet_expectation_2d(topics))

    begin_from(np.array(given["before"]).reshape(2, -1))
    _, counts = model._e_step(X, cal_sstats=True, random_init=False)
    topics = model.topic_word_prior_ + counts
    begin_from(np.array(given["topics"]).reshape(2, -1))
    shares = model.transform(np.array(given["asked"], dtype=float))
    return {"topics": topics.ravel().tolist(), "transformed": shares.tolist()}


def ratings_of(X, y):
    """JavaScript's Math.round of twice the first two columns, as ids."""
    if not np.isfinite(X[:, :2]).all():
        raise ValueError("ids must be numbers")
    ids = np.floor(2 * X[:, :2] + 0.5)
    items = ids[:, 1] if X.shape[1] > 1 else np.zeros(len(X))
    return ids[:, 0], items, y


def als(X, y, given):
    """A round by normal equations from our factors of the items: Zhou et al. 2008, §3; Hu et al. 2008, equations 4 and 5."""
    if len(X) == 0:
        raise ValueError("no ratings")
    users, items, ratings = ratings_of(X, y)
    rank, weight = given["rank"], given["regularization"]

    def solved(own, other, factors):
        base = factors.T @ factors if given["feedback"] == "implicit" else np.zeros((rank, rank))
        places = {id: at for at, id in enumerate(np.unique(other))}
        found = []
        for id in np.unique(own):
            left, right, count = base.copy(), np.zeros(rank), 0
            for at in np.flatnonzero(own == id):
                vector, rating = factors[places[other[at]]], ratings[at]
                if given["feedback"] == "explicit":
                    sure, liked, wanted = 1.0, 1, rating
                else:
                    sure, liked = given["confidence"] * abs(rating), int(rating > 0)
                    wanted = (1 + sure) * liked
                left += sure * np.outer(vector, vector)
                right += wanted * vector
                count += liked
            found.append(np.linalg.lstsq(left + weight * count * np.eye(rank), right, rcond=None)[0])
        return np.array(found)

    first = np.array(given["itemFactors"]).reshape(-1, rank)
    own = solved(users, items, first)
    return {"userFactors": own.ravel().tolist(), "itemFactors": solved(items, users, own).ravel().tolist()}


def swing(X, y, given):
    """Yang, Zhu, Zhang 2020, equation 2, pair by pair."""
    if len(X) == 0:
        raise ValueError("no rows")
    users, items, _ = ratings_of(X, y)
    of = {user: set(items[users == user]) for user in np.unique(users)}
    of = {user: own for user, own in of.items() if given["minUserBehavior"] <= len(own) <= given["maxUserBehavior"]}
    weight = {user: (given["alpha1"] + len(own)) ** -given["beta"] for user, own in of.items()}
    scores = {}
    for u in of:
        for v in of:
            common = of[u] & of[v]
            if u < v:
                for i in common:
                    for j in common - {i}:
                        scores[i, j] = scores.get((i, j), 0.0) + weight[u] * weight[v] / (given["alpha2"] + len(common))
    return {"similar": [[float(i), float(j), scores[i, j]] for i, j in sorted(scores)]}
