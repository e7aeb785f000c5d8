"""Yeo-Johnson's lambda of greatest likelihood, found in 60-digit arithmetic as the zero of the likelihood's derivative, with the mean
and standard deviation of the transformed column; and what scikit-learn's PowerTransformer makes of the same column. Its search for
the maximum stops where the likelihood no longer changes in double precision, about half the digits of lambda."""
import json
import warnings
from decimal import Decimal as D
from decimal import getcontext
from pathlib import Path

import numpy as np
from sklearn.preprocessing import PowerTransformer

warnings.simplefilter("ignore")
getcontext().prec = 60
getcontext().Emax = 10**9
getcontext().Emin = -(10**9)


def logs(x):
    return [(1 if v >= 0 else -1, (1 + abs(D(v))).ln()) for v in x]


def transformed(sa, lam):
    """t and dt/dlambda of every value."""
    t, dt = [], []
    for s, a in sa:
        e = lam if s > 0 else 2 - lam
        if abs(e) < D(10) ** -25:
            t.append(s * (a + a * a * e / 2))
            dt.append(a * a / 2)
            continue
        power = (a * e).exp()
        t.append(s * (power - 1) / e)
        dt.append((a * power - (power - 1) / e) / e)
    return t, dt


def slope(sa, lam):
    t, dt = transformed(sa, lam)
    n = len(t)
    tm, dm = sum(t) / n, sum(dt) / n
    cov = sum((u - tm) * (v - dm) for u, v in zip(t, dt))
    var = sum((u - tm) ** 2 for u in t)
    return sum(s * a for s, a in sa) - n * cov / var


def bounds(sa):
    """Where t stays in the range of doubles and does not saturate: see nodes/kernels/yeo-johnson.ts."""
    positive = [a for s, a in sa if s > 0]
    negative = [a for s, a in sa if s < 0]
    magnitudes = [a for _, a in sa]
    smallest = min(magnitudes) or D(10) ** -30
    saturation = max(D(0), (min(D(1), max(magnitudes) - min(magnitudes)) / D("2e-9")).ln()) / smallest
    low = 2 - 340 / max(negative) if negative else -saturation
    high = 340 / max(positive) if positive else 2 + saturation
    return low, high


def best(sa):
    """Bisection, then Illinois' false position: the derivative falls all the way."""
    (least, most), low, high = bounds(sa), D(-2), D(2)
    low, high = max(low, least), min(high, most)
    while slope(sa, low) < 0:
        if low == least:
            return low
        low = max(2 * low, least)
    while slope(sa, high) > 0:
        if high == most:
            return high
        high = min(2 * high, most)
    for _ in range(12):
        middle = (low + high) / 2
        if slope(sa, middle) > 0:
            low = middle
        else:
            high = middle
    fl, fh = slope(sa, low), slope(sa, high)
    side = 0
    for _ in range(60):
        x = (low * fh - high * fl) / (fh - fl)
        f = slope(sa, x)
        if abs(high - low) < D(10) ** -25 * max(1, abs(x)) or f == 0:
            return x
        if f > 0:
            low, fl = x, f
            fh = fh / 2 if side == 1 else fh
            side = 1
        else:
            high, fh = x, f
            fl = fl / 2 if side == -1 else fl
            side = -1
        if abs(f) < D(10) ** -35:
            return x
    return x


def reference(x):
    x = [float(v) for v in x]
    sa = logs(x)
    lam = best(sa)
    t, _ = transformed(sa, lam)
    mean = sum(t) / len(t)
    scale = (sum((v - mean) ** 2 for v in t) / len(t)).sqrt()
    column = np.array(x)[:, None]
    sk = PowerTransformer().fit(column)
    return {
        "x": x,
        "lambda": float(lam),
        "mean": float(mean),
        "scale": float(scale),
        "z": [float((v - mean) / scale) for v in t[:20]],
        "sklearn": {
            "lambda": float(sk.lambdas_[0]),
            "mean": float(sk._scaler.mean_[0]),
            "scale": float(sk._scaler.scale_[0]),
            "z": sk.transform(column[:20])[:, 0].tolist(),
        },
    }


rng = np.random.RandomState(1)
flux = np.round(np.exp(rng.normal(6, 1.2, 120)), 6)
counts = np.round(rng.gamma(9, 1.3, 120))
normal = np.round(rng.normal(0, 1, 120), 9)
nearly = np.full(120, 20.0)
nearly[[3, 40, 77]] = [18, 19, 21]
columns = {
    "flux": flux,
    "chi2": np.round(rng.chisquare(6, 120) / 6, 7),
    "counts": counts,
    "normal": normal,
    "skewed of both signs": np.round(rng.gumbel(0.3, 2, 120), 8),
    "negative": -flux,
    "with zeros": np.where(rng.uniform(size=120) < 0.4, 0, flux),
    "magnitudes": np.round(rng.normal(12, 1.5, 120), 3),
    "single precision": flux.astype(np.float32).astype(float),
    "huge": flux * 1e9,
    "tiny": flux * 1e-12,
    "huge of both signs": normal * 1e9,
    "tiny of both signs": (normal + 0.02 * normal**3) * 1e-9,
    "far from zero": 1e6 + normal + 0.2 * normal**2,
    "nearly constant": nearly,
    "two values": np.where(np.arange(40) < 31, 3.0, 5.0),
    "two rows": np.array([1.0, 2.5]),
    "three rows of both signs": np.array([-1.0, 0.5, 2.0]),
}
result = {name: reference(x) for name, x in columns.items()}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")).replace("},", "},\n") + "\n")
