#!/usr/bin/python3
"""One conversion by astropy for test/bench/formats.mjs: IN FORMAT OUT FORMAT; a format may name a serialisation behind a colon."""
import sys
import warnings

from astropy.table import Table

warnings.simplefilter("ignore")
source, source_format, target, target_format = sys.argv[1:]
table = Table.read(source, format=source_format.split(":")[0], **({"hdu": 1} if source_format == "fits" else {}))
if source_format == "fits":
    # FITS brings bytes; the other formats need text.
    table.convert_bytestring_to_unicode()
for column in table.colnames:
    # VOTable brings text as objects, which FITS refuses.
    if table[column].dtype.kind == "O":
        table[column] = table[column].astype(str)
name, _, serialisation = target_format.partition(":")
table.write(target, format=name, overwrite=True, **({"tabledata_format": serialisation} if serialisation else {}))
