#!/usr/bin/python3
"""Makes the reference values that the tests compare with: runs every script beside this one (or those named), each of which
writes a JSON file of its own name.

    /usr/bin/python3 test/reference/make_reference.py [topic ...]

The scripts are deterministic: with the same versions of their libraries a second run changes no byte.
Versions used: Debian 12's python3 (3.11), numpy 1.24, scipy 1.10, scikit-learn 1.2.1, astropy 5.2, pandas 1.5.
"""
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def run(script):
    """Runs one script; the line to print, and whether it went well."""
    target = script.with_suffix(".json")
    before, start = digest(target), time.time()
    # One thread each: parallel sums would not be the same twice.
    threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    result = subprocess.run([sys.executable, script.name], cwd=HERE, env={**os.environ, **threads})
    if result.returncode != 0:
        return f"{script.stem:24} FAILED with exit code {result.returncode}", False
    after = digest(target)
    state = "no JSON" if after is None else "new" if before is None else "unchanged" if before == after else "CHANGED"
    size = target.stat().st_size / 1000 if target.exists() else 0
    return f"{script.stem:24} {state:10} {size:8.1f} kB {time.time() - start:6.1f} s", True


def main(topics):
    scripts = sorted(path for path in HERE.glob("*.py") if path.name != Path(__file__).name)
    unknown = set(topics) - {path.stem for path in scripts}
    if unknown:
        sys.exit(f"no such topic: {', '.join(sorted(unknown))}; there are {', '.join(path.stem for path in scripts)}")
    good = True
    for script in scripts:
        if not topics or script.stem in topics:
            line, ok = run(script)
            good &= ok
            print(line, flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
