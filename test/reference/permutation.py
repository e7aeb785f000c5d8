"""scikit-learn's permutation importance of the linear pipeline on diabetes, by so many repeats that chance is small."""
import json
from pathlib import Path

from sklearn.datasets import load_diabetes
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer

features = ["age", "bmi", "bp", "s3", "s5"]
raw = load_diabetes(scaled=False)
columns = [raw.feature_names.index(name) for name in features]
X, y = raw.data[:200, columns], raw.target[:200]
train = 120
model = make_pipeline(PowerTransformer(), LinearRegression()).fit(X[:train], y[:train])
importances = {}
for name, scoring in [("r2Score", "r2"), ("meanAbsoluteError", "neg_mean_absolute_error")]:
    found = permutation_importance(model, X[train:], y[train:], scoring=scoring, n_repeats=4000, random_state=1)
    importances[name] = {"mean": found.importances_mean.tolist(), "sd": found.importances_std.tolist()}
case = {"features": features, "columns": X.T.tolist(), "y": y.tolist(), "train": train, "importances": importances}
Path(__file__).with_suffix(".json").write_text(json.dumps(case, separators=(",", ":")) + "\n")
