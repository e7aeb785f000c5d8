#!/usr/bin/python3
"""CPU seconds of scikit-learn, as JSON: forest_peers.py fit|search table.f64 rows columns trees|configurations"""
import json
import resource
import sys
import time

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer

what, path, n, p, count = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
values = np.fromfile(path)
X, y = values[: n * p].reshape(p, n).T.copy(), values[n * p :]


def seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


figures = {}
if what == "fit":
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
else:
    rng = np.random.RandomState(0)
    spent = 0
    train, test = np.arange(n) % 10 != 0, np.arange(n) % 10 == 0
    for _ in range(count):
        model = ExtraTreesRegressor(
            rng.randint(10, 501),
            max_depth=rng.choice([None] + list(range(4, 31, 2))),
            min_samples_split=rng.randint(2, 11),
            min_samples_leaf=rng.randint(1, 6),
            max_features=rng.choice([0.2, 0.4, 0.6, 0.8, 1.0]),
            n_jobs=1,
        )
        pipeline = make_pipeline(PowerTransformer(), model)
        spent += seconds(lambda: pipeline.fit(X[train], y[train]).predict(X[test]))
    figures["search"] = spent / count * 10_000
print(json.dumps(figures))
