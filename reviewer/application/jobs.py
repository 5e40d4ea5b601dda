"""Long work as plain values: a job is ``run(report, cancel)``, and Qt or a terminal wraps it from outside."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from reviewer.application.errors import Cancelled

R = TypeVar("R", covariant=True)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. ``total`` is None where it is not known; ``unit`` says what is counted ("bytes", "files")."""

    doing: str
    done: int = 0
    total: int | None = None
    unit: str = "bytes"


Report = Callable[[Progress], None]
"""Called from any thread, as often as the job likes; whoever shows it throttles."""


class CancelToken:
    """Set by a person, looked at by the work. Thread-safe."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raises Cancelled once ``cancel`` has been called."""
        if self._event.is_set():
            raise Cancelled


def no_report(_progress: Progress) -> None:
    """For callers that do not show progress."""


class Job(Protocol[R]):
    """One piece of long work: raises Cancelled, ReviewerError; anything else is a bug."""

    title: str

    def run(self, report: Report, cancel: CancelToken) -> R: ...
