"""A SHA-256 that can be read aloud and copied: groups of four digits, and a button that copies it whole."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer.gui.text import UNKNOWN, Label
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.buttons import SmallButton

_SAID_MS = 1_500


def grouped(digits: str, short: bool = False) -> str:
    """``7c01 9e42 … b3aa 18d4`` or all sixteen groups."""
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    if short and len(groups) > 4:
        return " ".join((*groups[:2], "…", *groups[-2:]))
    return " ".join(groups)


class CopyableHash(QWidget):
    """Shows hex digits in groups; copies them without blanks. ``name`` says what they are: "Head", "SHA-256"."""

    def __init__(self, digits: str | None, name: str, parent: QWidget | None = None, *, short: bool = False) -> None:
        super().__init__(parent)
        self._name = name
        self._short = short
        self._digits: str | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._label = Label(monospace=True, size=TextSize.SECONDARY, selectable=True, wrap=not short)
        self._copy = SmallButton("Copy", icon="copy")
        self._copy.setAccessibleName(f"Copy {name}")
        self._copy.clicked.connect(self.copy)
        row.addWidget(self._label, 0 if short else 1)
        row.addWidget(self._copy)
        if short:
            row.addStretch(1)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(_SAID_MS)
        self._told.timeout.connect(lambda: self._say("Copy"))
        self.set_digits(digits)

    def set_digits(self, digits: str | None) -> None:
        """Shows another value; None reads "unknown" and cannot be copied."""
        self._digits = digits
        self._label.setText(grouped(digits, self._short) if digits else UNKNOWN)
        self._label.setAccessibleName(f"{self._name}: {digits or UNKNOWN}")
        self._copy.setVisible(digits is not None)

    def copy(self) -> None:
        """Puts the digits, ungrouped, on the clipboard, and says so on the button."""
        if self._digits:
            QGuiApplication.clipboard().setText(self._digits)
            self._say("Copied")
            self._told.start()

    def _say(self, word: str) -> None:
        self._copy.setText(f" {word}")
