"""Elementary functions to 80 digits by Python's Decimal: for each argument the nearest double and how far from it the truth lies,
in units of its last place, so that a test can bound errors to a thousandth of an ulp."""
import json
import math
import random
from decimal import Decimal as D
from decimal import getcontext
from pathlib import Path

getcontext().prec = 80
getcontext().Emax = 10**9
getcontext().Emin = -(10**9)


def pi(digits):
    one = 10 ** (digits + 10)

    def arctan_inverse(n):
        term = total = one // n
        k = 1
        while term:
            term //= -n * n
            k += 2
            total += term // k
        return total

    return D(4 * (4 * arctan_inverse(5) - arctan_inverse(239))) / D(one)


getcontext().prec = 450
PI = pi(440)
getcontext().prec = 80


def sin_series(x):
    term = total = x
    k = 1
    while abs(term) > D(10) ** -90 * abs(total):
        term *= -x * x / ((k + 1) * (k + 2))
        k += 2
        total += term
    return total


def cos_series(x):
    term = total = D(1)
    k = 0
    while abs(term) > D(10) ** -90:
        term *= -x * x / ((k + 1) * (k + 2))
        k += 2
        total += term
    return total


def quadrant(x):
    getcontext().prec = 450
    k = (x / (PI / 2)).to_integral_value()
    rest = x - k * (PI / 2)
    getcontext().prec = 80
    return int(k) % 4, +rest


def sin(x):
    k, r = quadrant(x)
    return (sin_series, cos_series, lambda v: -sin_series(v), lambda v: -cos_series(v))[k](r)


def cos(x):
    k, r = quadrant(x)
    return (cos_series, lambda v: -sin_series(v), lambda v: -cos_series(v), sin_series)[k](r)


def tan(x):
    return sin(x) / cos(x)


def atan(x):
    if abs(x) > 1:
        return (PI / 2).copy_sign(x) - atan(1 / x)
    for _ in range(6):  # atan x = 2 atan(x / (1 + sqrt(1 + x^2)))
        x = x / (1 + (1 + x * x).sqrt())
    term = total = x
    k = 1
    while term and abs(term) > D(10) ** -95 * abs(x):
        term *= -x * x
        k += 2
        total += term / k
    return 64 * total


def wide(f):
    """Evaluates with more digits where the formula cancels."""

    def g(*x):
        getcontext().prec = 400
        value = f(*x)
        getcontext().prec = 80
        return +value

    return g


def asin(x):
    return atan(x / ((1 - x) * (1 + x)).sqrt())


def acos(x):
    return PI / 2 - asin(x) if abs(x) < D("0.5") else (atan(((1 - x) * (1 + x)).sqrt() / x) + (PI if x < 0 else 0))


def atan2(y, x):
    return atan(y / x) + (0 if x > 0 else PI.copy_sign(y))


LN10, LN2 = D(10).ln(), D(2).ln()
expm1 = wide(lambda x: x.exp() - 1)
log1p = wide(lambda x: (1 + x).ln())
sinh = wide(lambda x: (x.exp() - (-x).exp()) / 2)
cosh = wide(lambda x: (x.exp() + (-x).exp()) / 2)
tanh = wide(lambda x: ((2 * x).exp() - 1) / ((2 * x).exp() + 1))
asinh = wide(lambda x: (abs(x) + (x * x + 1).sqrt()).ln().copy_sign(x))

rng = random.Random("elementary")


def uniform(low, high, n):
    return [rng.uniform(low, high) for _ in range(n)]


def spread(low, high, n, signs=(1,)):
    """Log-uniform magnitudes from 10^low to 10^high."""
    return [rng.choice(signs) * 10 ** rng.uniform(low, high) for _ in range(n)]


