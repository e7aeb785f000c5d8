#!/usr/bin/python3
"""Facts about the tables in ../shared/data, by readers that are not ours: Python's csv module and astropy.

usage: real_tables.py > real_tables.json   (from test/reference)
"""
import csv
import gzip
import json
import pathlib
import re
import sys
import warnings

import numpy as np
from astropy.io.votable import parse
from astropy.table import Table

warnings.simplefilter("ignore")
DATA = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
NUMBER = re.compile(r"[+-]?\d*\.?\d+(e[+-]?\d+)?\Z", re.I)
INTEGER = re.compile(r"[+-]?\d+\Z")
# Zeros in front are part of a code, not of a number.
CODE = re.compile(r"[+-]?0\d")


def integers(values):
    """The sum of a column of integers, exact, as text; None where it is no such column."""
    given = [v for v in values if v is not None]
    if not given or any(not INTEGER.match(v) or CODE.match(v) for v in given):
        return None
    return str(sum(int(v) for v in given))


def facts(names, columns, units):
    nulls = {n: sum(v is None for v in c) for n, c in zip(names, columns)}
    sums = {n: integers(c) for n, c in zip(names, columns)}
    return {
        "rows": len(columns[0]) if columns else 0,
        "columns": list(names),
        "nulls": {n: k for n, k in nulls.items() if k},
        "integers": {n: s for n, s in sums.items() if s is not None},
        "units": units,
    }


def delimited(path):
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")
    with opened as file:
        delimiter = max(",;\t ", key=file.readline().count)
        file.seek(0)
        records = list(csv.reader(file, delimiter=delimiter))
    records = [record for record in records if record]
    names, rows = records[0], records[1:]
    if any(NUMBER.match(name) for name in names):
        names, rows = [f"col{j + 1}" for j in range(len(names))], records
    return facts(names, [dashed([row[j] or None for row in rows]) for j in range(len(names))], {})


def dashed(cells):
    """A dash among numbers stands for nothing."""
    without = [None if cell == "-" else cell for cell in cells]
    return without if all(cell is None or NUMBER.match(cell) for cell in without) else cells


def plain(column):
    cells = []
    for value in column:
        masked = value is np.ma.masked or (isinstance(value, (float, np.floating)) and np.isnan(value))
        text = None if masked else value.decode() if isinstance(value, bytes) else str(value)
        cells.append(text if text != "" else None)
    return cells


def described(path):
    if path.suffix == ".vot":
        table = parse(path).get_first_table().to_table(use_names_over_ids=True)
    else:
        table = Table.read(path, format="ascii.ipac")
    units = {n: str(table[n].unit) for n in table.colnames if table[n].unit is not None}
    found = facts(table.colnames, [plain(table[n]) for n in table.colnames], units)
    # Only columns of integers: text that looks like one is text here.
    found["integers"] = {n: s for n, s in found["integers"].items() if table[n].dtype.kind in "iu"}
    return found


def main():
    found = {}
    for path in sorted(DATA.rglob("*")):
        name = str(path.relative_to(DATA))
        if path.suffix in (".json", ".sql") or path.is_dir():
            continue
        found[name] = described(path) if path.suffix in (".vot", ".tbl") else delimited(path)
    json.dump(found, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


main()
