"""What river says of drift in streams, for the tests of ml/drift:

    python3 test/ml/drift/facts.py > test/ml/drift/facts.json

Needs river and scipy (PyPI). Streams are made by `uniform` of test/ml/learner/random-rows.ts, so that the file has no numbers of them.
"""

import json

import river
from river import drift
from scipy.stats import ks_2samp


def uniform(seed):
    """Numbers in [-1, 1): that of random-rows.ts."""
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield (state - 2**32 if state >= 2**31 else state) / 2**31


def numbers(seed):
    """The mean moves by 0.5 after 1500 values, and by -1.5 after 3000."""
    random = uniform(seed)
    return [next(random) + (0.5 if 1500 <= at < 3000 else -1 if at >= 3000 else 0) for at in range(5000)]


def errors(seed):
    """Rates of 0.2, 0.35, 0.1 and 0.6."""
    random = uniform(seed)
    rates = [0.2] * 1200 + [0.35] * 1300 + [0.1] * 1500 + [0.6] * 1000
    return [int((next(random) + 1) / 2 < rate) for rate in rates]


def signals(detector, values):
    """How often and where, in sum, it warned, and where it told drift."""
    out = {"warnings": [], "drifts": []}
    for at, value in enumerate(values):
        detector.update(value)
        if detector.drift_detected:
            out["drifts"].append(at)
        elif getattr(detector, "warning_detected", False):
            out["warnings"].append(at)
    out["warnings"] = [len(out["warnings"]), sum(out["warnings"])]
    return out


detectors = {
    "adwin": (lambda o: drift.ADWIN(**o), [{}, {"delta": 0.2}, {"clock": 1, "grace_period": 50}], numbers),
    "adwin of errors": (lambda o: drift.ADWIN(**o), [{}], errors),
    "pageHinkley": (
        lambda o: drift.PageHinkley(**o),
        [{}, {"threshold": 20.0, "mode": "up"}, {"threshold": 20.0, "mode": "down", "alpha": 0.99, "delta": 0.1, "min_instances": 100}],
        numbers,
    ),
    "ddm": (lambda o: drift.binary.DDM(**o), [{}, {"warm_start": 100, "warning_threshold": 1.5, "drift_threshold": 2.5}], errors),
}
facts = [
    {"detector": name, "options": options, "seed": seed, **signals(make(options), stream(seed))}
    for name, (make, choices, stream) in detectors.items()
    for options in choices
    for seed in (3, 4)
]
random = uniform(5)
tests = []
for n in (5, 30, 50):
    for apart in (0.0, 0.4, 1.0):
        one = [round(next(random), 1) for _ in range(n)]
        other = [round(next(random) + apart, 1) for _ in range(n)]
        found = ks_2samp(one, other, method="exact")
        tests.append({"one": one, "other": other, "distance": float(found.statistic), "p": float(found.pvalue)})
print(json.dumps({"river": river.__version__, "facts": facts, "tests": tests}))
