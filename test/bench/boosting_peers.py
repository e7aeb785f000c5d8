#!/usr/bin/python3
"""CPU seconds of LightGBM's fit and predict, and its R², as JSON: boosting_peers.py folder rows heldOut columns trees repeats"""
import json
import sys
import time
from pathlib import Path

import numpy as np

try:
    from lightgbm import LGBMRegressor
except ImportError:
    print("{}")
    sys.exit()

folder, (n, held, p, trees, repeats) = Path(sys.argv[1]), map(int, sys.argv[2:7])


def read(name, rows):
    values = np.fromfile(folder / name)
    return values[: rows * p].reshape(p, rows).T.copy(), values[rows * p :]


def least(work):
    times = []
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        times.append(time.process_time() - start)
    return min(times), result


X, y = read("table.f64", n)
other, truth = read("other.f64", held)
model = LGBMRegressor(n_estimators=trees, n_jobs=1, verbose=-1)
fit, _ = least(lambda: model.fit(X, y))
predict, predictions = least(lambda: model.predict(other, n_jobs=1))
r2 = 1 - ((truth - predictions) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()
print(json.dumps({"LightGBM": {"fit": fit, "predict": predict, "r2": r2}}))
