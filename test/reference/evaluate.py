"""The paper's pipeline with a line at its end, by scikit-learn: fitted on some rows of the diabetes table, judged on others."""
import json
import math
from pathlib import Path

from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, r2_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer

data = load_diabetes(scaled=False)
names = ["age", "bmi", "bp", "s1", "s5"]
X = data.data[:200, [data.feature_names.index(name) for name in names]]
y = data.target[:200]
train, test = slice(0, 150), slice(150, 200)
model = make_pipeline(PowerTransformer(), LinearRegression()).fit(X[train], y[train])
predicted = model.predict(X[test])
result = {
    "features": names,
    "columns": {name: X[:, j].tolist() for j, name in enumerate(names)},
    "y": y.tolist(),
    "train": 150,
    "prediction": predicted.tolist(),
    "scores": {
        "meanAbsoluteError": mean_absolute_error(y[test], predicted),
        "rootMeanSquaredError": math.sqrt(mean_squared_error(y[test], predicted)),
        "r2Score": r2_score(y[test], predicted),
        "meanAbsolutePercentageError": mean_absolute_percentage_error(y[test], predicted),
    },
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
