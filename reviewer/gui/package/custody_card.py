"""The chain of custody as a readable list: who, what, when; signature and trust told apart; the head at its end."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer.gui.package.custody_words import HopWords
from reviewer.gui.package.flow import FlowLayout
from reviewer.gui.package.parts import Disclosure, FactList, LongList, Paragraph, Section
from reviewer.gui.text import Label, Strong
from reviewer.gui.theme import TextSize, colours
from reviewer.gui.widgets.badges import Chip
from reviewer.gui.widgets.copyable_hash import CopyableHash
from reviewer.gui.widgets.surfaces import Card

RAIL = 18
"""Pixels left of a hop, for the line that joins the events."""


class CustodyCard(Card):
    """All hops; of a long chain the first and the last ones, and those between on demand."""

    def __init__(self, hops: Sequence[HopWords], head: str | None, parent: QWidget | None = None) -> None:
        super().__init__("Custody", parent)
        if hops:
            self.hops = LongList(len(hops), lambda index: HopView(hops[index]), "event", first=4, last=6, spacing=0)
            self.body.addWidget(self.hops)
        else:
            self.body.addWidget(Label("No custody event could be read.", dim=True, wrap=True))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label("Head", size=TextSize.SECONDARY, dim=True))
        self.head = CopyableHash(head, "Head", short=True)
        line.addWidget(self.head, 1)
        self.body.addLayout(line)


class HopView(QWidget):
    """One custody event on the rail."""

    def __init__(self, hop: HopWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hop = hop
        self.setAccessibleName(hop.spoken)
        column = QVBoxLayout(self)
        column.setContentsMargins(RAIL, 2, 0, 10)
        column.setSpacing(2)
        column.addWidget(Paragraph((Strong(f"{hop.seq} · {hop.deed}"), f" {hop.who}"), name="Event"))
        column.addWidget(Paragraph(f"{hop.when} · {hop.timestamp}", size=TextSize.SECONDARY, dim=True))
        flow = FlowLayout(spacing=6)
        for statement in (hop.signature, hop.trust, hop.time_trust):
            flow.addWidget(Chip(statement.words, statement.tone))
        self.arrow = Disclosure(f"More of event {hop.seq}", words="More")
        flow.addWidget(self.arrow)
        column.addLayout(flow)
        column.addWidget(Section(self.arrow, self._more))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours().line), 2))
        painter.drawLine(QPointF(5, 0), QPointF(5, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent if self._hop.ok else colours().caution))
        painter.drawEllipse(QRectF(1, 7, 8, 8))
        painter.end()

    def _more(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 2, 0, 6)
        column.addWidget(FactList(self._hop.more, name_width=120))
        column.addWidget(Label("Head as of this event", size=TextSize.SECONDARY, dim=True))
        column.addWidget(CopyableHash(self._hop.head, f"Head as of event {self._hop.seq}"))
        return holder
