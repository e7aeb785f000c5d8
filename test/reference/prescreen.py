"""scikit-learn's regressions in the paper's pipeline on one split of diabetes: predictions of the exact ones, scores of the random."""
import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer
from sklearn.tree import DecisionTreeRegressor

features = ["bmi", "bp", "s1", "s3", "s5"]
raw = load_diabetes(scaled=False)
X, y = raw.data[:240, [raw.feature_names.index(name) for name in features]], raw.target[:240]
train = 160
split = X[:train], y[:train], X[train:]


def predict(model):
    return make_pipeline(PowerTransformer(), model).fit(*split[:2]).predict(split[2])


exact = {"linear": LinearRegression(), "ridge": Ridge(), "nearestNeighbors": KNeighborsRegressor()}
random = {"tree": DecisionTreeRegressor, "randomForest": RandomForestRegressor, "extraTrees": ExtraTreesRegressor}
scores = {name: [r2_score(y[train:], predict(kind(random_state=seed))) for seed in range(12)] for name, kind in random.items()}
case = {
    "features": features,
    "columns": X.T.tolist(),
    "y": y.tolist(),
    "train": train,
    "predictions": {name: predict(model).tolist() for name, model in exact.items()},
    "r2Score": {name: {"mean": float(np.mean(r2)), "sd": float(np.std(r2, ddof=1)), "seeds": len(r2)} for name, r2 in scores.items()},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(case, separators=(",", ":")) + "\n")
