#!/usr/bin/python3
"""Student's t and intervals of differences over folds and over resampled rows by scipy, written to compare.json."""
import json
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.stats import bootstrap, t

student = [
    {"t": x, "freedom": v, "within": float(t.cdf(x, v) - t.cdf(-x, v))}
    for v in (1, 2, 3, 4, 9, 10, 29)
    for x in (0.0, 0.1, 0.7, 1.0, 2.262, 5.0, 30.0)
]
# t.ppf itself is off by up to 1e-9.
inverse = lambda p, v: brentq(lambda x: t.cdf(x, v) - (1 + p) / 2, 0, 100, xtol=1e-13, rtol=1e-13)
quantiles = [{"share": p, "freedom": v, "t": inverse(p, v)} for v in (1, 2, 4, 9, 10, 29) for p in (0.5, 0.95, 0.99)]
rng = np.random.default_rng(0)
folds = []
for k in (3, 5, 10):
    a = rng.normal(0.1, 0.01, k)
    b = a + rng.normal(0.004, 0.003, k)
    d = b - a
    lower, upper = t.interval(0.95, k - 1, loc=d.mean(), scale=d.std(ddof=1) * np.sqrt(1 / k + 1 / (k - 1)))
    folds.append({"a": a.tolist(), "b": b.tolist(), "difference": d.mean(), "lower": lower, "upper": upper})
n = 60
truth = rng.normal(3, 1, n)
a = truth + rng.normal(0, 0.2, n)
b = truth + rng.normal(0, 0.15, n)
mae = lambda y, p, q, axis: np.abs(y - q).mean(axis=axis) - np.abs(y - p).mean(axis=axis)
found = bootstrap((truth, a, b), mae, paired=True, vectorized=True, n_resamples=100000, method="percentile", random_state=0)
rows = {
    "truth": truth.tolist(), "a": a.tolist(), "b": b.tolist(),
    "difference": float(mae(truth, a, b, 0)),
    "lower": found.confidence_interval.low, "upper": found.confidence_interval.high,
}
written = {"scipy": "1.10", "student": student, "quantiles": quantiles, "folds": folds, "rows": rows}
Path(__file__).with_suffix(".json").write_text(json.dumps(written, indent=1) + "\n")
