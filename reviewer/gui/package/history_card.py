"""Every verification ever made of the package, newest first; and the deed that adds one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from reviewer.application.jobs import Progress
from reviewer.application.ports import StoredVerification
from reviewer.gui.package.parts import LongList, Paragraph
from reviewer.gui.package.presentation import verification_line, verification_outcome
from reviewer.gui.quantities import OffsetAt
from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.badges import VerdictBadge
from reviewer.gui.widgets.buttons import SmallButton
from reviewer.gui.widgets.surfaces import Card

_SCALE = 1_000


class HistoryCard(Card):
    """``verify_requested`` and ``cancel_requested`` are the page's to answer."""

    verify_requested = Signal()
    cancel_requested = Signal()

    def __init__(
        self, verifications: Sequence[StoredVerification], offset_at: OffsetAt, parent: QWidget | None = None
    ) -> None:
        super().__init__("Verifications", parent)
        newest_first = tuple(reversed(verifications))
        self.again = SmallButton(
            "Verify again", icon="refresh", explanation="Checks the stored copy against your trust folder as it is now"
        )
        self.again.clicked.connect(self.verify_requested)
        self.header.addWidget(self.again)
        self._work = QWidget()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 4)
        self._doing = Label("Verifying…", size=TextSize.SECONDARY)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the verification")
        self.cancel = SmallButton("Cancel")
        self.cancel.clicked.connect(self.cancel_requested)
        row.addWidget(self._doing)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel)
        self._work.hide()
        self.body.addWidget(self._work)
        self.body.addWidget(
            LongList(
                len(newest_first),
                lambda index: _line(newest_first[index], index == 0, offset_at),
                "verification",
                first=5,
            )
        )

    def set_busy(self, busy: bool) -> None:
        """Shows or hides the progress; while it shows, another verification cannot be started."""
        self._work.setVisible(busy)
        self.again.setEnabled(not busy)
        self._bar.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """How far the verification is."""
        if progress.total:
            self._bar.setRange(0, _SCALE)
            self._bar.setValue(min(_SCALE, progress.done * _SCALE // progress.total))
        else:
            self._bar.setRange(0, 0)


def _line(verification: StoredVerification, newest: bool, offset_at: OffsetAt) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(VerdictBadge(verification.result.verdict, size=TextSize.SECONDARY), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Paragraph(verification_line(verification, offset_at), size=TextSize.SECONDARY))
    outcome = verification_outcome(verification.result)
    words.addWidget(
        Paragraph(f"{outcome} · shown on this page" if newest else outcome, size=TextSize.SECONDARY, dim=True)
    )
    row.addLayout(words, 1)
    return holder
