#!/usr/bin/python3
"""One round of astropy's search_around_sky for test/bench/cross-match.mjs: reads DIR/{a,b}.f64, prints its figures as JSON."""
import json
import sys
import time

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord, search_around_sky


def read(name):
    ra, dec = np.fromfile(f"{sys.argv[1]}/{name}.f64").reshape(2, -1)
    placed = np.isfinite(ra) & np.isfinite(dec)
    return ra[placed], dec[placed]


a, b = read("a"), read("b")
cpu, wall = time.process_time(), time.perf_counter()
one, two, separation, _ = search_around_sky(SkyCoord(*a, unit="deg"), SkyCoord(*b, unit="deg"), 2 * u.arcsec)
figures = {"pairs": len(one), "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
print(json.dumps(figures))
