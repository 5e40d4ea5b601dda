"""What the package page scrolls: the banner, then cards in two columns that become one where there is no room."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from reviewer.application.ports import StoredPackage, StoredVerification
from reviewer.gui.package.checks_card import ChecksCard
from reviewer.gui.package.clip_words import clip_words
from reviewer.gui.package.clips_card import AgainstRequestCard, ClipsCard
from reviewer.gui.package.custody_card import CustodyCard
from reviewer.gui.package.custody_words import hop_words
from reviewer.gui.package.history_card import HistoryCard
from reviewer.gui.package.parts import FactList
from reviewer.gui.package.presentation import banner, package_facts, request_facts, submission_facts
from reviewer.gui.package.verdict_banner import VerdictBanner
from reviewer.gui.quantities import OffsetAt
from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.copyable_hash import CopyableHash
from reviewer.gui.widgets.surfaces import Card

TWO_COLUMNS = 900
"""Logical pixels; below them the two columns become one."""


class PackageContent(QWidget):
    """Everything about one package as of its newest verification. Made anew when another one is shown."""

    compare_requested = Signal()

    def __init__(
        self,
        package: StoredPackage,
        verifications: Sequence[StoredVerification],
        offset_at: OffsetAt,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        result = package.latest.result
        self.banner = VerdictBanner(banner(package))
        self.banner.compare_requested.connect(self.compare_requested)
        self.checks = ChecksCard(result)
        self.custody = CustodyCard(hop_words(result.hops, offset_at), result.head)
        self.clips = ClipsCard(clip_words(result, offset_at))
        self.against = AgainstRequestCard(result, offset_at, shown=self.clips.shown)
        self.clips.more_shown.connect(self.against.show_rows)
        self.history = HistoryCard(verifications, offset_at)
        request = Card("Request")
        request.body.addWidget(FactList(request_facts(result, offset_at)))
        submission = Card("Submission")
        submission.body.addWidget(FactList(submission_facts(result, offset_at)))
        received = Card("As received")
        received.body.addWidget(FactList(package_facts(package, offset_at)))
        received.body.addWidget(Label("SHA-256 as received", size=TextSize.SECONDARY, dim=True))
        received.body.addWidget(CopyableHash(package.summary.container_sha256, "SHA-256 as received"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(14)
        column.addWidget(self.banner)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(14)
        self._columns.addLayout(_column(self.checks, self.clips, received, self.history), 11)
        self._columns.addLayout(_column(self.custody, self.against, request, submission), 9)
        column.addLayout(self._columns)
        column.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it must be: the page scrolls up and down only."""
        return QSize(280, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


def _column(*cards: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(14)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return column
