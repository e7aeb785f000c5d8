#!/usr/bin/python3
"""Fluxes, errors, νFν and distances by astropy's units, written to derive.json: what the recipes of the derive node must give."""
import json
from pathlib import Path

import astropy
import astropy.units as u
import numpy as np

# Fluxes of magnitude 0 in Jy (2MASS: Cohen et al. 2003; WISE: Jarrett et al. 2011; IRAC and MIPS: instrument handbooks).
zero_points = {"J": 1594, "Ks": 666.7, "W1": 309.540, "W2": 171.787, "W3": 31.674, "W4": 8.363, "I4": 64.13, "M1": 7.14}
wavelengths = {"W1": 3.35, "W4": 22.09, "M1": 23.68}
magnitudes = [-3.1, 0.0, 1.5, 7.09, 8.125, 12.3456789, 16.61, 25.0]
errors = [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.001]
parallaxes = [0.05, 1.0, 2.7, 7.35, 22.0, 101.0, 768.5, -0.4]


def list_of(quantity, unit):
    return [float(x) for x in quantity.to_value(unit)]


fluxes = {band: u.Magnitude(magnitudes, u.mag(zp * u.Jy)).to(u.uJy) for band, zp in zero_points.items()}
positive = [p for p in parallaxes if p > 0] * u.mas
result = {
    "astropy": astropy.__version__,
    "magnitudes": magnitudes,
    "errors": errors,
    "parallaxes": [float(p) for p in positive.value],
    "flux_uJy": {band: list_of(flux, u.uJy) for band, flux in fluxes.items()},
    "ab_uJy": list_of((magnitudes * u.ABmag).to(u.uJy), u.uJy),
    # d(flux) / d(mag) from the definition of the magnitude
    "w1_error_uJy": [float(f * 0.4 * np.log(10) * e) for f, e in zip(fluxes["W1"].value, errors)],
    "nuFnu": {
        band: list_of(fluxes[band] * (um * u.um).to(u.Hz, equivalencies=u.spectral()), u.erg / u.s / u.cm**2)
        for band, um in wavelengths.items()
    },
    "wavelengths_um": wavelengths,
    "distance_pc": list_of(positive.to(u.pc, equivalencies=u.parallax()), u.pc),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
