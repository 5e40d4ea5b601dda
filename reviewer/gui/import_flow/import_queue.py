"""The files being imported, without any widget: which are waiting, under way, in need of a word, done."""

from collections.abc import Iterable
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from reviewer.application.errors import ContradictoryHistory
from reviewer.application.import_package import ImportOutcome, ImportResult, Pending
from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.gui.job_runner import JobRunner, RunningJob

AT_ONCE = 2
"""Two files keep the disc and both cores busy; more only make each other wait."""


class ImportDeed(Protocol):
    """What the queue asks of ``application.import_package``."""

    def receive(self, source: Path, report: Report, cancel: CancelToken) -> ImportResult: ...

    def keep_in_quarantine(self, pending: Pending) -> ImportResult: ...

    def discard(self, pending: Pending) -> None: ...


class ImportState(Enum):
    WAITING = auto()
    RUNNING = auto()
    NEEDS_WORD = auto()
    """Not verified: keep in quarantine, or discard."""
    SETTLING = auto()
    """The person has decided; it is being done."""
    DONE = auto()
    DISCARDED = auto()
    CANCELLED = auto()
    REFUSED = auto()
    """Its history contradicts a stored one."""
    FAILED = auto()


ENDED = frozenset(
    {ImportState.DONE, ImportState.DISCARDED, ImportState.CANCELLED, ImportState.REFUSED, ImportState.FAILED}
)


class ImportItem(QObject):
    """One file or folder. ``changed`` follows every change of its members."""

    changed = Signal()

    def __init__(self, source: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.source = source
        self.state = ImportState.WAITING
        self.progress: Progress | None = None
        self.result: ImportResult | None = None
        self.sentence = ""
        """What was found or what went wrong, for the person; may quote the file's name."""
        self.job: RunningJob | None = None


class ImportQueue(QObject):
    """Imports what is added, two at a time, and does what the person decides of each."""

    added = Signal(object)
    """A new ImportItem."""
    stored = Signal(int)
    """Key of a package that is in the library now."""
    changed = Signal()
    """Any item changed its state."""

    def __init__(self, jobs: JobRunner, deed: ImportDeed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._deed = deed
        self.items: list[ImportItem] = []

    @property
    def working(self) -> bool:
        """Whether any item still waits or runs."""
        return any(
            item.state in (ImportState.WAITING, ImportState.RUNNING, ImportState.SETTLING) for item in self.items
        )

    @property
    def undecided(self) -> tuple[ImportItem, ...]:
        return tuple(item for item in self.items if item.state is ImportState.NEEDS_WORD)

    def add(self, sources: Iterable[Path]) -> None:
        """Adds files and folders, none of them twice; what has ended earlier leaves the list."""
        if not self.working:
            self.forget_ended()
        busy = {item.source for item in self.items if item.state not in ENDED}
        for source in sources:
            if source not in busy:
                busy.add(source)
                item = ImportItem(source, self)
                self.items.append(item)
                self.added.emit(item)
        self._start_next()

    def cancel(self, item: ImportItem) -> None:
        """Nothing of a cancelled item is kept. One that waits for a word, or has ended, is left as it is."""
        if item.state is ImportState.WAITING:
            self._end(item, ImportState.CANCELLED, "Not imported: cancelled before it began.")
        elif item.state is ImportState.RUNNING and item.job is not None:
            item.job.cancel()

    def cancel_all(self) -> None:
        for item in list(self.items):
            self.cancel(item)

    def retry(self, item: ImportItem) -> None:
        """Once more from the beginning, for an item that failed or was cancelled."""
        if item.state in (ImportState.FAILED, ImportState.CANCELLED):
            item.state, item.progress, item.sentence = ImportState.WAITING, None, ""
            item.changed.emit()
            self._start_next()

    def keep_in_quarantine(self, item: ImportItem) -> None:
        """The person's word on an item that is not verified."""
        pending = self._take_pending(item)
        job = self._jobs.call("Keeping in quarantine", lambda _report, _cancel: self._deed.keep_in_quarantine(pending))
        job.succeeded.connect(lambda result: self._received(item, result))
        self._or_ask_again(item, job)

    def discard(self, item: ImportItem) -> None:
        """The person's word on an item that is not verified: our copy goes, the file received stays where it is."""
        pending = self._take_pending(item)
        job = self._jobs.call("Discarding the copy", lambda _report, _cancel: self._deed.discard(pending))
        job.succeeded.connect(
            lambda _none: self._end(
                item, ImportState.DISCARDED, "The copy was discarded. The file that you chose is untouched."
            )
        )
        self._or_ask_again(item, job)

    def forget_ended(self) -> None:
        """Empties the list of what has ended."""
        for item in [item for item in self.items if item.state in ENDED]:
            self.items.remove(item)
            item.deleteLater()
        self.changed.emit()

    def _start_next(self) -> None:
        running = sum(1 for item in self.items if item.state is ImportState.RUNNING)
        for item in self.items:
            if running >= AT_ONCE:
                break
            if item.state is ImportState.WAITING:
                self._start(item)
                running += 1
        self.changed.emit()

    def _start(self, item: ImportItem) -> None:
        deed, source = self._deed, item.source
        job = self._jobs.call("Importing", lambda report, cancel: deed.receive(source, report, cancel), loses_work=True)
        item.job, item.state = job, ImportState.RUNNING
        job.progressed.connect(lambda progress: self._progressed(item, progress))
        job.succeeded.connect(lambda result: self._received(item, result))
        job.cancelled.connect(
            lambda: self._end(item, ImportState.CANCELLED, "Not imported: cancelled. Nothing of it was kept.")
        )
        job.failed.connect(lambda sentence: self._failed(item, sentence, job.error))
        job.ended.connect(self._start_next)
        item.changed.emit()

    def _progressed(self, item: ImportItem, progress: Progress) -> None:
        item.progress = progress
        item.changed.emit()

    def _received(self, item: ImportItem, result: ImportResult) -> None:
        item.result = result
        waits = result.outcome is ImportOutcome.NEEDS_WORD
        self._end(item, ImportState.NEEDS_WORD if waits else ImportState.DONE, result.sentence)
        if result.package is not None:
            self.stored.emit(result.package.summary.key)

    def _failed(self, item: ImportItem, sentence: str, error: BaseException | None) -> None:
        refused = isinstance(error, ContradictoryHistory)
        self._end(item, ImportState.REFUSED if refused else ImportState.FAILED, sentence)

    def _end(self, item: ImportItem, state: ImportState, sentence: str) -> None:
        item.job, item.state, item.sentence = None, state, sentence
        item.changed.emit()
        self.changed.emit()

    def _take_pending(self, item: ImportItem) -> Pending:
        if item.state is not ImportState.NEEDS_WORD or item.result is None or item.result.pending is None:
            raise ValueError("this item does not wait for a word")
        item.state = ImportState.SETTLING
        item.changed.emit()
        return item.result.pending

    def _or_ask_again(self, item: ImportItem, job: RunningJob) -> None:
        def ask_again(sentence: str) -> None:
            self._end(item, ImportState.NEEDS_WORD, sentence)

        job.failed.connect(ask_again)
        job.cancelled.connect(lambda: ask_again(item.sentence))
