"""The one owner of threads in the window: runs jobs, tells their progress in the window's thread, ends them cleanly.

A job is plain Python (``run(report, cancel) -> result``, see ``application.jobs``) and knows nothing of Qt. What it
raises becomes words: ReviewerError carries its own sentence; anything else is a mistake of ours and goes to the log.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

from reviewer.application.errors import Cancelled, ReviewerError
from reviewer.application.jobs import CancelToken, Job, Progress, Report

PROGRESS_INTERVAL_MS = 100
"""Progress is told at most ten times a second, however often a job reports it."""

log = logging.getLogger(__name__)


class RunningJob(QObject):
    """One job under way, as the window sees it. Every signal comes in the window's thread; ``ended`` comes last."""

    progressed = Signal(object)
    """The newest Progress."""
    succeeded = Signal(object)
    """What ``run`` answered."""
    failed = Signal(str)
    """One sentence for the person."""
    cancelled = Signal()
    ended = Signal()

    def __init__(self, parent: QObject, title: str, loses_work: bool) -> None:
        super().__init__(parent)
        self.title = title
        self.loses_work = loses_work
        """Whether the person should be asked before it is cancelled."""
        self.error: BaseException | None = None
        """What ``failed`` tells of, for those who know a kind of error more closely."""
        self.token = CancelToken()
        self._lock = threading.Lock()
        self._newest: Progress | None = None

    def cancel(self) -> None:
        """Asks the job to stop. It ends with ``cancelled``, or with its result where that came first."""
        self.token.cancel()

    def report(self, progress: Progress) -> None:
        """For the job, from any thread, as often as it likes."""
        with self._lock:
            self._newest = progress

    def take_progress(self) -> Progress | None:
        """The newest progress that was not told yet."""
        with self._lock:
            newest, self._newest = self._newest, None
        return newest


class JobRunner(QObject):
    """Starts jobs on threads of its own and tells when it is busy."""

    busy_changed = Signal(bool)
    _finished = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None, *, log_file: Path | None = None, threads: int = 4) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._log_file = log_file
        self._running: list[RunningJob] = []
        self._closing = False
        self._timer = QTimer(self)
        self._timer.setInterval(PROGRESS_INTERVAL_MS)
        self._timer.timeout.connect(self._tell_progress)
        self._finished.connect(self._finish)

    @property
    def running(self) -> tuple[RunningJob, ...]:
        return tuple(self._running)

    @property
    def busy(self) -> bool:
        return bool(self._running)

    def start(self, job: Job[Any], *, loses_work: bool = False) -> RunningJob:
        """Runs the job on a thread. Connect to the answer's signals at once: none comes before the next event.

        ``loses_work``: closing the window asks before it cancels this job.
        """
        return self.call(job.title, job.run, loses_work=loses_work)

    def call(self, title: str, work: Callable[[Report, CancelToken], Any], *, loses_work: bool = False) -> RunningJob:
        """As ``start``, for a function that takes ``report`` and ``cancel``."""
        handle = RunningJob(self, title, loses_work)
        if self._closing:
            handle.cancel()
        self._running.append(handle)
        if len(self._running) == 1:
            self._timer.start()
            self.busy_changed.emit(True)
        self._pool.start(_Work(handle, work, self._finished))
        return handle

    def cancel_all(self) -> None:
        """Asks every job to stop, those that start later included. ``busy_changed(False)`` follows."""
        self._closing = True
        for handle in self._running:
            handle.cancel()

    def drain(self, milliseconds: int = -1) -> bool:
        """Cancels everything and waits, without telling results any more. For the end of the program."""
        self.cancel_all()
        return self._pool.waitForDone(milliseconds)

    def _tell_progress(self) -> None:
        for handle in self.running:
            progress = handle.take_progress()
            if progress is not None:
                handle.progressed.emit(progress)

    @Slot(object, object, object)
    def _finish(self, handle: RunningJob, result: object, error: BaseException | None) -> None:
        last = handle.take_progress()
        if last is not None:
            handle.progressed.emit(last)
        self._running.remove(handle)
        if error is None:
            handle.succeeded.emit(result)
        elif isinstance(error, Cancelled):
            handle.cancelled.emit()
        else:
            handle.error = error
            handle.failed.emit(self._in_words(handle, error))
        handle.ended.emit()
        handle.deleteLater()
        if not self._running:
            self._timer.stop()
            self.busy_changed.emit(False)

    def _in_words(self, handle: RunningJob, error: BaseException) -> str:
        if isinstance(error, ReviewerError):
            log.warning("%s: %s", handle.title, error)
            return str(error)
        log.error("%s: internal error", handle.title, exc_info=error)
        return internal_error_sentence(self._log_file)


def internal_error_sentence(log_file: Path | None) -> str:
    """What the person reads where the mistake is ours."""
    where = f" The details are in the log: {log_file}" if log_file else ""
    return f"Internal error: Reviewer made a mistake, and this work was stopped.{where}"


class _Work(QRunnable):
    """One job on a thread of the pool; its end goes to the window's thread through a queued signal."""

    def __init__(self, handle: RunningJob, work: Callable[[Report, CancelToken], Any], finished: Any) -> None:
        super().__init__()
        self._handle = handle
        self._work = work
        self._finished = finished

    def run(self) -> None:
        result: object = None
        error: BaseException | None = None
        try:
            self._handle.token.raise_if_cancelled()
            result = self._work(self._handle.report, self._handle.token)
        except BaseException as raised:  # nothing may leave a thread of Qt's
            error = raised
        self._finished.emit(self._handle, result, error)
