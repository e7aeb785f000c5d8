#!/usr/bin/python3
"""Gradient boosting by scikit-learn's HistGradientBoostingRegressor on tables made by a formula, written to boosting.json.

Its trees are LightGBM's where the two can agree: every distinct value has a bin of its own (at most 255, each held by 3 rows or
more, all positive), no early stopping, no regularisation. The tests make the same tables by the same formula.
"""
import json
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

SHAPES = [
    # rows, columns, levels, trees, leaves, least rows in a leaf
    (300, 4, 40, 1, 31, 20),
    (300, 4, 40, 40, 31, 20),
    (1000, 6, 97, 60, 31, 20),
    (1000, 6, 97, 20, 7, 5),
    (2000, 12, 200, 30, 15, 60),
]


def table(n, p, levels):
    """Columns of integers 1 ... levels from a linear congruential generator, and a target that bends, interacts and scatters."""
    state = 12345
    X = np.empty((n, p))
    y = np.empty(n)
    for i in range(n):
        for j in range(p):
            state = (1664525 * state + 1013904223) % 4294967296
            X[i, j] = 1 + (state // 65536) % levels
        state = (1664525 * state + 1013904223) % 4294967296
        a, b, c = X[i, 0] / levels, X[i, 1] / levels, X[i, 2] / levels
        y[i] = 3 * a * a - 2 * b + a * c + state / 4294967296
    return X, y


def main():
    cases = []
    for n, p, levels, trees, leaves, least in SHAPES:
        X, y = table(n, p, levels)
        counts = [np.unique(X[:, j], return_counts=True)[1].min() for j in range(p)]
        model = HistGradientBoostingRegressor(
            max_iter=trees, learning_rate=0.1, max_leaf_nodes=leaves, min_samples_leaf=least, max_bins=255, early_stopping=False
        ).fit(X, y)
        predictions = model.predict(X)
        splits = np.zeros(p, int)
        for (tree,) in model._predictors:
            for node in tree.nodes:
                if not node["is_leaf"]:
                    splits[node["feature_idx"]] += 1
        cases.append(
            {
                "rows": n,
                "columns": p,
                "levels": levels,
                "leastPerLevel": int(min(counts)),
                "nEstimators": trees,
                "numLeaves": leaves,
                "minChildSamples": least,
                "predictions": predictions[:20].tolist(),
                "sumOfPredictions": float(predictions.sum()),
                "splitCounts": splits.tolist(),
            }
        )
    Path(__file__).with_suffix(".json").write_text(json.dumps({"sklearn": "1.2.1", "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
