"""scikit-learn's LinearRegression on well-posed, ill-scaled, rank-deficient and wide problems."""
import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

rng = np.random.RandomState(2)


def case(X, y):
    X, y = np.round(X, 12), np.round(y, 12)
    model = LinearRegression().fit(X, y)
    return {
        "columns": X.T.tolist(),
        "y": y.tolist(),
        "coefficients": model.coef_.tolist(),
        "intercept": float(model.intercept_),
        "rank": int(model.rank_),
        "prediction": model.predict(X).tolist(),
    }


X = rng.normal(size=(60, 5))
y = X @ [1.5, -2, 0, 0.3, 10] + 3 + 0.1 * rng.normal(size=60)
diabetes = load_diabetes()
correlated = X.copy()
correlated[:, 1] = correlated[:, 0] + 1e-3 * rng.normal(size=60)
X8 = np.round(X * 1024) / 1024  # sums of such numbers are exact
exact = np.column_stack([X8[:, 0], X8[:, 1], X8[:, 0] - X8[:, 1], np.full(60, 4.0)])
cases = {
    "well-posed": case(X, y),
    "offset and scales": case(X * [1e3, 1e-3, 1, 1e2, 1] + [1e4, 0, 50, -1e3, 7], y),
    "correlated": case(correlated, y),
    "diabetes": case(diabetes.data[:120], diabetes.target[:120]),
    "one predictor": case(X[:, :1], y),
    "rank-deficient": case(exact, y),
    "duplicate column": case(np.column_stack([X[:, 0], X[:, 0], X[:, 2]]), y),
    "more columns than rows": case(X[:4], y[:4]),
    "as many rows as columns": case(X[:5], y[:5]),
    "one row": case(X[:1], y[:1]),
    "constant target": case(X, np.full(60, 2.5)),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")).replace("},", "},\n") + "\n")
