#!/usr/bin/python3
"""CPU milliseconds and peak memory of scikit-learn, as JSON: neighbors_peers.py '{"what": "neighbors", "n": …}' table.f64"""
import json
import resource
import sys
import time

import numpy as np
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor

task = json.loads(sys.argv[1])
table = np.fromfile(sys.argv[2]).reshape(task["d"] + 1, -1)
n = task["n"]
X, y, asked = np.ascontiguousarray(table[:-1, :n].T), table[-1, :n], np.ascontiguousarray(table[:-1, n:].T)


def work():
    if task["what"] == "neighbors":
        KNeighborsRegressor(n_neighbors=task["k"], p=task["p"], n_jobs=1).fit(X, y).predict(asked)
    elif task["what"] == "linear":
        LinearRegression().fit(X, y)
    elif task["what"] == "ridge":
        Ridge().fit(X, y)


work()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
milliseconds = float("inf")
end = time.process_time() + 0.5
for again in range(20):
    start = time.process_time()
    if again >= 2 and start > end:
        break
    work()
    milliseconds = min(milliseconds, 1e3 * (time.process_time() - start))
print(json.dumps({"ms": milliseconds, "peak": peak}))
