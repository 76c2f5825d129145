"""How near words of one subject, and of two, are by gensim's Word2Vec, for word2-vec.test.ts:

    python3 test/ml/text/gensim_facts.py > test/ml/text/gensim.json

Needs gensim and numpy (PyPI). Documents are those of the test, by the `uniform` of test/ml/learner/random-rows.ts.
"""

import json

import gensim
import numpy as np


def uniform(seed):
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield (state - 2**32 if state >= 2**31 else state) / 2**31


random = uniform(21)
draw = lambda below: int((next(random) + 1) / 2 * below)
documents = []
for _ in range(600):
    subject = draw(5)
    documents.append([f"common{draw(4)}" if next(random) > 0.4 else f"subject{subject}-{draw(6)}" for _ in range(20)])
found = []
for seed in range(3):
    vectors = gensim.models.Word2Vec(documents, vector_size=16, window=5, min_count=5, sg=1, negative=5, epochs=20, seed=seed, workers=1).wv
    own = [word for word in vectors.index_to_key if word.startswith("subject")]
    cosines = [(one[:8] == other[:8], vectors.similarity(one, other)) for one in own for other in own if one != other]
    found.append([np.mean([cosine for same, cosine in cosines if same == kind]) for kind in (True, False)])
within, between = np.mean(found, axis=0)
print(json.dumps({"gensim": gensim.__version__, "within": float(within), "between": float(between)}))
