"""Who works with an evidence store: shared by all that do, exclusive for the one who clears up after a crash.

The system lets go of a lock when its process ends, however it ends, so what a crash left behind can be told from what
another program is doing right now.
"""

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks: nothing is ever cleared up there behind another program's back
    fcntl = None  # type: ignore[assignment]


class StoreLock:
    """Held shared from ``share`` to ``release``. Raises OSError where the lock file cannot be made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def share(self) -> None:
        """Say that this process works with the store. Waits for one that is just clearing up."""
        if self._descriptor is not None or fcntl is None:
            return
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        """Whether nobody else works with the store; nobody can begin to until ``share_again``."""
        if fcntl is None:
            return False
        self.share()
        assert self._descriptor is not None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # A failed change may have let go of the shared lock (flock(2)): take it again.
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)
            return False
        return True

    def share_again(self) -> None:
        if self._descriptor is not None and fcntl is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
