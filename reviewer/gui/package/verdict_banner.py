"""The verdict as word, shape and colour, with its reason and what to do next; completeness stands beside it."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer.gui.package.parts import Paragraph
from reviewer.gui.package.presentation import Banner
from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize, colours
from reviewer.gui.widgets.badges import Badge, VerdictBadge, standing_look
from reviewer.gui.widgets.buttons import LinkButton

NARROW = 760
"""Logical pixels; below them completeness stands under the verdict instead of beside it."""


class VerdictBanner(QWidget):
    """A frame in the verdict's colour. ``compare_requested``: the person holds an expected head."""

    compare_requested = Signal()

    def __init__(self, told: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = standing_look(told.verdict, told.withheld).tone
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(16, 14, 16, 12)
        self._row.setSpacing(16)
        self.badge = VerdictBadge(told.verdict, size=TextSize.SUBTITLE, withheld=told.withheld)
        self._row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        words = QVBoxLayout()
        words.setSpacing(4)
        self.reason = Paragraph(told.reason, name="Reason", tab_stop=True)
        words.addWidget(self.reason)
        words.addWidget(Paragraph(told.next_step, size=TextSize.SECONDARY, dim=True, name="What to do"))
        for more in (told.quarantined, told.in_transit, told.history):
            if more:
                words.addWidget(Paragraph(more, size=TextSize.SECONDARY, name="Note"))
        words.addStretch(1)
        self._row.addLayout(words, 3)
        self._row.addWidget(self._completeness(told), 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName("Verdict")

    def _completeness(self, told: Banner) -> QWidget:
        side = QWidget()
        side.setAccessibleName("Completeness")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label("Completeness", size=TextSize.SECONDARY, bold=True))
        chip = Badge(told.completeness)
        chip.setAccessibleName(f"Completeness: {told.completeness.word}")
        line.addWidget(chip)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(Paragraph(told.completeness_words, size=TextSize.SECONDARY, name="Completeness"))
        self.compare = LinkButton("Compare with an expected head…")
        self.compare.clicked.connect(self.compare_requested)
        column.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return side

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(10 if narrow else 16)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours().of(self._tone), 1.4))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()
