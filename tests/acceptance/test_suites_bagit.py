"""``bagit``: the Library of Congress's conformance bags against our reading of BagIt 1.0 (specification 2, 2.1, 2.4).

Our profile is narrower than RFC 8493: version 1.0 in UTF-8, SHA-256 alone, no ``fetch.txt`` and no tag manifests, four
labels in ``bag-info.txt``. So no bag of the suite, valid or not, is one of ours; each is refused, and for a reason that
is stated. That bags of ours are bags to others is proven in ``test_by_hand``.
"""

from contextlib import suppress
from pathlib import Path

import pytest

from reviewer.evidence.findings import Code, Verdict
from reviewer.intake.folder_package import FolderPackage
from reviewer.verification.bag import BagProblem, check_declaration, parse_info, parse_payload_manifest
from reviewer.verification.trust import TrustStore
from reviewer.verification.verify import verify
from tests.acceptance.suites import expected, needs_suite, suite_folder
from tests.result_schema import valid_json

SUITE = "bagit"
pytestmark = needs_suite(SUITE)
EXPECTED = expected(SUITE)

NOT_APPLICABLE = dict.fromkeys(
    (
        "v0.93/valid/basic-bag",
        "v0.93/valid/duplicate-metadata-entries",
        "v0.94/valid/basic-bag",
        "v0.94/valid/duplicate-metadata-entries",
        "v0.95/valid/basic-bag",
        "v0.95/valid/duplicate-metadata-entries",
        "v0.96/valid/bag-in-a-bag",
        "v0.96/valid/bag-with-encoded-names",
        "v0.96/valid/bag-with-escapable-characters",
        "v0.96/valid/bag-with-leading-dot-slash-in-manifest",
        "v0.96/valid/bag-with-space",
        "v0.96/valid/basic-bag",
        "v0.96/valid/duplicate-metadata-entries",
        "v0.96/valid/holey-bag",
        "v0.97/invalid/bom-in-bagit.txt",
        "v0.97/invalid/corrupt-tag-file",
        "v0.97/invalid/extra-file-in-bag",
        "v0.97/invalid/missing-baginfo",
        "v0.97/invalid/same-filename-listed-twice-with-different-hashes",
        "v0.97/linux-only/out-of-scope-file-paths-using-absolute-path-for-fetch",
        "v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username",
        "v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username-for-fetch",
        "v0.97/valid/ISO-8859-1-encoded-tag-files",
        "v0.97/valid/UTF-16-encoded-tag-files",
        "v0.97/valid/bag-with-encoded-names",
        "v0.97/valid/basic-bag",
        "v0.97/valid/duplicate-metadata-entries",
        "v0.97/valid/holey-bag",
        "v0.97/valid/minimal-bag",
        "v0.97/warning/relative-path",
        "v0.97/warning/same-filename-listed-twice-with-different-normalization",
        "v0.97/warning/special-system-files",
        "v0.97/windows-only/out-of-scope-file-paths-using-unc",
        "v0.97/windows-only/out-of-scope-file-paths-using-unc-for-fetch",
    ),
    "2: BagIt-Version must be 1.0; this bag is of an older version",
)
"""No verdict on our format can be drawn from these; asserted all the same: their ``bagit.txt`` is refused."""

APPLICABLE = {
    "v1.0/invalid/same-filename-listed-twice-with-different-hashes": "out of order, or stands twice",
    "v1.0/invalid/same-filename-listed-twice-with-the-same-hash": "out of order, or stands twice",
}
"""Bags of version 1.0 with a SHA-256 manifest: what is wrong with that manifest."""


def bag(case: str) -> Path:
    return suite_folder(SUITE) / case


@pytest.mark.parametrize("case", list(NOT_APPLICABLE))
def test_an_older_declaration_is_refused(case: str) -> None:
    reason = "byte order mark" if "bom-in-bagit" in case else "BagIt 1.0"
    with pytest.raises(BagProblem, match=reason):
        check_declaration((bag(case) / "bagit.txt").read_bytes())


@pytest.mark.parametrize("case", list(EXPECTED))
def test_tag_files_are_read_or_refused(case: str) -> None:
    """No other error, whatever the encoding, the algorithm or the line ends."""
    for path in bag(case).glob("*.txt"):
        for read in (check_declaration, parse_info, parse_payload_manifest):
            with suppress(BagProblem):
                read(path.read_bytes())


@pytest.mark.parametrize("case", list(APPLICABLE))
def test_manifests_of_version_1(case: str) -> None:
    assert EXPECTED[case] == "invalid"
    with pytest.raises(BagProblem, match=APPLICABLE[case]):
        parse_payload_manifest((bag(case) / "manifest-sha256.txt").read_bytes())


@pytest.mark.parametrize("case", list(EXPECTED))
def test_none_of_them_is_a_package(case: str) -> None:
    reader = FolderPackage(bag(case))
    result = verify(reader, TrustStore(), 0)
    assert result.verdict is Verdict.UNREADABLE
    assert Code.MIMETYPE in {finding.code for finding in result.findings}
    valid_json(result)


@pytest.mark.parametrize("case", [case for case in EXPECTED if case.endswith("/minimal-bag") or "basic-bag" in case])
def test_made_into_a_folder_of_ours_it_is_altered(case: str, tmp_path: Path) -> None:
    """With ``mimetype`` beside it, the bag reaches V3, which names everything that is missing or too much."""
    for path in bag(case).rglob("*"):
        if path.is_file():
            place = tmp_path / path.relative_to(bag(case))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    (tmp_path / "mimetype").write_bytes(b"application/vnd.etsi.asic-e+zip")
    result = verify(FolderPackage(tmp_path), TrustStore(), 0)
    assert result.verdict is Verdict.ALTERED
    told = {(finding.code, finding.subject) for finding in result.findings}
    assert (Code.BAGIT, "bagit.txt") in told
    assert (Code.MISSING, "manifest-sha256.txt") in told
    assert (Code.UNLISTED, "manifest-md5.txt") in told
    valid_json(result)


def test_every_case_is_asserted_or_named() -> None:
    assert NOT_APPLICABLE.keys() | APPLICABLE.keys() == EXPECTED.keys()
    assert NOT_APPLICABLE.keys().isdisjoint(APPLICABLE)
