#!/usr/bin/python3
"""CPU seconds of scikit-learn, as JSON: forest_peers.py table.f64 rows columns trees"""
import json
import resource
import sys
import time

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor

path, n, p, count = sys.argv[1], *map(int, sys.argv[2:5])
values = np.fromfile(path)
X, y = values[: n * p].reshape(p, n).T.copy(), values[n * p :]


def seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


figures = {}
runs = 1 if n > 10_000 else 3
for name, kind in (("extraTrees", ExtraTreesRegressor), ("randomForest", RandomForestRegressor)):
    if kind is RandomForestRegressor and n > 100_000:
        continue
    model = kind(count, n_jobs=1)
    model.fit(X, y)
    figures[name + "MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures[name] = min(seconds(lambda: model.fit(X, y)) for _ in range(runs))
    if kind is ExtraTreesRegressor:
        rows = np.vstack([X] * max(1, 70_000 // n))
        figures["predict"] = len(rows) / min(seconds(lambda: model.predict(rows)) for _ in range(3))
print(json.dumps(figures))
