#!/usr/bin/python3
"""Convex hulls by Qhull, through SciPy's ConvexHull and Delaunay, for test/kernels/hull.test.ts.

    /usr/bin/python3 test/reference/hull.py > test/reference/hull.json
"""
import json
import sys

import numpy as np
import scipy
from scipy.spatial import ConvexHull, Delaunay

rng = np.random.default_rng(20240917)


def lognormal(n, d):
    """Correlated fluxes over four decades, as four WISE bands are."""
    base = rng.normal(size=(n, 1)) * 1.5
    return 10 ** (base + 0.35 * rng.normal(size=(n, d)) + 2)


def sphere(n, d):
    x = rng.normal(size=(n, d))
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def grid(side, d):
    return np.stack(np.meshgrid(*[np.arange(side)] * d, indexing="ij"), -1).reshape(-1, d).astype(float)


def repeated(x):
    return rng.permutation(np.concatenate([x, x[: len(x) // 2], x[: len(x) // 3]]))


def rounded(x, digits=7):
    return np.vectorize(lambda v: float(f"{v:.{digits}g}"))(x)


def inside(points, queries):
    scale = np.ptp(points, axis=0)
    return Delaunay((points - points.min(0)) / scale).find_simplex((queries - points.min(0)) / scale) >= 0


def margin(hull, queries):
    """How far each query is from the boundary, in the scaled space of the hull."""
    return np.abs((queries @ hull.equations[:, :-1].T + hull.equations[:, -1]).max(1))


def case(name, points, queries=40):
    points = rounded(points)
    d = points.shape[1]
    low, extent = points.min(0), np.ptp(points, axis=0)
    unit = (points - low) / extent
    hull = ConvexHull(unit)
    # half about the middle, half close to the boundary on both sides
    q = np.concatenate([rng.uniform(-0.1, 1.1, (queries // 2, d)), unit[rng.choice(hull.vertices, queries // 2)]])
    q[queries // 2 :] = unit.mean(0) + (q[queries // 2 :] - unit.mean(0)) * rng.uniform(0.9, 1.1, (queries // 2, 1))
    q = q[margin(hull, q) > 1e-5]
    asked = rounded(q * extent + low, 9)
    return {
        "name": name,
        "points": points.tolist(),
        "vertices": sorted(hull.vertices.tolist()),
        "facets": len(hull.simplices),
        "volume": float(hull.volume * np.prod(extent)),
        "queries": asked.tolist(),
        "inside": inside(points, asked).astype(int).tolist(),
    }


cases = []
for d in range(2, 7):
    n = {2: 60, 3: 60, 4: 60, 5: 50, 6: 40}[d]
    cases.append(case(f"uniform {d}-D", rng.uniform(size=(n, d))))
    cases.append(case(f"lognormal {d}-D", lognormal(n, d)))
    cases.append(case(f"log10 fluxes {d}-D", np.log10(lognormal(n, d))))
    cases.append(case(f"sphere {d}-D", sphere(n // 2 + 2 * d, d)))
    cases.append(case(f"repeated {d}-D", repeated(rng.normal(size=(n // 2 + d, d)))))
    cases.append(case(f"tiny {d}-D", 1e-9 * rng.normal(size=(n, d))))
    cases.append(case(f"huge {d}-D", 1e9 * rng.normal(size=(n, d)) + 1e10))
    cases.append(case(f"mixed scales {d}-D", rng.normal(size=(n, d)) * 10.0 ** rng.integers(-9, 10, d)))
    cases.append(case(f"thin {d}-D", np.c_[rng.normal(size=(n, d - 1)), np.zeros(n)] @ np.eye(d) + 1e-4 * rng.normal(size=(n, d))))
    cases.append(case(f"grid {d}-D", grid({2: 5, 3: 4, 4: 3, 5: 2, 6: 2}[d], d)))
cases.append(case("simplex 4-D", np.r_[np.zeros((1, 4)), np.eye(4)]))
cases.append(case("cross polytope 4-D", np.r_[-np.eye(4), np.eye(4)]))
cases.append(case("1096 fluxes 4-D", np.log10(lognormal(1096, 4)), 400))
json.dump({"made by": f"scipy {scipy.__version__}", "cases": cases}, sys.stdout, separators=(",", ":"))
sys.stdout.write("\n")
