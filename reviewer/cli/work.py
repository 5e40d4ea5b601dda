"""Long work on the command line: a progress line for people who wait, and Ctrl-C that ends the work cleanly."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.cli import terminal

R = TypeVar("R")

PATIENCE_S = 1.0
"""Work that takes less than this shows no progress line."""
INTERVAL_S = 0.1
_ENDINGS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


def run_with_progress(work: Callable[[Report, CancelToken], R], label: str = "") -> R:
    """Run ``work(report, cancel)`` here. Raises what it raises; Ctrl-C makes it raise Cancelled.

    ``label`` stands before the progress, usually the name of the file. The line is shown on standard error alone, and
    only where that is a terminal.
    """
    line = _ProgressLine(label)
    with cancel_on_interrupt() as cancel:
        try:
            return work(line.report, cancel)
        finally:
            line.clear()


@contextmanager
def cancel_on_interrupt() -> Iterator[CancelToken]:
    """A token that the first Ctrl-C sets; a second Ctrl-C raises KeyboardInterrupt, for work that does not listen.

    To be asked to end, by a shutdown or a terminal that was closed, is the same.
    """
    cancel = CancelToken()
    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        if cancel.cancelled:
            raise KeyboardInterrupt
        cancel.cancel()

    before = {
        number: signal.signal(number, on_interrupt)
        for number in _ENDINGS
        if signal.getsignal(number) is not signal.SIG_IGN  # “nohup” wants it to go on
    }
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _ProgressLine:
    """Throttled, and safe to report to from any thread."""

    def __init__(self, label: str) -> None:
        self._label = f"{label}: " if label else ""
        self._visible = terminal.can_rewrite(sys.stderr)
        self._next = time.monotonic() + PATIENCE_S
        self._shown = False
        self._lock = threading.Lock()

    def report(self, progress: Progress) -> None:
        if not self._visible:
            return
        with self._lock:
            now = time.monotonic()
            if now < self._next:
                return
            self._next = now + INTERVAL_S
            self._shown = True
            terminal.rewrite(self._label + in_words(progress))

    def clear(self) -> None:
        with self._lock:
            self._visible = False
            if self._shown:
                terminal.rewrite("")


def in_words(progress: Progress) -> str:
    """``copying and hashing, 1.2 of 3.4 GB (35 %)``; where the total is not known, only what is done."""
    if progress.unit == "bytes":
        done, total = bytes_in_words(progress.done), bytes_in_words(progress.total or 0)
    else:
        done, total = f"{progress.done:,}", f"{progress.total or 0:,} {progress.unit}"
    if progress.total:
        return f"{progress.doing}, {done} of {total} ({100 * progress.done // progress.total} %)"
    return f"{progress.doing}, {done}" if progress.done else progress.doing


def bytes_in_words(count: int) -> str:
    """Decimal units, as discs are sold: ``999 bytes``, ``1.2 MB``."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
