"""An evidence store that copies nothing: it remembers where each source lies. For tests that are not about discs."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from reviewer.application.errors import StoreUnavailable, UsageError
from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.application.ports import Staged, Stray


class MemoryStore:
    """The ``EvidenceStore`` port for plain files."""

    def __init__(self) -> None:
        self.staged: dict[str, Staged] = {}
        self.kept: dict[str, Path] = {}
        self._keeping: dict[str, str] = {}
        self._count = 0

    def stage(self, source: Path, report: Report, cancel: CancelToken) -> Staged:
        if not source.is_file():
            raise UsageError(f"There is no file “{source}”.")
        cancel.raise_if_cancelled()
        content = source.read_bytes()
        report(Progress("copying and hashing", len(content), len(content)))
        self._count += 1
        digest = hashlib.sha256(content).hexdigest()
        staged = Staged(str(self._count), source, "file", digest, len(content), source.name)
        self.staged[staged.token] = staged
        return staged

    def keep(self, staged: Staged) -> str:
        location = f"sha256/{staged.sha256[:2]}/{staged.sha256}.asice"
        self.kept[location] = staged.path
        self._keeping[staged.token] = location
        return location

    def put_back(self, staged: Staged) -> None:
        location = self._keeping.pop(staged.token, None)
        if location is not None:
            del self.kept[location]

    def settle(self, staged: Staged) -> None:
        self.staged.pop(staged.token, None)

    def discard(self, staged: Staged) -> None:
        if staged.token not in self._keeping:
            self.staged.pop(staged.token, None)

    def path_of(self, location: str) -> Path:
        path = self.kept.get(location)
        if path is None or not path.exists():
            raise StoreUnavailable(f"A stored package could not be reached ({location}).")
        return path

    def digest_of(self, location: str, report: Report, cancel: CancelToken) -> str | None:
        cancel.raise_if_cancelled()
        return hashlib.sha256(self.path_of(location).read_bytes()).hexdigest()

    def has_leftovers(self) -> bool:
        return bool(self.staged)

    def reconcile(self, known: frozenset[str]) -> Sequence[Stray]:
        strays = []
        for token, staged in list(self.staged.items()):
            location = self._keeping.get(token)
            if location not in known:
                strays.append(Stray(staged.path, "set aside"))
                if location is not None:
                    del self.kept[location]
            del self.staged[token]
        return tuple(strays)

    def close(self) -> None:
        """Nothing is open."""