BOTH = (-1, 1)
NEAR_QUARTERS = [k * math.pi / 4 * (1 + e) for k in (1, 2, 3, 4, 5, 6, 22, 355, 12345) for e in (0, 2**-52, -(2**-50))]
HUGE = [1e22, 1e300, 1.7976931348623157e308, 6381956970095103 * 2.0**797, 5.319372648326541e255, 1e9, -1e15, 1647099.0, 1647100.5]
LARGE = spread(1, 6, 60, BOTH) + spread(6, 9, 40, BOTH) + spread(9, 308, 30, BOTH)
POSITIVE = spread(-0.3, 0.3, 120) + spread(-10, 10, 80) + spread(-307, 308, 40) + [5e-324, 1e-310, 2.2250738585072014e-308]
TRIG = uniform(-0.8, 0.8, 50) + uniform(-20, 20, 100) + spread(-8, 0, 20, BOTH) + LARGE + HUGE + NEAR_QUARTERS
UNIT = uniform(-1, 1, 160) + spread(-9, 0, 40, BOTH) + [1 - 10**-k for k in range(1, 16)] + [-1 + 10**-k for k in range(1, 16)]
REAL = uniform(-0.6, 0.6, 60) + uniform(-3, 3, 100) + spread(-12, 0, 40, BOTH) + spread(0, 2.84, 60, BOTH)

CASES = {
    "exp": (D.exp, [REAL + uniform(-745, -708, 20) + [709.782712893384, -708.4, 700.0]]),
    "expm1": (expm1, [REAL + [709.78, -40.0]]),
    "log": (D.ln, [POSITIVE]),
    "log1p": (log1p, [uniform(-0.999, 3, 160) + spread(-16, 0, 60, BOTH) + spread(0, 300, 40)]),
    "log2": (lambda x: x.ln() / LN2, [POSITIVE]),
    "log10": (lambda x: x.ln() / LN10, [POSITIVE]),
    "sin": (sin, [TRIG]),
    "cos": (cos, [TRIG]),
    "tan": (tan, [TRIG]),
    "asin": (asin, [UNIT]),
    "acos": (acos, [UNIT]),
    "atan": (atan, [uniform(-3, 3, 160) + spread(-9, 20, 80, BOTH)]),
    "sinh": (sinh, [REAL + [710.0, -710.4, 709.5]]),
    "cosh": (cosh, [REAL + [710.0, -710.4, 709.5]]),
    "tanh": (tanh, [REAL]),
    "asinh": (asinh, [REAL + spread(0, 300, 60, BOTH)]),
}


def pairs(n):
    near = [(rng.uniform(0.5, 2), rng.uniform(-900, 900)) for _ in range(n)]
    wide_range = [(x, rng.uniform(-300, 300) / max(1, abs(math.log10(x)))) for x in spread(-300, 300, n)]
    whole = [(-rng.uniform(0.1, 20), rng.randint(-40, 40) or 1) for _ in range(n // 2)]
    tens = [(10.0, rng.uniform(-307, 308)) for _ in range(n)]
    ones = [(1 + rng.choice(BOTH) * 2.0**-rng.randint(20, 52), 2.0 ** rng.uniform(10, 50)) for _ in range(n // 2)]
    return [(x, y) for x, y in near + wide_range + whole + tens + ones + [(10.0, -323.0), (2.0, -1074.0)]]


def power(x, y):
    magnitude = (abs(x).ln() * y).exp()
    return -magnitude if x < 0 and int(y) % 2 else magnitude


POWERS = [(x, y) for x, y in pairs(80) if abs(math.log2(abs(x)) * y) < 1022 or x in (2.0, 10.0)]
POINTS = list(zip(spread(-5, 5, 200, BOTH), spread(-5, 5, 200, BOTH)))
CASES["pow"] = (power, [list(v) for v in zip(*POWERS)])
CASES["atan2"] = (atan2, [list(v) for v in zip(*POINTS)])


def reference(f, columns):
    values, residuals = [], []
    for x in zip(*columns):
        truth = f(*(D(v) for v in x))
        value = float(truth)
        values.append(value)
        residuals.append(round(float((truth - D(value)) / D(math.ulp(value))), 4) + 0.0)
    return {"arguments": columns, "value": values, "residual": residuals}


result = {name: reference(f, columns) for name, (f, columns) in CASES.items()}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")).replace("},", "},\n") + "\n")
