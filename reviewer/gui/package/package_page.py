"""The page of one package: verdict first, then what was checked, who held it, what was asked and what was sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.application.ports import StoredPackage, StoredVerification
from reviewer.gui.job_runner import JobRunner, RunningJob
from reviewer.gui.package.expected_head_dialog import ExpectedHeadDialog
from reviewer.gui.package.package_content import PackageContent
from reviewer.gui.package.presentation import heading
from reviewer.gui.quantities import OffsetAt
from reviewer.gui.report_dialog.dialog import ReportDialog
from reviewer.gui.text import ElidedLabel, local_offset_minutes
from reviewer.gui.theme import TextSize, Tone, font
from reviewer.gui.widgets.badges import Chip
from reviewer.gui.widgets.buttons import Button, IconButton, PrimaryButton
from reviewer.gui.widgets.message_bar import MessageArea
from reviewer.gui.widgets.surfaces import Surface

if TYPE_CHECKING:
    from reviewer.bootstrap import Services


NARROW = 720
"""Logical pixels of the page below which the header takes shorter words."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    package: StoredPackage
    verifications: Sequence[StoredVerification]


class PackagePage(QWidget):
    """Shows one package of the catalogue. ``back_requested`` and ``review_requested(key)`` are the window's to answer.

    Looks the package up on a thread of the job runner; what was shown before stays until the answer is there.
    """

    back_requested = Signal()
    review_requested = Signal(int)
    changed = Signal(int)
    """A package (its key) has a new verification: lists of packages should look it up again."""

    def __init__(
        self,
        services: "Services",
        job_runner: JobRunner,
        parent: QWidget | None = None,
        *,
        offset_at: OffsetAt = local_offset_minutes,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._jobs = job_runner
        self._offset_at = offset_at
        self._key: int | None = None
        self._loaded: _Loaded | None = None
        self._verifying: RunningJob | None = None
        self.content: PackageContent | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        self.messages = MessageArea()
        column.addWidget(self.messages)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("Package")
        column.addWidget(self.area, 1)
        self._set_deeds(None)
        for keys, button in (("Ctrl+R", self.review), ("Ctrl+P", self.report)):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)

    # --- what the window calls -------------------------------------------------------------------------------------

    def open_package(self, key: int) -> None:
        """Looks the package up and shows it; says so in a bar where that fails."""
        if key != self._key:
            self._show_nothing()
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)  # arrows and Page Down read the page at once
        self._key = key
        self.messages.clear("open")
        job = self._jobs.call("Opening the package", lambda _report, _cancel: self._look_up(key))
        job.succeeded.connect(self._show)
        job.failed.connect(lambda sentence: self._told("open", sentence, "Try again", lambda: self.open_package(key)))

    @property
    def package_key(self) -> int | None:
        """The package shown or being looked up."""
        return self._key

    # --- making ----------------------------------------------------------------------------------------------------

    def _header(self) -> QWidget:
        header = Surface("header")
        row = QHBoxLayout(header)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(10)
        self.back = IconButton("back", "Back to the library", kind="plain", shortcut="Alt+Left")
        self.back.clicked.connect(self.back_requested)
        row.addWidget(self.back)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.title = ElidedLabel("", size=TextSize.TITLE, bold=True)
        self.subtitle = ElidedLabel("", size=TextSize.SECONDARY, dim=True)
        names.addWidget(self.title)
        self.quarantine = Chip("in quarantine", Tone.CAUTION)
        under = QHBoxLayout()
        under.setSpacing(8)
        under.addWidget(self.quarantine)
        under.addWidget(self.subtitle, 1)
        names.addLayout(under)
        row.addLayout(names, 1)
        self.review = Button("Review", icon="review", explanation="Play the clips side by side (Ctrl+R)")
        self.review.clicked.connect(self._ask_review)
        self.report = PrimaryButton(
            "Custody report…", icon="report", explanation="See the report's pages, then save it (Ctrl+P)"
        )
        self.report.clicked.connect(self.open_report)
        row.addWidget(self.review)
        row.addWidget(self.report)
        return header

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the title comes before the buttons' longer words."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        self.report.set_words("Report…" if narrow else "Custody report…")
        self.title.setFont(font(TextSize.SUBTITLE if narrow else TextSize.TITLE, bold=True))

    # --- showing ---------------------------------------------------------------------------------------------------

    def _look_up(self, key: int) -> _Loaded:
        return _Loaded(self._services.library.package(key), self._services.library.verifications(key))

    def _show(self, loaded: _Loaded) -> None:
        summary = loaded.package.summary
        if summary.key != self._key:
            return  # the person has gone on to another package
        again = self._loaded is not None and self._loaded.package.summary.key == summary.key
        position = self.area.verticalScrollBar().value() if again else 0
        self._loaded = loaded
        words = heading(summary, self._offset_at)
        self.title.setText(words.title)
        self.subtitle.setText(words.subtitle)
        self._set_deeds(loaded.package)
        self.content = PackageContent(loaded.package, loaded.verifications, self._offset_at)
        self.content.compare_requested.connect(self.compare_head)
        self.content.history.verify_requested.connect(self.verify_again)
        self.content.history.cancel_requested.connect(self._cancel_verification)
        self.content.history.set_busy(self._verifying is not None)
        self.area.setWidget(self.content)
        self.area.verticalScrollBar().setValue(position)

    def _show_nothing(self) -> None:
        self._loaded = None
        self.content = None
        self.title.setText("Opening…")
        self.subtitle.setText("")
        self._set_deeds(None)
        empty = QWidget()
        empty.setProperty("surface", "ground")
        self.area.setWidget(empty)

    def _set_deeds(self, package: StoredPackage | None) -> None:
        self.quarantine.setVisible(package is not None and package.summary.quarantined)
        self.report.setEnabled(package is not None)
        self.review.setEnabled(package is not None and bool(package.latest.result.clips))

    # --- deeds -----------------------------------------------------------------------------------------------------

    def _ask_review(self) -> None:
        if self._key is not None:
            self.review_requested.emit(self._key)

    def open_report(self) -> None:
        """The custody report, page by page, before it is saved."""
        if self._loaded is not None:
            dialog = ReportDialog(self._services, self._jobs, self._loaded.package.summary, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def compare_head(self) -> None:
        """Compare a head that somebody else told with the newest verification's heads."""
        if self._loaded is not None:
            dialog = ExpectedHeadDialog(self._loaded.package.latest.result, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def verify_again(self) -> None:
        """Checks the stored copy once more, on a thread, and keeps the new verification beside the earlier ones."""
        key = self._key
        if key is None or self._verifying is not None:
            return
        self.messages.clear("verify")

        def work(report: Report, cancel: CancelToken) -> StoredVerification:
            return self._services.verify_stored.run(key, report, cancel)

        job = self._jobs.call("Verifying again", work, loses_work=True)
        self._verifying = job
        self._set_busy(True)
        job.progressed.connect(self._progressed)
        job.succeeded.connect(lambda made: self._verified(key, made))
        job.failed.connect(lambda sentence: self._told("verify", sentence, "Try again", self.verify_again))
        job.cancelled.connect(lambda: self.messages.tell("verify", Tone.NEUTRAL, "Cancelled. Nothing was changed."))
        job.ended.connect(lambda: self._verification_ended(key))

    def _progressed(self, progress: Progress) -> None:
        if self.content is not None:
            self.content.history.show_progress(progress)

    def _verified(self, key: int, made: StoredVerification) -> None:
        before = self._loaded.package.latest.result.verdict if self._loaded is not None else made.result.verdict
        same = before is made.result.verdict
        sentence = "Verified again: the verdict is the same." if same else "Verified again: the verdict has changed."
        if key == self._key:
            self.messages.tell("verify", Tone.GOOD if same else Tone.CAUTION, sentence)

    def _verification_ended(self, key: int) -> None:
        self._verifying = None
        self._set_busy(False)
        self.changed.emit(key)
        if key == self._key:
            self.open_package(key)

    def _cancel_verification(self) -> None:
        if self._verifying is not None:
            self._verifying.cancel()

    def _set_busy(self, busy: bool) -> None:
        if self.content is not None:
            self.content.history.set_busy(busy)

    def _told(self, key: str, sentence: str, verb: str, deed: Callable[[], None]) -> None:
        self.messages.tell(key, Tone.BAD, sentence, actions=((verb, deed),))
