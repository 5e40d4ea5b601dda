"""The deed "review" over a real package: where the clips' bytes lie, and that nothing stays open."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reviewer.application.errors import StoreUnavailable, UsageError
from reviewer.application.ports import StoredPackage
from reviewer.application.review import ReviewPackage
from reviewer.evidence.verification_result import ClipResult, ScopeState
from reviewer.intake.open_package import open_package
from reviewer.verification.reader import Limits
from tests.fakes.review_material import QUEUE, review_clip, review_session

VECTORS = Path(__file__).parents[3] / "shared" / "spec" / "vectors"

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the specification is not beside the repository")


class OnePackage:
    """A catalogue and a store that hold one package, or whose file has vanished."""

    def __init__(self, package: StoredPackage | None, path: Path | None) -> None:
        self._package, self._path = package, path

    @contextmanager
    def unit_of_work(self) -> Iterator["OnePackage"]:
        yield self

    def find(self, _package_key: int) -> StoredPackage | None:
        return self._package

    def path_of(self, _location: str) -> Path:
        if self._path is None:
            raise StoreUnavailable("The stored file has vanished.")
        return self._path


def stored(path: Path) -> StoredPackage:
    """The package as the catalogue would hold it, one clip more than there is."""
    reader = open_package(path, Limits())
    names = [name for name in reader.names() if name.startswith("data/clips/") and not name.endswith("clip.json")]
    reader.close()
    clips = tuple(
        ClipResult(name.split("/")[2], name, None, None, None, ScopeState.UNKNOWN, ScopeState.UNKNOWN, True)
        for name in (*names, "data/clips/999/gone.mp4")
    )
    package = review_session(review_clip(1, QUEUE)).package
    return replace(package, latest=replace(package.latest, result=replace(package.latest.result, clips=clips)))


def deed(holder: OnePackage) -> ReviewPackage:
    anything: Any = holder
    return ReviewPackage(anything, anything, open_package)


@pytest.mark.skipif(not QUEUE.is_file(), reason="the fixtures' footage is not beside the repository")
@pytest.mark.parametrize("name", ["valid-three-hops.asice", "valid-folder"])
def test_every_clip_is_found_where_it_lies(name: str) -> None:
    path = VECTORS / name
    session = deed(OnePackage(stored(path), path)).open(1)
    *present, gone = session.clips
    assert present
    reader = open_package(path, Limits())
    for clip in present:
        assert clip.span is not None
        with open(clip.span.path, "rb") as file, reader.open(clip.result.path) as entry:
            file.seek(clip.span.offset)
            assert file.read(clip.span.size) == entry.read()
    reader.close()
    assert gone.span is None
    assert "not in the package" in gone.problem


def test_an_unknown_package_is_a_mistake_of_usage() -> None:
    with pytest.raises(UsageError, match="no longer in the library"):
        deed(OnePackage(None, None)).open(1)


@pytest.mark.skipif(not QUEUE.is_file(), reason="the fixtures' footage is not beside the repository")
def test_a_vanished_file_is_a_fault_of_the_environment() -> None:
    package = stored(VECTORS / "valid-three-hops.asice")
    with pytest.raises(StoreUnavailable):
        deed(OnePackage(package, None)).open(1)
