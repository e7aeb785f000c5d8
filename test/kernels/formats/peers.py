#!/usr/bin/python3
"""Reads tables with astropy and prints their cells as JSON, with what astropy thinks of their units and UCDs.

usage: peers.py format=file ...   (formats of astropy.table.Table.read)
"""
import json
import math
import sys
import warnings

import numpy as np
from astropy import units
from astropy.io.votable import ucd
from astropy.table import Table

warnings.simplefilter("ignore")


def plain(value):
    if value is np.ma.masked or value is None:
        return None
    if isinstance(value, np.ma.MaskedArray):
        return [plain(v) for v in value]
    if isinstance(value, (np.ndarray, list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (bytes, np.bytes_)):
        return value.decode("utf-8")
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, np.int64):
        return str(value)
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        value = float(value)
        if math.isnan(value):
            return "NaN"
        return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")
    return str(value)


def column_facts(column):
    meta = column.meta or {}
    code = meta.get("ucd")
    try:
        good = code is None or bool(ucd.check_ucd(code, check_controlled_vocabulary=True))
    except Exception:
        good = False
    unit = column.unit
    return {
        "unit": None if unit is None else str(unit),
        "known": unit is None or not isinstance(unit, units.UnrecognizedUnit),
        "ucd": code,
        "goodUcd": good,
        "description": column.description,
    }


def main():
    results = {}
    for argument in sys.argv[1:]:
        name, path = argument.split("=", 1)
        options = {"hdu": 1} if name == "fits" else {}
        table = Table.read(path, format=name, **options)
        results[path.rsplit("/", 1)[-1]] = {
            "cells": {c: [plain(v) for v in table[c]] for c in table.colnames},
            "facts": {c: column_facts(table[c]) for c in table.colnames},
        }
    json.dump(results, sys.stdout)


main()
