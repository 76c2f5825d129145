"""What scikit-learn's LDA learns of counts by a seed, for lda.test.ts:

    python3 test/ml/text/facts.py > test/ml/text/facts.json

Needs scikit-learn (PyPI). Topics of a document begin at 1 here as in a transform, not at random.
"""

import json

import numpy as np
import sklearn
from scipy.special import psi
from sklearn.decomposition import LatentDirichletAllocation

rng = np.random.default_rng(5)
shares = rng.dirichlet(np.full(15, 0.2), 3)
counts = np.array([rng.multinomial(rng.integers(5, 40), rng.dirichlet([0.3, 0.3, 0.3]) @ shares) for _ in range(50)])
counts[7] = 0


class Lda(LatentDirichletAllocation):
    def _e_step(self, X, cal_sstats, random_init, parallel=None):
        return super()._e_step(X, cal_sstats, False, parallel)

    def _init_latent_vars(self, n_features, dtype=np.float64):
        super()._init_latent_vars(n_features, dtype)
        self.first = self.components_.copy()


def fact(**options):
    model = Lda(n_components=3, random_state=1, **options).fit(counts.astype(float))
    return {
        "options": options,
        "first": model.first.tolist(),
        "topics": model.components_.tolist(),
        "shares": model.transform(counts.astype(float)).tolist(),
        "perplexity": model.perplexity(counts.astype(float)),
    }


print(
    json.dumps(
        {
            "sklearn": sklearn.__version__,
            "counts": counts.tolist(),
            "digamma": [[x, float(psi(x))] for x in (1e-6, 0.1, 0.5, 1.0, 1.4616321449683623, 2.5, 6.0, 9.99, 10.0, 123.4, 1e8)],
            "facts": [
                fact(learning_method="batch", max_iter=15),
                fact(learning_method="online", max_iter=7, batch_size=16, learning_offset=10.0, learning_decay=0.7),
                fact(learning_method="online", max_iter=3, batch_size=64, learning_offset=2.0, learning_decay=0.9, doc_topic_prior=0.7, topic_word_prior=0.05),
            ],
        }
    )
)
