#!/usr/bin/python3
"""CPU milliseconds of scikit-learn and numpy, as JSON: columns_peers.py yeoJohnson|scores|inside columns.f64 more.f64 columns"""
import json
import sys
import time

import numpy as np
from sklearn.metrics import mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, r2_score
from sklearn.preprocessing import PowerTransformer

what, path, more, p = sys.argv[1], sys.argv[2], np.fromfile(sys.argv[3]), int(sys.argv[4])
columns = np.fromfile(path).reshape(p, -1)


def milliseconds(work, runs=3):
    best = np.inf
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return 1e3 * best


figures = {}
if what == "yeoJohnson":
    X = columns.T.copy()
    transformer = PowerTransformer()
    runs = 1 if len(X) > 100_000 else 3
    figures["fit"] = milliseconds(lambda: transformer.fit(X), runs)
    figures["apply"] = milliseconds(lambda: transformer.transform(X), runs)
elif what == "scores":
    y, predicted = columns
    figures["scores"] = milliseconds(
        lambda: [
            mean_absolute_error(y, predicted),
            mean_squared_error(y, predicted) ** 0.5,
            r2_score(y, predicted),
            mean_absolute_percentage_error(y, predicted),
        ]
    )
else:
    center, scale = more[:p], more[p : 2 * p]
    facets = more[2 * p :].reshape(-1, p + 1)

    def inside():
        x = (columns.T - center) * scale
        return np.concatenate([(part @ facets[:, :p].T + facets[:, p] <= 1e-9).all(axis=1) for part in np.array_split(x, 50)])

    figures["inside"] = milliseconds(inside)
print(json.dumps(figures))
