#!/usr/bin/python3
"""CPU seconds of scikit-learn and LightGBM for the configurations on stdin, one fold: estimators_peers.py table.f64 rows columns"""
import json
import sys
import time

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer
from sklearn.tree import DecisionTreeRegressor

try:
    from lightgbm import LGBMRegressor
except ImportError:
    LGBMRegressor = None

path, n, p = sys.argv[1], *map(int, sys.argv[2:4])
values = np.fromfile(path)
X, y = values[: n * p].reshape(p, n).T.copy(), values[n * p :]
train, test = np.arange(n) % 10 != 0, np.arange(n) % 10 == 0


def tree(c):
    most = 1.0 if c["maxFeatures"] == "all" else c["maxFeatures"]
    rules = {"max_depth": c["maxDepth"], "max_features": most}
    return {**rules, "min_samples_split": c["minSamplesSplit"], "min_samples_leaf": c["minSamplesLeaf"]}


def boosting(c):
    if LGBMRegressor is None:
        return HistGradientBoostingRegressor(
            max_iter=c["nEstimators"],
            learning_rate=c["learningRate"],
            max_leaf_nodes=c["numLeaves"],
            min_samples_leaf=c["minChildSamples"],
            early_stopping=False,
        )
    return LGBMRegressor(
        n_estimators=c["nEstimators"],
        learning_rate=c["learningRate"],
        num_leaves=c["numLeaves"],
        min_child_samples=c["minChildSamples"],
        n_jobs=1,
        verbose=-1,
    )


makers = {
    "extraTrees": lambda c: ExtraTreesRegressor(c["nEstimators"], bootstrap=c["bootstrap"], n_jobs=1, **tree(c)),
    "randomForest": lambda c: RandomForestRegressor(c["nEstimators"], bootstrap=c["bootstrap"], n_jobs=1, **tree(c)),
    "gradientBoosting": boosting,
    "nearestNeighbors": lambda c: KNeighborsRegressor(c["nNeighbors"], weights=c["weights"], p=c["p"], n_jobs=1),
    "tree": lambda c: DecisionTreeRegressor(**tree(c)),
    "ridge": lambda c: Ridge(c["alpha"]),
    "linear": lambda c: LinearRegression(),
}


def run(configuration):
    model = makers[configuration["estimator"]](configuration)
    make_pipeline(PowerTransformer(), model).fit(X[train], y[train]).predict(X[test])
    return type(model).__name__


configurations = json.load(sys.stdin)
peer = run(configurations[0])
start = time.process_time()
for configuration in configurations:
    run(configuration)
print(json.dumps({"peer": peer, "seconds": time.process_time() - start}))
