"""scikit-learn's KNeighborsRegressor, both metrics and weights, on random and on gridded rows without ties for the last place."""
import json
from pathlib import Path

import numpy as np
from sklearn.neighbors import KNeighborsRegressor

rng = np.random.RandomState(4)


def case(X, y, test, k, weights="uniform", p=2):
    X, y, test = np.round(X, 9), np.round(y, 9), np.round(test, 9)
    model = KNeighborsRegressor(n_neighbors=k, algorithm="kd_tree", weights=weights, p=p).fit(X, y)
    distance, _ = KNeighborsRegressor(n_neighbors=min(k + 1, len(X)), p=p).fit(X, y).kneighbors(test)
    assert k == len(X) or (np.diff(distance[:, -2:]) > 1e-9).all()
    return {
        "columns": X.T.tolist(),
        "y": y.tolist(),
        "test": test.T.tolist(),
        "nNeighbors": k,
        "weights": weights,
        "p": p,
        "prediction": model.predict(test).tolist(),
    }


X = rng.normal(size=(60, 3))
y = X[:, 0] + np.abs(X[:, 1]) + 0.1 * rng.normal(size=60)
test = rng.normal(size=(25, 3))
wide = rng.normal(size=(30, 20))
cases = {
    "five": case(X, y, test, 5),
    "one, at the training rows": case(X, y, X, 1),
    "all rows": case(X, y, test, 60),
    "twenty predictors": case(wide, y[:30], rng.normal(size=(10, 20)), 3),
    "one predictor": case(X[:, :1], y, test[:, :1], 4),
}
twice = np.vstack([X[:20], X[:20], X[20:]])
latent = rng.normal(size=(80, 2))
scaled = (latent @ rng.normal(size=(2, 6)) + 0.1 * rng.normal(size=(80, 6))) * [1, 1e3, 1e-3, 1, 10, 0.1]
cases |= {
    "by distance": case(X, y, test, 5, "distance"),
    "by distance, at training rows": case(X, y, np.vstack([X[:10], test[:10]]), 4, "distance"),
    "by distance, at rows that come twice": case(twice, np.arange(80.0), X[:10], 2, "distance"),
    "by distance, all rows": case(X, y, test, 60, "distance"),
    "Manhattan": case(X, y, test, 5, p=1),
    "Manhattan, by distance": case(X, y, test, 7, "distance", 1),
    "Manhattan, by distance, at training rows": case(X, y, X[:15], 3, "distance", 1),
    "Manhattan, twenty predictors": case(wide, y[:30], rng.normal(size=(10, 20)), 3, p=1),
    "columns of many scales": case(scaled[:60], y, scaled[60:], 6),
    "Manhattan, columns of many scales": case(scaled[:60], y, scaled[60:], 6, "distance", 1),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")).replace("},", "},\n") + "\n")
