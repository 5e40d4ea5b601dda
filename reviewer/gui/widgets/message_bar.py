"""Bars that stand on the page where the work is: what happened, what to do, and a button that does it.

Nothing here is a box to click away; a decision that has to be taken is ``text.ask``.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer.gui.icons import pixmap
from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize, Tone, colours
from reviewer.gui.widgets.buttons import IconButton, SmallButton

Action = tuple[str, Callable[[], object]]
"""A verb and what it does."""

_ICONS = {Tone.BAD: "error", Tone.CAUTION: "warning", Tone.GOOD: "done", Tone.NEUTRAL: "info", Tone.ACCENT: "info"}


class MessageBar(QWidget):
    """One message. ``closed`` is emitted when the person puts it away."""

    closed = Signal()

    def __init__(
        self,
        tone: Tone,
        sentence: str,
        parent: QWidget | None = None,
        *,
        detail: str = "",
        actions: Sequence[Action] = (),
        closable: bool = True,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setAccessibleName(f"{sentence} {detail}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 10 if closable else 20, 8)
        row.setSpacing(10)
        self._icon = Label()
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.sentence = Label(sentence, wrap=True, selectable=True)
        words.addWidget(self.sentence)
        if detail:
            words.addWidget(Label(detail, size=TextSize.SECONDARY, wrap=True, selectable=True))
        row.addLayout(words, 1)
        for verb, deed in actions:
            button = SmallButton(verb)
            button.clicked.connect(lambda _checked=False, deed=deed: deed())
            row.addWidget(button)
        if closable:
            close = IconButton("close", "Put this message away")
            close.clicked.connect(self.closed)
            row.addWidget(close)
        self._draw_icon()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours().soft(self._tone))
        painter.fillRect(0, 0, 4, self.height(), colours().of(self._tone))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(colours().line))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_icon()
            self.update()
        super().changeEvent(event)

    def _draw_icon(self) -> None:
        picture = pixmap(_ICONS[self._tone], colours().of(self._tone), 20, self.devicePixelRatioF())
        self._icon.setPixmap(picture)


class MessageArea(QWidget):
    """A stack of bars at the head of a page; each has a key, so that a newer message takes an older one's place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: dict[str, MessageBar] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def tell(
        self,
        key: str,
        tone: Tone,
        sentence: str,
        *,
        detail: str = "",
        actions: Sequence[Action] = (),
        closable: bool = True,
    ) -> MessageBar:
        """Shows a message, and tells assistive technology. A message of the same key makes room for it."""
        self.clear(key)
        bar = MessageBar(tone, sentence, self, detail=detail, actions=actions, closable=closable)
        bar.closed.connect(lambda: self.clear(key))
        self._bars[key] = bar
        self._column.addWidget(bar)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))
        return bar

    def clear(self, key: str) -> None:
        """Takes the message of this key away; nothing happens where there is none."""
        bar = self._bars.pop(key, None)
        if bar is not None:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.setVisible(bool(self._bars))

    def sentences(self) -> tuple[str, ...]:
        """What is being said now, oldest first."""
        return tuple(bar.accessibleName() for bar in self._bars.values())
