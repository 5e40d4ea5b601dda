"""Files dragged across the window: which of them can be taken, and the veil that says what letting go will do."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize, colours


def dropped_paths(data: QMimeData) -> Sequence[Path]:
    """The files and folders of this machine among what was dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]


class DropVeil(QWidget):
    """Covers its parent; lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = Label("Drop to import", size=TextSize.TITLE, bold=True)
        more = Label("Each file is copied and checked; the original stays where it is.", dim=True)
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (words, more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(1)
        self.hide()

    def lift(self) -> None:
        """Covers the whole of the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        table = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(table.panel)
        ground.setAlphaF(0.94)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(QColor(table.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(12, 12, -12, -12), 10, 10)
