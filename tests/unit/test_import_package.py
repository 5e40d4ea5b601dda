"""The deed "import", judged from outside: what becomes of every kind of file, and of a crash at every point."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer.application.errors import (
    Cancelled,
    CatalogueUnavailable,
    ContradictoryHistory,
    StoreUnavailable,
    UsageError,
)
from reviewer.application.import_package import ImportOutcome, ImportPackage
from reviewer.application.jobs import CancelToken, Progress, Report, no_report
from reviewer.application.ports import LibraryQuery
from reviewer.application.settings import Settings
from reviewer.application.verify_stored import VerifyStored
from reviewer.bootstrap import Services, build
from reviewer.catalogue.sql_catalogue import SqlCatalogue, SqlUnitOfWork
from reviewer.evidence.findings import Verdict
from reviewer.evidence.verification_result import VerificationResult
from reviewer.intake.evidence_store import FileEvidenceStore
from tests.fakes.results import NOON, digest, heads, result

VECTORS = Path(__file__).parents[3] / "shared" / "spec" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="the specification's vectors are not beside this tree")


class Answers:
    """The ``CheckPackage`` port: answers what the test says of a file's text, with the file's own digest."""

    def __init__(self) -> None:
        self.said: dict[str, VerificationResult] = {}
        self.checked = 0

    def check(
        self,
        path: Path,
        at: int,
        report: Report,
        cancel: CancelToken,
        *,
        trust_folder: Path | None = None,
        expected_heads: Sequence[str] = (),
    ) -> VerificationResult:
        self.checked += 1
        cancel.raise_if_cancelled()
        report(Progress("verifying", 1, 1))
        text = path.read_text()
        return replace(self.said[text.split("#")[0]], container_sha256=digest(text), checked_at=at)


class Desk:
    """A data home with a deed over it. Files are texts; what stands after ``#`` only makes their bytes differ."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = FileEvidenceStore(root / "evidence")
        self.catalogue = SqlCatalogue(root / "catalogue.sqlite", root / "backups")
        self.answers = Answers()
        clock = itertools.count(NOON, 1_000_000)
        now = lambda: next(clock)  # noqa: E731
        self.imports = ImportPackage(self.store, self.catalogue, self.answers, now)
        self.again = VerifyStored(self.store, self.catalogue, self.answers, now)

    def file(self, text: str, name: str = "a.asice") -> Path:
        path = self.root / "incoming" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def keys(self) -> list[int]:
        with self.catalogue.unit_of_work() as unit:
            return list(unit.keys(LibraryQuery(descending=False)))

    def kept(self) -> int:
        return sum(path.is_file() for path in (self.root / "evidence" / "sha256").rglob("*"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.answers.said = {
        "short": result(history=heads("h", 2)),
        "middle": result(history=heads("h", 3)),
        "long": result(history=heads("h", 5)),
        "fork": result(history=(*heads("h", 2), digest("fork"))),
        "altered": result(history=heads("h", 3), verdict=Verdict.ALTERED),
        "untrusted": result(history=heads("h", 3), verdict=Verdict.UNTRUSTED),
        "unreadable": result(verdict=Verdict.UNREADABLE),
    }
    yield made
    made.catalogue.close()
    made.store.close()


class TestOutcomes:
    def test_verified_is_imported(self, desk: Desk) -> None:
        told: list[Progress] = []
        ended = desk.imports.receive(desk.file("middle"), told.append)
        assert ended.outcome is ImportOutcome.IMPORTED
        assert ended.package is not None
        assert ended.package.latest.result == ended.result
        assert not ended.package.summary.quarantined
        assert desk.store.path_of(ended.package.location).read_text() == "middle"
        assert "verified, intact up to event 3; that nothing was cut off" in ended.sentence
        assert [progress.doing for progress in told if progress.done] == ["copying and hashing", "verifying"]
        assert not desk.store.has_leftovers()

    def test_the_same_file_again_is_recognised_and_not_verified_again(self, desk: Desk) -> None:
        first = desk.imports.receive(desk.file("middle"))
        again = desk.imports.receive(desk.file("middle", "renamed.asice"))
        assert again.outcome is ImportOutcome.ALREADY_THERE
        assert "the same file was received on 2 Nov 2026" in again.sentence
        assert again.package == first.package
        assert desk.answers.checked == 1
        assert desk.keys() == [1]
        assert not desk.store.has_leftovers()

    def test_the_same_history_in_another_container_is_recognised(self, desk: Desk) -> None:
        desk.imports.receive(desk.file("middle"))
        again = desk.imports.receive(desk.file("middle#packed anew"))
        assert again.outcome is ImportOutcome.ALREADY_THERE
        assert "only its container differs" in again.sentence
        assert desk.keys() == [1]
        assert desk.kept() == 1

    def test_a_longer_history_continues_the_stored_one(self, desk: Desk) -> None:
        desk.imports.receive(desk.file("short", "short.asice"))
        ended = desk.imports.receive(desk.file("long", "long.asice"))
        assert ended.outcome is ImportOutcome.CONTINUED
        assert ended.package is not None
        assert ended.package.supersedes == 1
        assert "“long.asice” continues “short.asice”" in ended.sentence
        assert desk.keys() == [1, 2]
        third = desk.imports.receive(desk.file("middle"))
        assert third.outcome is ImportOutcome.ALREADY_CONTAINED
        assert third.package is not None
        assert third.package.summary.key == 2

    def test_a_shorter_history_is_contained_already(self, desk: Desk) -> None:
        desk.imports.receive(desk.file("long"))
        ended = desk.imports.receive(desk.file("short", "short.asice"))
        assert ended.outcome is ImportOutcome.ALREADY_CONTAINED
        assert "it ends at event 2, the stored history goes on to event 5" in ended.sentence
        assert desk.keys() == [1]
        assert desk.kept() == 1

    def test_a_contradictory_history_is_refused_with_both_heads(self, desk: Desk) -> None:
        desk.imports.receive(desk.file("middle"))
        with pytest.raises(ContradictoryHistory) as refused:
            desk.imports.receive(desk.file("fork"))
        assert (refused.value.stored, refused.value.offered) == (heads("h", 3)[-1], digest("fork"))
        assert refused.value.stored in str(refused.value)
        assert refused.value.offered in str(refused.value)
        assert desk.keys() == [1]
        assert desk.kept() == 1
        assert not desk.store.has_leftovers()

    @pytest.mark.parametrize("text", ["altered", "untrusted", "unreadable"])
    def test_what_is_not_verified_waits_for_a_word(self, desk: Desk, text: str) -> None:
        ended = desk.imports.receive(desk.file(text))
        assert ended.outcome is ImportOutcome.NEEDS_WORD
        assert f"is {text} (" in ended.sentence
        assert ended.pending is not None
        assert ended.package is None
        assert desk.keys() == []
        kept = desk.imports.keep_in_quarantine(ended.pending)
        assert kept.outcome is ImportOutcome.QUARANTINED
        assert kept.package is not None
        assert kept.package.summary.quarantined
        assert kept.package.summary.verdict.value == text
        again = desk.imports.receive(desk.file(text))
        assert again.outcome is ImportOutcome.ALREADY_THERE
        assert "in quarantine already" in again.sentence
        assert not desk.store.has_leftovers()

    @pytest.mark.parametrize("text", ["middle", "altered"])
    def test_a_catalogue_that_fails_keeps_no_copy_and_can_be_tried_again(
        self, desk: Desk, text: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As on a full disc, where every copy that stayed would make the next try harder."""

        def full(_unit: SqlUnitOfWork) -> None:
            raise CatalogueUnavailable("The disc with the catalogue is full.")

        waiting = desk.imports.receive(desk.file("altered")).pending if text == "altered" else None

        def attempt() -> ImportOutcome:
            if waiting is not None:
                return desk.imports.keep_in_quarantine(waiting).outcome
            return desk.imports.receive(desk.file(text)).outcome

        with monkeypatch.context() as broken:
            broken.setattr(SqlUnitOfWork, "commit", full)
            for _ in range(2):
                with pytest.raises(CatalogueUnavailable):
                    attempt()
        assert (desk.kept(), desk.keys()) == (0, [])
        assert attempt() in (ImportOutcome.IMPORTED, ImportOutcome.QUARANTINED)
        assert (desk.kept(), desk.keys()) == (1, [1])
        assert not desk.store.has_leftovers()

    def test_what_is_discarded_leaves_nothing(self, desk: Desk) -> None:
        ended = desk.imports.receive(desk.file("altered"))
        assert ended.pending is not None
        desk.imports.discard(ended.pending)
        assert desk.keys() == []
        assert not desk.store.has_leftovers()

    def test_a_copy_in_quarantine_contradicts_nobody(self, desk: Desk) -> None:
        ended = desk.imports.receive(desk.file("altered"))
        assert ended.pending is not None
        desk.imports.keep_in_quarantine(ended.pending)
        assert desk.imports.receive(desk.file("fork")).outcome is ImportOutcome.IMPORTED

    def test_a_stored_copy_that_vanished_is_put_back(self, desk: Desk) -> None:
        first = desk.imports.receive(desk.file("middle"))
        assert first.package is not None
        desk.store.path_of(first.package.location).unlink()
        again = desk.imports.receive(desk.file("middle"))
        assert "put in its place" in again.sentence
        assert desk.store.path_of(first.package.location).read_text() == "middle"
        assert desk.keys() == [1]

    def test_cancelled_while_verifying_keeps_nothing(self, desk: Desk) -> None:
        cancel = CancelToken()

        def report(progress: Progress) -> None:
            if progress.doing == "verifying":
                cancel.cancel()

        with pytest.raises(Cancelled):
            desk.imports.receive(desk.file("middle"), report, cancel)
        assert desk.keys() == []
        assert not desk.store.has_leftovers()

    def test_a_disc_that_reads_back_other_bytes_is_told(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        honest = desk.answers.check

        def other_bytes(*given: object, **more: object) -> VerificationResult:
            return replace(honest(*given, **more), container_sha256=digest("rot"))  # type: ignore[arg-type]

        monkeypatch.setattr(desk.answers, "check", other_bytes)
        with pytest.raises(StoreUnavailable, match="may be failing"):
            desk.imports.receive(desk.file("middle"))
        assert not desk.store.has_leftovers()


class TestAgain:
    def test_every_verification_is_kept_and_quarantine_follows(self, desk: Desk) -> None:
        desk.imports.receive(desk.file("middle"))
        desk.answers.said["middle"] = result(history=heads("h", 3), verdict=Verdict.UNTRUSTED)
        assert desk.again.run(1).result.verdict is Verdict.UNTRUSTED
        with desk.catalogue.unit_of_work() as unit:
            (summary,) = unit.summaries([1])
            assert len(unit.verifications(1)) == 2
        assert summary.quarantined
        desk.answers.said["middle"] = result(history=heads("h", 3))
        desk.again.run(1)
        with desk.catalogue.unit_of_work() as unit:
            (summary,) = unit.summaries([1])
            assert len(unit.verifications(1)) == 3
        assert not summary.quarantined

    def test_what_contradicts_a_stored_history_stays_in_quarantine(self, desk: Desk) -> None:
        desk.answers.said["fork"] = replace(desk.answers.said["fork"], verdict=Verdict.UNTRUSTED)
        ended = desk.imports.receive(desk.file("fork"))
        assert ended.pending is not None
        desk.imports.keep_in_quarantine(ended.pending)
        desk.imports.receive(desk.file("middle"))
        desk.answers.said["fork"] = replace(desk.answers.said["fork"], verdict=Verdict.VERIFIED)
        desk.again.run(1)
        with desk.catalogue.unit_of_work() as unit:
            (summary,) = unit.summaries([1])
        assert summary.quarantined

    def test_a_longer_history_that_leaves_quarantine_continues_the_stored_one(self, desk: Desk) -> None:
        desk.imports.receive(desk.file("short"))
        desk.answers.said["long"] = replace(desk.answers.said["long"], verdict=Verdict.UNTRUSTED)
        ended = desk.imports.receive(desk.file("long"))
        assert ended.pending is not None
        desk.imports.keep_in_quarantine(ended.pending)
        desk.answers.said["long"] = replace(desk.answers.said["long"], verdict=Verdict.VERIFIED)
        desk.again.run(2)
        with desk.catalogue.unit_of_work() as unit:
            found = unit.find(2)
        assert found is not None
        assert found.supersedes == 1

    def test_a_stored_copy_that_changed_goes_to_quarantine_and_is_told(self, desk: Desk) -> None:
        ended = desk.imports.receive(desk.file("middle"))
        assert ended.package is not None
        stored = desk.store.path_of(ended.package.location)
        stored.chmod(0o644)
        stored.write_text("middle#changed")
        with pytest.raises(StoreUnavailable, match="no longer the file that was received"):
            desk.again.run(1)
        with desk.catalogue.unit_of_work() as unit:
            (summary,) = unit.summaries([1])
            assert len(unit.verifications(1)) == 2
        assert summary.quarantined
        restored = desk.imports.receive(desk.file("middle"))
        assert "The stored copy had changed; this one was put in its place" in restored.sentence
        assert stored.read_text() == "middle"
        assert desk.again.run(1).result.verdict is Verdict.VERIFIED
        with desk.catalogue.unit_of_work() as unit:
            (summary,) = unit.summaries([1])
            assert len(unit.verifications(1)) == 3
        assert not summary.quarantined

    def test_no_such_package_is_a_mistake_of_usage(self, desk: Desk) -> None:
        with pytest.raises(UsageError, match="no package number 9"):
            desk.again.run(9)


CRASH_POINTS = ("copying", "staged", "verifying", "keeping", "kept", "entered", "committed")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process at a chosen point")
@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_crash_leaves_nothing_or_a_stray_that_is_told(desk: Desk, point: str) -> None:
    """A process of its own imports and is killed at the point; then the next start clears up and imports again."""
    source = desk.file("middle")
    killed = subprocess.run(
        [sys.executable, "-m", "tests.unit.import_and_die", str(desk.root), str(source), point],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    committed = point == "committed"
    assert desk.keys() == ([1] if committed else [])
    assert desk.store.has_leftovers()
    with desk.catalogue.unit_of_work() as unit:
        strays = desk.store.reconcile(unit.locations())
    assert not desk.store.has_leftovers()
    if committed:
        assert strays == ()
    else:
        (stray,) = strays
        assert stray.path.exists() == (point != "copying")
        assert desk.kept() == 0
    again = desk.imports.receive(source)
    assert again.outcome is (ImportOutcome.ALREADY_THERE if committed else ImportOutcome.IMPORTED)
    assert desk.keys() == [1]
    assert desk.kept() == 1


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(VECTORS / "trust", home / "trust", copy_function=shutil.copyfile)
    made = build(Settings(home))
    yield made
    made.close()


@needs_vectors
class TestRealPackages:
    def test_a_real_package_and_its_folder(self, services: Services) -> None:
        ended = services.import_package.receive(VECTORS / "valid-three-hops.asice")
        assert ended.outcome is ImportOutcome.IMPORTED
        folder = services.import_package.receive(VECTORS / "valid-folder")
        assert folder.outcome in (ImportOutcome.IMPORTED, ImportOutcome.ALREADY_THERE)
        assert folder.result.container_sha256 is None

    def test_a_tail_that_was_cut_off_is_contained_already(self, services: Services, tmp_path: Path) -> None:
        whole = services.import_package.receive(VECTORS / "valid-three-hops.asice")
        cut = tmp_path / "cut.asice"
        with zipfile.ZipFile(VECTORS / "valid-three-hops.asice") as source, zipfile.ZipFile(cut, "w") as target:
            for entry in source.infolist():
                if "003" not in entry.filename.rpartition("/")[2]:
                    target.writestr(entry.filename, source.read(entry))
        ended = services.import_package.receive(cut)
        assert whole.package is not None
        assert ended.outcome is ImportOutcome.ALREADY_CONTAINED

    @pytest.mark.parametrize(
        ("make", "verdict"),
        [
            (lambda path: path.write_bytes(b""), Verdict.UNREADABLE),
            (lambda path: path.write_bytes(b"PK\x05\x06" + bytes(18)), Verdict.UNREADABLE),
            (lambda path: path.write_bytes(b"\0\0\0\x20ftypisom" + os.urandom(5000)), Verdict.UNREADABLE),
            (lambda path: path.mkdir(), Verdict.UNREADABLE),
            (lambda path: (path.mkdir(), (path / "clip.mp4").write_bytes(b"x")), Verdict.UNREADABLE),
        ],
        ids=["empty file", "empty archive", "video", "empty folder", "folder without mimetype"],
    )
    def test_what_is_no_package_is_a_verdict(
        self, services: Services, tmp_path: Path, make: object, verdict: Verdict
    ) -> None:
        path = tmp_path / "received"
        make(path)  # type: ignore[operator]
        ended = services.import_package.receive(path)
        assert ended.outcome is ImportOutcome.NEEDS_WORD
        assert ended.result.verdict is verdict
        assert ended.pending is not None
        kept = services.import_package.keep_in_quarantine(ended.pending)
        assert kept.package is not None
        assert kept.package.summary.quarantined

    def test_without_anchors_nothing_is_trusted_and_an_anchor_mends_it(
        self, services: Services, tmp_path: Path
    ) -> None:
        stranger = build(Settings(tmp_path / "new home"))
        ended = stranger.import_package.receive(VECTORS / "valid-three-hops.asice")
        assert ended.result.verdict is Verdict.UNTRUSTED
        assert ended.pending is not None
        kept = stranger.import_package.keep_in_quarantine(ended.pending)
        assert kept.package is not None
        stranger.verify_stored.run(kept.package.summary.key, trust_folder=VECTORS / "trust")
        assert not stranger.library.package(1).summary.quarantined
        stranger.close()


@needs_vectors
def test_a_missing_catalogue_beside_stored_evidence_is_told(services: Services) -> None:
    services.import_package.receive(VECTORS / "valid-three-hops.asice", no_report)
    services.close()
    services.settings.catalogue.unlink()
    from reviewer.application.errors import CatalogueUnavailable

    with pytest.raises(CatalogueUnavailable, match="its catalogue is missing"):
        services.reconcile()
    assert not services.settings.catalogue.exists()
