"""What every evidence store promises: the one on a disc, and the one in memory that other tests use in its place."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.application.errors import Cancelled, StoreUnavailable, UsageError
from reviewer.application.jobs import CancelToken, Progress, no_report
from reviewer.application.ports import EvidenceStore
from reviewer.intake.evidence_store import FileEvidenceStore
from tests.fakes.memory_store import MemoryStore


@pytest.fixture(params=["disc", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EvidenceStore]:
    made: EvidenceStore = FileEvidenceStore(tmp_path / "evidence") if request.param == "disc" else MemoryStore()
    yield made
    made.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "received.asice"
    path.write_bytes(b"sealed bytes")
    return path


class TestEvidenceStore:
    def test_a_staged_copy_is_hashed_and_readable(self, store: EvidenceStore, source: Path) -> None:
        told: list[Progress] = []
        staged = store.stage(source, told.append, CancelToken())
        assert staged.sha256 == hashlib.sha256(b"sealed bytes").hexdigest()
        assert (staged.size, staged.source_name) == (12, "received.asice")
        assert staged.path.read_bytes() == b"sealed bytes"
        assert (told[-1].done, told[-1].total, told[-1].doing) == (12, 12, "copying and hashing")

    def test_a_kept_copy_is_found_at_its_location(self, store: EvidenceStore, source: Path) -> None:
        staged = store.stage(source, no_report, CancelToken())
        location = store.keep(staged)
        store.settle(staged)
        assert store.path_of(location).read_bytes() == b"sealed bytes"
        assert not store.has_leftovers()
        assert list(store.reconcile(frozenset({location}))) == []
        assert store.path_of(location).exists()

    def test_the_same_bytes_have_the_same_location(self, store: EvidenceStore, source: Path) -> None:
        locations = set()
        for _ in range(2):
            staged = store.stage(source, no_report, CancelToken())
            locations.add(store.keep(staged))
            store.settle(staged)
        assert len(locations) == 1

    def test_a_discarded_copy_leaves_nothing(self, store: EvidenceStore, source: Path) -> None:
        staged = store.stage(source, no_report, CancelToken())
        store.discard(staged)
        store.discard(staged)
        assert not store.has_leftovers()
        assert list(store.reconcile(frozenset())) == []
        assert source.read_bytes() == b"sealed bytes"

    def test_what_was_kept_can_be_put_back_and_kept_again(self, store: EvidenceStore, source: Path) -> None:
        staged = store.stage(source, no_report, CancelToken())
        location = store.keep(staged)
        store.put_back(staged)
        with pytest.raises(StoreUnavailable):
            store.path_of(location)
        assert staged.path.read_bytes() == b"sealed bytes"
        assert store.keep(staged) == location
        store.put_back(staged)
        store.discard(staged)
        assert not store.has_leftovers()

    def test_a_kept_copy_can_be_compared_with_what_was_received(self, store: EvidenceStore, source: Path) -> None:
        staged = store.stage(source, no_report, CancelToken())
        location = store.keep(staged)
        assert store.digest_of(location, no_report, CancelToken()) == staged.sha256
        path = store.path_of(location)
        path.chmod(0o600)
        path.write_bytes(b"other bytes")
        assert store.digest_of(location, no_report, CancelToken()) == hashlib.sha256(b"other bytes").hexdigest()

    def test_what_was_kept_cannot_be_discarded(self, store: EvidenceStore, source: Path) -> None:
        staged = store.stage(source, no_report, CancelToken())
        location = store.keep(staged)
        store.discard(staged)
        assert store.path_of(location).exists()

    def test_a_copy_that_waited_is_told_once(self, store: EvidenceStore, source: Path) -> None:
        store.stage(source, no_report, CancelToken())
        assert store.has_leftovers()
        assert len(store.reconcile(frozenset())) == 1
        assert not store.has_leftovers()
        assert list(store.reconcile(frozenset())) == []

    def test_kept_and_unknown_to_the_catalogue_is_set_aside(self, store: EvidenceStore, source: Path) -> None:
        location = store.keep(store.stage(source, no_report, CancelToken()))
        (stray,) = store.reconcile(frozenset())
        assert stray.done
        with pytest.raises(StoreUnavailable):
            store.path_of(location)

    def test_kept_and_known_to_the_catalogue_stays(self, store: EvidenceStore, source: Path) -> None:
        location = store.keep(store.stage(source, no_report, CancelToken()))
        assert list(store.reconcile(frozenset({location}))) == []
        assert store.path_of(location).read_bytes() == b"sealed bytes"

    def test_no_such_file_is_a_mistake_of_usage(self, store: EvidenceStore, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no file"):
            store.stage(tmp_path / "absent.asice", no_report, CancelToken())
        assert not store.has_leftovers()

    def test_cancelled_leaves_nothing(self, store: EvidenceStore, source: Path) -> None:
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            store.stage(source, no_report, cancel)
        assert not store.has_leftovers()
