"""What a page shows when it has nothing to show: what it is for, the first step, and the button that takes it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer.gui.icons import pixmap
from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize, Tone, colours
from reviewer.gui.widgets.buttons import Button

_PICTURE = 48
_WIDTH = 440


class EmptyState(QWidget):
    """Icon, title, one or two sentences, and the buttons given, in the middle of its room."""

    def __init__(
        self, icon: str, title: str, sentence: str, buttons: Sequence[Button] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = Label()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = Label(title, size=TextSize.TITLE, bold=True, wrap=True)
        self.sentence = Label(sentence, dim=True, wrap=True)
        for label in (self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setFixedWidth(_WIDTH)
        self.sentence.setMinimumHeight(self.sentence.heightForWidth(_WIDTH))
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addWidget(self.title)
        column.addWidget(self.sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)
        if buttons:
            self.setFocusProxy(buttons[0])
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self._picture.setPixmap(pixmap(self._icon, colours().of(Tone.NEUTRAL), _PICTURE, self.devicePixelRatioF()))
