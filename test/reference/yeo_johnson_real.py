"""scikit-learn's lambda for the numeric columns of DustPedia x AllWISE, where that table lies beside the checkout."""
import csv
import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.preprocessing import PowerTransformer

warnings.simplefilter("ignore")
here = Path(__file__).resolve()
source = here.parents[3] / "shared" / "data" / "joined_dustpedia_MIPS1.csv"
if not source.exists():
    sys.exit(print("skipped: ../shared/data is not beside this checkout; the committed values stay"))


def number(text):
    try:
        return float(text)
    except ValueError:
        return math.nan


rows = list(csv.reader(source.open()))
lambdas = {}
for j, name in enumerate(rows[0]):
    x = np.array([number(row[j]) for row in rows[1:]])
    x = x[np.isfinite(x)]
    if len(x) >= 50 and np.ptp(x) > 0:
        lambdas[name] = float(PowerTransformer().fit(x[:, None]).lambdas_[0])
here.with_suffix(".json").write_text(json.dumps(lambdas, indent=0) + "\n")
