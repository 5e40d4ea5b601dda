"""Writes the corpus to a folder: ``python -m tests.corpus.generate DIR``.

Beside the packages lie the trust folder and ``EXPECTED.tsv``: case, file, arguments, verdict, codes to be found,
change, clause. Run each with ``reviewer verify FILE --trust trust`` and the arguments of its line. Attacks on the
verifier's own limits, which no file can carry, are left out.
"""

import argparse
import time
from pathlib import Path

from reviewer.evidence.instants import MILLISECOND, format_instant
from reviewer.verification.reader import Limits
from tests.corpus.check import forms
from tests.corpus.every_attack import ATTACKS
from tests.corpus.workshop import MEDIA_SOURCE, Attack, Forged, Workshop

HEADER = "case\tfile\targuments\tverdict\tcodes\tchange\tclause"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to; it must not exist")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True)
    now = time.time_ns() // 1000
    workshop = Workshop(folder / "untouched", now - now % MILLISECOND)
    workshop.trust.write_trust_folder(folder / "trust")
    lines = [HEADER]
    for attack in ATTACKS:
        forged = attack.forge(workshop) if MEDIA_SOURCE.exists() or not attack.media else None
        if forged is not None and forged.limits == Limits():
            lines += _write(attack, forged, workshop, folder / attack.name)
    (folder / "EXPECTED.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} packages, {folder / 'EXPECTED.tsv'}")
    return 0


def _write(attack: Attack, forged: Forged, workshop: Workshop, place: Path) -> list[str]:
    place.mkdir()
    at = workshop.now if forged.at is None else forged.at
    arguments = " ".join(["--at", format_instant(at), *(f"--expected-head {head}" for head in forged.expected_heads)])
    codes = " ".join(sorted(code.value for code in attack.codes))
    return [
        "\t".join(
            (
                attack.name,
                f"{place.name}/{path.name}",
                arguments,
                attack.verdict.value,
                codes,
                attack.change,
                attack.clause,
            )
        )
        for path in forms(forged, place)
    ]


if __name__ == "__main__":
    raise SystemExit(main())
