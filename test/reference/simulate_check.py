#!/usr/bin/python3
"""Judges the simulated catalogues with scikit-learn, scipy and a cross-match of their own.

usage: simulate_check.py [randomState] [--quick]
Prints the counts of the paper's Fig. 2, the rows inside the hull, the 10-fold errors beside those of its Table 2, and the
signal-to-noise classes of its Fig. A.1. --quick leaves IRAC4 out. About three minutes in full.
"""
import json, os, subprocess, sys, tempfile, warnings
import numpy as np
from scipy.spatial import ConvexHull, cKDTree
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
FEATURES = ["wise%d%s" % (band, part) for part in ("", "rchi2", "m", "nm") for band in (1, 2, 3, 4)]
SCORING = ("neg_mean_absolute_error", "neg_root_mean_squared_error", "r2", "neg_mean_absolute_percentage_error")
# Table 2: MAE, RMSE, R2, MAPE.
PAPER = {
    ("MIPS1", "clean"): {"ET": (.106, .165, .940, .031), "LR": (.171, .238, .873, .048)},
    ("MIPS1", "unclean"): {"ET": (.117, .179, .945, .033), "LR": (.188, .254, .890, .051)},
    ("IRAC4", "clean"): {"ET": (.048, .083, .983, .018), "LR": (.091, .139, .952, .033)},
    ("IRAC4", "unclean"): {"ET": (.063, .110, .973, .022), "LR": (.106, .160, .944, .036)},
}


def load(folder, table):
    names = [f for f in os.listdir(folder) if f.startswith(table + ".") and f.endswith(".npy")]
    return {f[len(table) + 1:-4]: np.load(os.path.join(folder, f)) for f in names}


def unit(ra, dec):
    a, d = np.radians(ra), np.radians(dec)
    return np.stack([np.cos(d) * np.cos(a), np.cos(d) * np.sin(a), np.sin(d)], 1)


def matched(sources, members, arcsec):
    radius = 2 * np.sin(np.radians(arcsec / 3600) / 2)
    a, b = unit(sources["ra"], sources["dec"]), unit(members["RA_ICRS"], members["DE_ICRS"])
    per_source = cKDTree(b).query_ball_point(a, radius, return_length=True)
    per_member = cKDTree(a).query_ball_point(b, radius, return_length=True)
    assert per_source.max() == 1 and per_member.max() == 1, "a match is ambiguous"
    return per_source == 1


def inside(labelled, others):
    facets = ConvexHull(labelled).equations
    return int(((others @ facets[:, :-1].T + facets[:, -1]).max(1) <= 1e-9).sum())


def judge(target, sample, X, flux, rows):
    labelled = rows & (flux > 0)
    y = np.log10(flux[labelled])
    fluxes, rest = X[labelled, :4], X[rows & ~labelled, :4]
    print("%s %s: %d labelled, log10 flux %.2f +- %.2f, inside the hull %d (raw) %d (log10) of %d" % (
        target, sample, len(y), y.mean(), y.std(), inside(fluxes, rest), inside(np.log10(fluxes), np.log10(rest)), len(rest)))
    for name, model in (("ET", ExtraTreesRegressor(100, random_state=0)), ("LR", LinearRegression())):
        folds = KFold(10, shuffle=True, random_state=0)
        pipe = make_pipeline(PowerTransformer(), model)
        scores = cross_validate(pipe, X[labelled], y, cv=folds, scoring=SCORING)
        values = [abs(scores["test_" + s].mean()) for s in SCORING]
        cells = ["%s %.3f (%.3f, %+.0f %%)" % (m, v, p, 100 * (v / p - 1))
                 for m, v, p in zip(("MAE", "RMSE", "R2", "MAPE"), values, PAPER[target, sample][name])]
        print("  %s  %s" % (name, "  ".join(cells)), flush=True)


def main():
    seed = next((a for a in sys.argv[1:] if a.isdigit()), "0")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["node", os.path.join(HERE, "simulate-dump.mjs"), folder, seed], check=True)
        counts = json.load(open(os.path.join(folder, "counts.json")))
        sources, members = load(folder, "sources"), load(folder, "members")
    keep = matched(sources, members, 2) & (np.nan_to_num(sources["wise4"]) != 0)
    rows = {name: values[keep] for name, values in sources.items()}
    clean = (rows["cc_flags"] == b"0000") & (rows["ext_flg"] == 0)
    m1, i4 = np.nan_to_num(rows["m1_f_psf"]), np.nan_to_num(rows["i4_f_ap1"])
    found = {"matched": keep.sum(), "clean": clean.sum(), "mips1": (m1 > 0).sum(), "mips1Clean": (clean & (m1 > 0)).sum(),
             "irac4": (i4 > 0).sum(), "irac4Clean": (clean & (i4 > 0)).sum()}
    print("seed %s: " % seed + ", ".join("%s %d" % pair for pair in found.items()))
    assert all(counts[name] == n for name, n in found.items()), "the counts are not those promised: %s" % counts
    X = np.stack([rows[name].astype(float) for name in FEATURES], 1)
    assert np.isfinite(X).all(), "a matched row lacks a feature"
    for target, flux in (("MIPS1", m1),) if "--quick" in sys.argv else (("MIPS1", m1), ("IRAC4", i4)):
        for sample, chosen in (("clean", clean), ("unclean", np.ones_like(clean))):
            judge(target, sample, X, flux, chosen)
    ratio = np.nan_to_num(rows["wise4"] / rows["dwise4"])[clean & (m1 > 0)]
    classes = np.histogram(ratio, [-1, 2, 3, 10, np.inf])[0]
    print("W4 S/N of the clean MIPS1 rows: limits %d, 2-3 %d, 3-10 %d, > 10 %d (paper: 348, 115, 347, 286)" % tuple(classes))


main()
