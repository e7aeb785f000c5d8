"""scikit-learn's Ridge for several penalties on well-posed, ill-scaled, dependent and wide problems."""
import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge

rng = np.random.RandomState(3)


def case(X, y, *alphas):
    X, y = np.round(X, 12), np.round(y, 12)
    models = [Ridge(alpha=alpha, solver="svd").fit(X, y) for alpha in alphas]
    return {
        "columns": X.T.tolist(),
        "y": y.tolist(),
        "alphas": alphas,
        "coefficients": [model.coef_.tolist() for model in models],
        "intercepts": [float(model.intercept_) for model in models],
    }


X = rng.normal(size=(40, 4))
y = X @ [1.5, -2, 0, 10] + 3 + 0.1 * rng.normal(size=40)
diabetes = load_diabetes()
more = rng.normal(size=(40, 14))
exact = np.round(X * 1024) / 1024  # sums of such numbers are exact
path = [10.0**k for k in range(-6, 8)]
cases = {
    "default penalty": case(X, y, 1.0),
    "faint penalty": case(X, y, 1e-6),
    "heavy penalty": case(X, y, 1e4),
    "offset and scales": case(X * [1e3, 1e-3, 1, 1e2] + [1e4, 0, 50, -1e3], y, 1.0),
    "duplicate column": case(np.column_stack([X[:, 0], X[:, 0], X[:, 2]]), y, 0.5),
    "constant column": case(np.column_stack([X[:, 0], np.full(40, 7.0)]), y, 1.0),
    "more columns than rows": case(X[:3], y[:3], 0.1),
    "one row": case(X[:1], y[:1], 1.0),
    "diabetes": case(diabetes.data[:80], diabetes.target[:80], 1.0),
    "many penalties": case(X, y, *path),
    "many penalties, scales": case(X * [1e3, 1e-3, 1, 1e2] + [1e4, 0, 50, -1e3], y, *path),
    "many penalties, a column that nearly follows": case(np.column_stack([X, X[:, 0] + 1e-3 * more[:, 0]]), y, *path),
    "many penalties, a sum of columns": case(np.column_stack([exact, exact[:, 0] + exact[:, 1]]), y, *path),
    "many penalties, more columns than rows": case(more[:9], y[:9], *path),
    "many penalties, twins and more columns than rows": case(np.column_stack([more[:9], more[:9, :4]]), y[:9], *path),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")).replace("},", "},\n") + "\n")
