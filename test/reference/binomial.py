#!/usr/bin/python3
"""Tails of the fair coin by scipy, written to binomial.json."""
import json
from pathlib import Path

from scipy.stats import binom

cases = []
for n in (1, 2, 5, 8, 20, 99, 250, 999):
    for k in sorted({0, 1, n // 4, n // 2 - 1, n // 2, n // 2 + 1, 3 * n // 4, n - 1, n}):
        if 0 <= k <= n:
            cases.append({"n": n, "k": k, "atMost": float(binom.cdf(k, n, 0.5)), "atLeast": float(binom.sf(k - 1, n, 0.5))})
Path(__file__).with_suffix(".json").write_text(json.dumps({"scipy": "1.10", "cases": cases}, indent=1) + "\n")
