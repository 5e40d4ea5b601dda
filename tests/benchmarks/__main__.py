"""``make bench``: measures, prints a table against ``performance.md``, and writes ``out/bench.json``."""

import json
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import bench_import, bench_start, bench_verify
from tests.benchmarks.measure import Row

OUTPUT = Path("out/bench.json")


def main() -> int:
    """Exit status 1 where a figure is not reached: a benchmark that cannot fail says nothing."""
    found: list[Row] = []
    for bench in (bench_start, bench_import, bench_verify):
        with tempfile.TemporaryDirectory(prefix="bench-", dir=_room()) as folder:
            for row in bench.rows(Path(folder)):
                found.append(row)
                print(_line(row), flush=True)
    OUTPUT.parent.mkdir(exist_ok=True)
    content = {"machine": platform.platform(), "python": sys.version.split()[0], "rows": [asdict(row) for row in found]}
    OUTPUT.write_text(json.dumps(content, indent=2) + "\n")
    missed = [row for row in found if row.reached is False]
    print(f"{len(found)} rows, written to {OUTPUT}; {len(missed) or 'none'} below what performance.md wants.")
    return 1 if missed else 0


def _room() -> Path:
    """On the disc of the checkout: that of /tmp may be memory."""
    room = Path("out")
    room.mkdir(exist_ok=True)
    return room


def _line(row: Row) -> str:
    if row.ratio is None:
        return f"{row.work:<82} {row.figure:>24}"
    sign = "≤" if row.at_most else "≥"
    wanted = f"{sign} {row.wanted:.1f}" if row.wanted is not None else ""
    mark = {True: "reached", False: "MISSED", None: ""}[row.reached]
    return f"{row.work:<82} {row.figure:>24}  {row.ratio:5.2f}  {wanted:<6} {mark}"


if __name__ == "__main__":
    sys.exit(main())
