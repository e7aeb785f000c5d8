"""scikit-learn's scores, with the corner cases of constant and zero truths, and the sizes of KFold's folds."""
import json
import math
import warnings
from pathlib import Path

import numpy as np
from sklearn.metrics import mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, r2_score
from sklearn.model_selection import KFold, train_test_split

warnings.simplefilter("ignore")
rng = np.random.RandomState(3)
y = np.round(rng.normal(3, 1, 50), 9)
pairs = {
    "ordinary": (y, np.round(y + rng.normal(0, 0.1, 50), 9)),
    "worse than the mean": (y, np.round(rng.normal(0, 5, 50), 9)),
    "exact": (y, y),
    "constant truth": ([2.0, 2, 2], [2.0, 2, 2.1]),
    "constant truth, exact": ([2.0, 2, 2], [2.0, 2, 2]),
    "zero truths": ([0.0, 1, -1], [0.5, 1, -2]),
    "one row": ([2.0], [3.0]),
    "two rows": ([2.0, 5.0], [3.0, 4.5]),
}


def scores(truth, predicted):
    r2 = r2_score(truth, predicted)
    return {
        "y": list(truth),
        "prediction": list(predicted),
        "meanAbsoluteError": mean_absolute_error(truth, predicted),
        "rootMeanSquaredError": math.sqrt(mean_squared_error(truth, predicted)),
        "r2Score": None if math.isnan(r2) else r2,
        "meanAbsolutePercentageError": mean_absolute_percentage_error(truth, predicted),
    }


folds = [[n, k, [len(test) for _, test in KFold(k, shuffle=True, random_state=0).split(np.zeros(n))]] for n, k in [(100, 10), (1096, 10), (7, 3), (11, 4), (5, 5)]]
splits = [[n, s, *map(len, train_test_split(np.zeros(n), test_size=s, random_state=0))] for n, s in [(1096, 0.2), (2592, 0.2), (10, 0.25), (3, 0.01), (30, 0.1), (5, 0.5)]]
result = {"scores": {name: scores(*pair) for name, pair in pairs.items()}, "folds": folds, "splits": splits}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
