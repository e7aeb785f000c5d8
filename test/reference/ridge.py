"""scikit-learn's Ridge for several penalties on well-posed, ill-scaled, dependent and wide problems."""
import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge

rng = np.random.RandomState(3)


def case(X, y, alpha):
    X, y = np.round(X, 12), np.round(y, 12)
    model = Ridge(alpha=alpha, solver="svd").fit(X, y)
    return {
        "columns": X.T.tolist(),
        "y": y.tolist(),
        "alpha": alpha,
        "coefficients": model.coef_.tolist(),
        "intercept": float(model.intercept_),
    }


X = rng.normal(size=(40, 4))
y = X @ [1.5, -2, 0, 10] + 3 + 0.1 * rng.normal(size=40)
diabetes = load_diabetes()
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
}
Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")).replace("},", "},\n") + "\n")
