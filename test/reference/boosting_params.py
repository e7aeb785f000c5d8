#!/usr/bin/python3
"""LightGBM's hyperparameters on tables made by a formula, written to boosting_params.json.

LightGBM is not in Debian: pip install lightgbm --no-deps --target DIR; PYTHONPATH=DIR /usr/bin/python3 boosting_params.py
`exact`: models without randomness, whose trees ours are to equal. `drawn`: mean and standard deviation over seeds of the R² of
models that draw rows and features, on rows held out. LightGBM does not draw features evenly (of 12, its generator takes some to 45 % and
others to 36 % of the trees where it should be 42 %), so where that alone matters numpy draws them for trees that LightGBM grows one by
one. The tests make the same tables by the same formula.
"""
import json
from pathlib import Path

import lightgbm
import numpy as np

from boosting import table

EXACT = [
    # rows, columns, levels, parameters by LightGBM's names
    (1000, 6, 97, {"max_depth": 1}),
    (1000, 6, 97, {"max_depth": 3}),
    (1000, 6, 97, {"max_depth": 5, "min_child_samples": 5}),
    (1000, 6, 97, {"reg_lambda": 0.1}),
    (1000, 6, 97, {"reg_lambda": 30}),
    (1000, 6, 97, {"reg_lambda": 1e9}),
    (1000, 6, 97, {"reg_alpha": 0.3}),
    (1000, 6, 97, {"reg_alpha": 10}),
    (1000, 6, 97, {"min_split_gain": 0.05}),
    (1000, 6, 97, {"min_split_gain": 3}),
    (1000, 6, 97, {"min_child_weight": 33.5}),
    (2000, 12, 200, {"max_depth": 6, "reg_lambda": 5, "reg_alpha": 0.5, "min_split_gain": 0.01, "learning_rate": 0.05}),
    (2000, 12, 200, {"num_leaves": 63, "min_child_samples": 3, "reg_lambda": 0.7, "reg_alpha": 2, "n_estimators": 100}),
    (2000, 12, 200, {"num_leaves": 63, "min_child_samples": 1, "min_child_weight": 2.5, "reg_alpha": 0.01}),
]

DRAWN = [
    {"subsample": 0.5},
    {"colsample_bytree": 0.4},
    {"subsample": 0.7, "colsample_bytree": 0.7, "reg_lambda": 1, "max_depth": 5},
]


def regressor(**params):
    return lightgbm.LGBMRegressor(**{"n_estimators": 40, **params}, n_jobs=1, verbose=-1, deterministic=True, force_row_wise=True)


def exact(n, p, levels, params):
    X, y = table(n, p, levels)
    model = regressor(**params).fit(X, y)
    booster = model.booster_
    predictions = model.predict(X)
    return {
        "rows": n,
        "columns": p,
        "levels": levels,
        "params": params,
        "predictions": predictions[:20].tolist(),
        "sumOfPredictions": float(predictions.sum()),
        "splitCounts": booster.feature_importance("split").tolist(),
        "gains": booster.feature_importance("gain").tolist(),
    }


def score(truth, predictions):
    return 1 - ((truth - predictions) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()


def drawn_by_lightgbm(params, seed, X, y, held_out):
    freq = {"subsample_freq": 1} if "subsample" in params else {}
    return regressor(**params, **freq, random_state=seed).fit(X, y).predict(held_out)


def drawn_evenly(params, seed, X, y, held_out):
    rng = np.random.default_rng(seed)
    fitted, predictions = (np.full(len(Z), y.mean()) for Z in (X, held_out))
    p = X.shape[1]
    for _ in range(40):
        columns = rng.choice(p, int(p * params["colsample_bytree"] + 0.5), replace=False)
        tree = regressor(n_estimators=1, boost_from_average=False).fit(X[:, columns], y - fitted)
        fitted += tree.predict(X[:, columns])
        predictions += tree.predict(held_out[:, columns])
    return predictions


def drawn(params):
    X, y = table(2000, 12, 200)
    evenly = list(params) == ["colsample_bytree"]
    predict, seeds = (drawn_evenly, 40) if evenly else (drawn_by_lightgbm, 10)
    scores = [score(y[1000:], predict(params, seed, X[:1000], y[:1000], X[1000:])) for seed in range(seeds)]
    return {"params": params, "seeds": seeds, "mean": float(np.mean(scores)), "sd": float(np.std(scores, ddof=1))}


def main():
    out = {"lightgbm": lightgbm.__version__, "exact": [exact(*case) for case in EXACT], "drawn": [drawn(p) for p in DRAWN]}
    Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
