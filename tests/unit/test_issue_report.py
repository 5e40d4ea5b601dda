"""The deed "issue a report", over a real store and a real catalogue: what is written, noted, and left when it fails."""

import hashlib
import io
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from reviewer.application.errors import EnvironmentFault, UsageError
from reviewer.application.import_package import ImportPackage
from reviewer.application.issue_report import IssueReport, media_in_words
from reviewer.application.ports import Paper
from reviewer.application.settings import Settings
from reviewer.bootstrap import Services, build
from reviewer.evidence.instants import parse_instant
from reviewer.intake.open_package import open_package
from reviewer.playback.media_probe import AvMediaProbe
from reviewer.reports.custody_report import print_custody_report
from reviewer.reports.pdf_file import page_count
from reviewer.verification.media_probe import MediaFacts
from tests.unit.reports.pdf_text import says, text_of

VECTORS = Path(__file__).parents[3] / "shared" / "spec" / "vectors"
AT = parse_instant("2026-11-20T12:00:00.000Z")

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the vectors are not there (../shared/spec/vectors)")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = build(Settings(tmp_path / "home"))
    yield made
    made.close()


def received(services: Services, name: str) -> int:
    """The key of a vector that was imported, in quarantine where it is not verified."""
    imports = ImportPackage(services._store, services._catalogue, services.check, lambda: AT)
    result = imports.receive(VECTORS / name, trust_folder=VECTORS / "trust")
    if result.pending is not None:
        result = imports.keep_in_quarantine(result.pending)
    assert result.package is not None
    return result.package.summary.key


def deed(services: Services, at: int = AT) -> IssueReport:
    return IssueReport(
        services._store, services._catalogue, print_custody_report, page_count, open_package, lambda: at,
        make_probe=AvMediaProbe, offset_at=lambda _at: -360,
    )  # fmt: skip


def noted(services: Services) -> list[tuple[object, ...]]:
    with sqlite3.connect(services.settings.catalogue) as catalogue:
        rows = catalogue.execute("select report_id, sha256, paper from reports").fetchall()
    catalogue.close()
    return rows


def test_it_writes_the_file_and_notes_its_hash(services: Services, tmp_path: Path) -> None:
    key = received(services, "valid-three-hops.asice")
    issued = deed(services).issue(key, Paper.A4, tmp_path / "report.pdf")
    content = issued.path.read_bytes()
    assert issued.sha256 == hashlib.sha256(content).hexdigest()
    assert noted(services) == [(issued.report_id, issued.sha256, "a4")]
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == issued.pages
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["report.pdf"]
    assert content == deed(services).preview(key, Paper.A4), "a preview is the same function"


def test_it_tells_clips_as_their_files_and_hashes_at_receipt(services: Services) -> None:
    text = text_of(deed(services).preview(received(services, "valid-three-hops.asice")))
    assert says(text, "h264, 640 × 360, 4.000 s long; first and last picture decoded with PyAV")
    assert text.count("8add327828110c6cae9ed4f54bb7dcfda2b1d75e7529ede4cc446044e332d463") == 3


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("clip-one-bit.asice", "The bytes of clip 001 are not those that were sealed."),
        ("time-rogue-tsa.asice", "Signer not trusted"),
        ("zip-prefix.asice", "no clip, person, event or time in it is shown or proven"),
        ("valid-folder", "in the folder of the package"),
    ],
)
def test_every_kind_of_package_has_its_report(services: Services, name: str, phrase: str) -> None:
    text = text_of(deed(services).preview(received(services, name)))
    assert says(text, phrase)
    assert says(text, "kept in quarantine") == (not name.startswith("valid"))


def test_it_tells_every_verification_made_here(services: Services) -> None:
    text = text_of(deed(services).preview(received(services, "valid-three-hops.asice")))
    assert says(text, "the package was verified here once, 20 Nov 2026, 06:00:00.00 −06:00, by Reviewer")
    assert says(text, "Program 20 Nov 2026, 06:00:00.00 −06:00 Verified not proven")


def test_an_id_stands_for_its_data(services: Services) -> None:
    key = received(services, "valid-three-hops.asice")
    letter, a4 = (deed(services).data(key, paper) for paper in (Paper.LETTER, Paper.A4))
    assert letter.report_id == a4.report_id == f"CR-{letter.record_sha256[:12]}"
    assert deed(services, AT + 1_000_000).data(key, Paper.A4).report_id != a4.report_id


def test_a_stored_copy_that_vanished_is_told_and_stops_nothing(services: Services) -> None:
    key = received(services, "valid-three-hops.asice")
    path = services.library.path_of(services.library.package(key))
    os.chmod(path.parent, 0o700)
    path.chmod(0o600)
    path.unlink()
    assert says(text_of(deed(services).preview(key)), "the stored copy could not be read")


def test_no_such_package(services: Services, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no package number 7"):
        deed(services).issue(7, Paper.LETTER, tmp_path / "report.pdf")


def test_no_place_for_a_file(services: Services, tmp_path: Path) -> None:
    key = received(services, "valid-three-hops.asice")
    with pytest.raises(UsageError, match="is a folder"):
        deed(services).issue(key, Paper.LETTER, tmp_path)
    with pytest.raises(UsageError, match="There is no folder"):
        deed(services).issue(key, Paper.LETTER, tmp_path / "nowhere" / "report.pdf")
    assert noted(services) == []


def test_a_failing_disc_leaves_the_old_report_and_no_entry(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = received(services, "valid-three-hops.asice")
    target = tmp_path / "report.pdf"
    target.write_bytes(b"%PDF-1.7 an earlier report")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(EnvironmentFault, match="The report could not be written"):
            deed(services).issue(key, Paper.LETTER, target)
    assert target.read_bytes() == b"%PDF-1.7 an earlier report"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["report.pdf"]
    assert noted(services) == []


def test_footage_that_does_not_decode_is_told_with_its_reason() -> None:
    assert media_in_words(MediaFacts(False, "no picture in it"), "PyAV 1").startswith(
        "Does not decode: no picture in it (codec not known, size of the picture not known, length not known; PyAV 1"
    )
