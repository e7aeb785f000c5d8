"""scikit-learn's KNeighborsRegressor on random and on gridded rows without ties for the last place."""
import json
from pathlib import Path

import numpy as np
from sklearn.neighbors import KNeighborsRegressor

rng = np.random.RandomState(4)


def case(X, y, test, k):
    X, y, test = np.round(X, 9), np.round(y, 9), np.round(test, 9)
    model = KNeighborsRegressor(n_neighbors=k, algorithm="kd_tree").fit(X, y)
    distance, _ = KNeighborsRegressor(n_neighbors=min(k + 1, len(X))).fit(X, y).kneighbors(test)
    assert k == len(X) or (np.diff(distance[:, -2:]) > 1e-9).all()
    return {
        "columns": X.T.tolist(),
        "y": y.tolist(),
        "test": test.T.tolist(),
        "nNeighbors": k,
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
Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")).replace("},", "},\n") + "\n")
