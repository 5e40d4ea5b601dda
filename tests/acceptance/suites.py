"""Other people's test suites, used in place: ``../shared/fixtures/suites`` beside the work tree.

A suite that is absent is skipped with its reason. A case that does not apply is never skipped: each test module lists
it by name and reason, and asserts that its lists and its assertions cover ``EXPECTED.tsv`` exactly.
"""

import csv
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SUITES = SHARED / "fixtures" / "suites"


def suite_folder(name: str) -> Path:
    return SUITES / name


def needs_suite(name: str) -> pytest.MarkDecorator:
    """To be set as ``pytestmark``."""
    return pytest.mark.skipif(
        not suite_folder(name).is_dir(), reason=f"the suite {name} is not there (../shared/fixtures/suites)"
    )


def expected(name: str) -> dict[str, str]:
    """Case to what its suite states, in the suite's order; empty where the suite is absent."""
    table = suite_folder(name) / "EXPECTED.tsv"
    if not table.is_file():
        return {}
    with table.open(encoding="utf-8", newline="") as file:
        return {
            row["case"]: row["expected"].strip()
            for row in csv.DictReader(file, delimiter="\t", quotechar=None, quoting=csv.QUOTE_NONE)
        }
