"""``zip-hostile``: confusing and hostile ZIP files of libzip, yauzl and Snyk against the strict reader.

"Refused" means what the verifier means: a defect of the structures, a name that 1.5 forbids, a limit of 1.6, or content
that does not come out whole. That the first entry must be ``mimetype`` (1.2) is left aside here: none of them has it.
"""

import zlib
from pathlib import Path

import pytest

from reviewer.evidence.findings import Code, Verdict
from reviewer.intake.strict_zip import StrictZip
from reviewer.verification.names import problem_with_name
from reviewer.verification.reader import EntryDamaged
from reviewer.verification.trust import TrustStore
from reviewer.verification.verify import verify
from tests.acceptance.suites import expected, needs_suite, suite_folder
from tests.result_schema import valid_json

SUITE = "zip-hostile"
pytestmark = needs_suite(SUITE)
EXPECTED = expected(SUITE)

NOT_APPLICABLE: dict[str, str] = {}
"""Every case applies: each is a file that a person could offer as a package."""

STRICTER = {
    "libzip/streamed.zip": (Code.HEADER_MISMATCH, "1.4: data descriptor"),
    "libzip/test-cp437.zip": (Code.UNSAFE_NAME, "1.4, 1.5: names in code page 437"),
    "libzip/test-utf8-unmarked.zip": (Code.UNSAFE_NAME, "1.4: non-ASCII name without flag bit 11"),
    "libzip/testcomment13.zip": (Code.TRAILING, "1.4: archive comment"),
    "libzip/zip64.zip": (Code.SPECIAL_FILE, "1.4: its one entry has the mode of a named pipe"),
    "yauzl/success/bogus-compression-method.zip": (Code.HEADER_MISMATCH, "1.4: method other than 0 or 8"),
    "yauzl/success/streaming.zip": (Code.HEADER_MISMATCH, "1.4: data descriptors"),
    "yauzl/success/traditional-encryption-and-compression.zip": (Code.ENCRYPTED, "1.4: encryption"),
    "yauzl/success/traditional-encryption-and-compression_deprecated.zip": (Code.ENCRYPTED, "1.4: encryption"),
    "yauzl/success/traditional-encryption.zip": (Code.ENCRYPTED, "1.4: encryption"),
    "yauzl/success/traditional-encryption_deprecated.zip": (Code.ENCRYPTED, "1.4: encryption"),
    "yauzl/success/unicode-path-extra-field.zip": (Code.HEADER_MISMATCH, "1.4: Unicode-path field"),
    "yauzl/success/zip64.zip": (Code.HEADER_MISMATCH, "1.4: data descriptors"),
}
"""Sound ZIP files that a package may not be: the code that refuses each, and the clause."""

DECIDED = {
    "libzip/zip-in-archive-comment.zip": (Code.PREFIX, "1.4: the ZIP in the comment ends the file; all else is prefix"),
    "libzip/zip64-in-archive-comment.zip": (Code.PREFIX, "1.4: the same with a ZIP64 end record"),
    "yauzl/success/sloppy-filenames.zip": (Code.UNSAFE_NAME, "1.5: backslash"),
}
"""Cases that the suite leaves to each reader."""


def refusals(path: Path) -> set[Code]:
    """Every reason to refuse the file, 1.2 aside. Raises nothing, whatever the file is."""
    reader = StrictZip(path)
    try:
        codes = {defect.code for defect in reader.defects} - {Code.MIMETYPE}
        for name in [*reader.names(), *reader.folders()]:
            if problem_with_name(name) is not None:
                codes.add(Code.UNSAFE_NAME)
        for name in reader.names():
            if not _comes_out_whole(reader, name):
                codes.add(Code.CRC)
        return codes
    finally:
        reader.close()


def _comes_out_whole(reader: StrictZip, name: str) -> bool:
    crc = 0
    try:
        for chunk in reader.chunks(name):
            crc = zlib.crc32(chunk, crc)
    except EntryDamaged:
        return False
    return crc == reader.crc32(name)


@pytest.mark.parametrize("case", [case for case, stated in EXPECTED.items() if stated.startswith("refuse")])
def test_refused(case: str) -> None:
    codes = refusals(suite_folder(SUITE) / case)
    assert codes
    if "encrypted" in EXPECTED[case]:
        assert Code.ENCRYPTED in codes


@pytest.mark.parametrize("case", [case for case, stated in EXPECTED.items() if stated.startswith("accept")])
def test_accepted_unless_a_clause_says_otherwise(case: str) -> None:
    codes = refusals(suite_folder(SUITE) / case)
    if case in STRICTER:
        assert STRICTER[case][0] in codes
    else:
        assert codes == set()


@pytest.mark.parametrize("case", [case for case, stated in EXPECTED.items() if stated.startswith("decide")])
def test_decided(case: str) -> None:
    assert DECIDED[case][0] in refusals(suite_folder(SUITE) / case)


@pytest.mark.parametrize("case", list(EXPECTED))
def test_none_of_them_is_a_package(case: str) -> None:
    """The whole procedure, to its end: unreadable, with a container's code, and valid JSON."""
    reader = StrictZip(suite_folder(SUITE) / case)
    try:
        result = verify(reader, TrustStore(), 0)
    finally:
        reader.close()
    assert result.verdict is Verdict.UNREADABLE
    assert {finding.code.value.split(".")[0] for finding in result.findings} == {"container"}
    valid_json(result)


def test_every_case_is_asserted_or_named() -> None:
    asserted = {
        case for case, stated in EXPECTED.items() if stated.split()[0].rstrip(":") in ("refuse", "accept", "decide")
    }
    assert asserted | NOT_APPLICABLE.keys() == EXPECTED.keys()
    assert DECIDED.keys() == {case for case, stated in EXPECTED.items() if stated.startswith("decide")}
    assert {case for case in STRICTER if not EXPECTED[case].startswith("accept")} == set()
