"""The vectors of an independent writer: verdict, codes, scope and completeness, as shipped and as a plain folder."""

import csv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reviewer.evidence.findings import Code, Step, StepOutcome, Verdict
from reviewer.evidence.instants import parse_instant
from reviewer.evidence.verification_result import VerificationResult
from reviewer.intake.open_package import open_package
from reviewer.intake.trust_folder import load_trust
from reviewer.verification.reader import Limits
from reviewer.verification.verify import verify
from tests.acceptance.suites import SHARED
from tests.result_schema import valid_json, validator

VECTORS = SHARED / "spec" / "vectors"
AT = parse_instant("2026-11-20T12:00:00.000Z")
CONTAINER_ONLY = {"zip-prefix": "bytes before the archive have no counterpart in a folder"}
"""Vectors that cannot be unpacked into a folder, and why."""
HAS_TRANSFER_OPEN = {"valid-in-transit"}

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the vectors are not there (../shared/spec/vectors)")


def rows() -> dict[str, dict[str, str]]:
    table = VECTORS / "EXPECTED.tsv"
    if not table.is_file():
        return {}
    with table.open(encoding="utf-8", newline="") as file:
        return {row["case"]: row for row in csv.DictReader(file, delimiter="\t")}


ROWS = rows()


def check(path: Path, arguments: str = "") -> VerificationResult:
    words = iter(arguments.split())
    heads: list[str] = []
    for word in words:
        assert word == "--expected-head", f"an argument that this test does not know: {word}"
        heads.append(next(words))
    reader = open_package(path, Limits())
    try:
        return verify(reader, load_trust(VECTORS / "trust"), AT, expected_heads=tuple(heads))
    finally:
        reader.close()


def assert_as_expected(row: dict[str, str], result: VerificationResult) -> None:
    told = [(finding.code.value, finding.subject, finding.message) for finding in result.findings]
    assert result.verdict.value == row["verdict"], told
    wanted = set((row["one_of_codes"] or "").split())
    found = {finding.code.value for finding in result.findings}
    assert not wanted or wanted & found, told
    if not wanted:
        assert not result.errors, told
    if row["scope"]:
        assert result.clips[0].scope.value == row["scope"]
    if row["completeness"]:
        assert result.completeness.value == row["completeness"]
    assert result.in_transit is (row["case"] in HAS_TRANSFER_OPEN)
    places = [(finding.step, finding.subject) for finding in result.findings]
    assert places == sorted(places)
    _assert_json(valid_json(result), result)


def _assert_json(value: dict[str, Any], result: VerificationResult) -> None:
    assert [step["step"] for step in value["steps"]] == [f"V{number}" for number in range(1, 14)]
    assert value["head"] == (value["events"][-1]["manifest_sha256"] if value["events"] else None)
    assert len(value["clips"]) == len(result.clips)


@pytest.mark.parametrize("case", list(ROWS))
def test_as_shipped(case: str) -> None:
    path = VECTORS / ROWS[case]["path"]
    result = check(path, ROWS[case]["arguments"] or "")
    assert_as_expected(ROWS[case], result)
    assert (result.container_sha256 is None) is path.is_dir()


UNPACKABLE = [case for case, row in ROWS.items() if case not in CONTAINER_ONLY and row["path"].endswith(".asice")]


@pytest.mark.parametrize("case", UNPACKABLE)
def test_unpacked_into_a_folder(case: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(VECTORS / ROWS[case]["path"]) as archive:
        archive.extractall(tmp_path / "package")
    result = check(tmp_path / "package", ROWS[case]["arguments"] or "")
    assert_as_expected(ROWS[case], result)
    assert result.container_sha256 is None


def test_the_exceptions_are_still_there() -> None:
    assert CONTAINER_ONLY.keys() | HAS_TRANSFER_OPEN <= ROWS.keys()


@pytest.mark.parametrize("case", [case for case, row in ROWS.items() if row["verdict"] == "unreadable"])
def test_after_a_failure_of_the_container_nothing_else_is_performed(case: str) -> None:
    result = check(VECTORS / ROWS[case]["path"])
    assert result.verdict is Verdict.UNREADABLE
    assert {result.outcome(step) for step in Step if step > Step.NAMES} == {StepOutcome.NOT_PERFORMED}
    assert {finding.step for finding in result.findings} <= {Step.CONTAINER, Step.NAMES}
    assert result.hops == ()
    assert result.head is None
    assert result.container_sha256 is not None


@pytest.mark.parametrize("case", [case for case, row in ROWS.items() if row["verdict"] == "verified"])
def test_verified_means_that_every_required_step_says_so(case: str) -> None:
    result = check(VECTORS / ROWS[case]["path"], ROWS[case]["arguments"] or "")
    assert all(result.outcome(step) in (StepOutcome.PASSED, StepOutcome.WARNED) for step in Step if step < Step.SCOPE)
    assert result.outcome(Step.MEDIA) is StepOutcome.NOT_PERFORMED  # no decoder was handed in


@pytest.mark.parametrize(
    ("heads", "completeness"),
    [((), "not-proven"), ((-1,), "proven"), ((0,), "extended"), ((0, -1), "proven"), ((None,), "contradicted")],
)
def test_completeness(heads: tuple[int | None, ...], completeness: str) -> None:
    path = VECTORS / "valid-three-hops.asice"
    history = check(path).hops
    arguments = [history[head].manifest_sha256 if head is not None else "0" * 64 for head in heads]
    result = check(path, " ".join(f"--expected-head {head}" for head in arguments))
    assert result.completeness.value == completeness
    assert result.verdict is (Verdict.ALTERED if completeness == "contradicted" else Verdict.VERIFIED)
    assert valid_json(result)["completeness"] == completeness


def test_without_trust_nothing_is_trusted(tmp_path: Path) -> None:
    reader = open_package(VECTORS / "valid-three-hops.asice", Limits())
    try:
        result = verify(reader, load_trust(tmp_path), AT)
    finally:
        reader.close()
    assert result.verdict is Verdict.UNTRUSTED
    assert {finding.code for finding in result.errors} == {Code.UNTRUSTED, Code.TIMESTAMP_UNTRUSTED}
    valid_json(result)


def test_before_it_was_made_its_timestamps_lie_in_the_future() -> None:
    reader = open_package(VECTORS / "valid-three-hops.asice", Limits())
    try:
        result = verify(reader, load_trust(VECTORS / "trust"), parse_instant("2026-01-01T00:00:00.000Z"))
    finally:
        reader.close()
    assert result.verdict is Verdict.UNTRUSTED
    assert Code.TIME_CLAIM in {finding.code for finding in result.errors}


def test_the_schema_knows_every_code() -> None:
    codes = validator().schema["$defs"]["finding"]["properties"]["code"]["enum"]
    assert codes == [code.value for code in Code]
