#!/usr/bin/python3
"""CPU milliseconds of one Boruta round by LightGBM and by scikit-learn, as JSON: boruta_peers.py table.f64 rows columns rounds"""
import json
import resource
import sys
import time

import numpy as np

path, n, p, rounds = sys.argv[1], *map(int, sys.argv[2:5])
values = np.fromfile(path)
X, y = values[: n * p].reshape(p, n).T.copy(), values[n * p :]


def least(fit):
    rng = np.random.default_rng(0)
    times = []
    for _ in range(rounds + 1):
        start = time.process_time()
        fit(np.hstack([X, np.column_stack([rng.permutation(X[:, j]) for j in range(p)])]))
        times.append(1000 * (time.process_time() - start))
    return min(times[1:])


figures = {}
try:
    from lightgbm import LGBMRegressor

    figures["LightGBM"] = least(lambda Z: LGBMRegressor(n_jobs=1, verbose=-1).fit(Z, y).feature_importances_)
except ImportError:
    pass
try:
    from sklearn.ensemble import HistGradientBoostingRegressor

    model = HistGradientBoostingRegressor(early_stopping=False)
    figures["scikit-learn"] = least(lambda Z: model.fit(Z, y))
except ImportError:
    pass
if figures:
    figures["MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(figures))
