"""Extra trees and random forests by scikit-learn 1.2.1 on one small table: 5-fold scores over 10 seeds, tree sizes, importances."""
import json
from pathlib import Path

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor

SEEDS = range(10)
TREES = 60


def table():
    rng = np.random.RandomState(20241)
    n = 240
    a = rng.normal(size=n)
    b = 0.8 * a + 0.6 * rng.normal(size=n)
    c = rng.normal(size=n)
    d = np.round(2 * rng.normal(size=n))
    e = rng.exponential(size=n)
    X = np.column_stack([a, b, c, d, e, np.full(n, 3.0)])
    y = 1.5 * a + np.sin(2 * c) + 0.2 * d * c + 0.4 * rng.normal(size=n)
    return X.astype(np.float32).round(4).astype(float), y.round(4)


SETTINGS = [
    ("extraTrees", {}),
    ("extraTrees", {"min_samples_leaf": 3, "max_features": 0.5}),
    ("extraTrees", {"max_depth": 5, "min_samples_split": 8, "max_features": 2}),
    ("extraTrees", {"bootstrap": True, "min_samples_leaf": 2}),
    ("randomForest", {}),
    ("randomForest", {"max_features": 0.34, "min_samples_leaf": 3}),
    ("randomForest", {"bootstrap": False, "max_features": "sqrt", "max_depth": 6}),
]


def camel(name):
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def run(X, y, estimator, settings):
    kind = {"extraTrees": ExtraTreesRegressor, "randomForest": RandomForestRegressor}[estimator]
    fold = np.arange(len(y)) % 5
    r2, mae, nodes, spread, importances = [], [], [], [], []
    for seed in SEEDS:
        scores, errors = [], []
        for k in range(5):
            train, test = fold != k, fold == k
            model = kind(TREES, random_state=1000 * seed + k, **settings).fit(X[train], y[train])
            scores.append(model.score(X[test], y[test]))
            errors.append(float(np.mean(np.abs(model.predict(X[test]) - y[test]))))
            if k == 0:
                nodes.append(float(np.mean([tree.tree_.node_count for tree in model.estimators_])))
                spread.append(float(np.mean(np.std([tree.predict(X[test]) for tree in model.estimators_], axis=0))))
                importances.append(model.feature_importances_.tolist())
        r2.append(scores)
        mae.append(errors)
    return {
        "estimator": estimator,
        "settings": {camel(name): value for name, value in settings.items()},
        "r2Score": np.round(r2, 6).tolist(),
        "meanAbsoluteError": np.round(mae, 6).tolist(),
        "nodes": np.round(nodes, 2).tolist(),
        "spread": np.round(spread, 5).tolist(),
        "importances": np.round(importances, 5).tolist(),
    }


if __name__ == "__main__":
    X, y = table()
    out = {
        "X": X.T.tolist(),
        "y": y.tolist(),
        "trees": TREES,
        "runs": [run(X, y, estimator, settings) for estimator, settings in SETTINGS],
    }
    Path(__file__).with_name("forest.json").write_text(json.dumps(out) + "\n")
