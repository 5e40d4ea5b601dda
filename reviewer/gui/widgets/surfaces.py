"""Grounds and frames: a surface of the theme, and the card with a title."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer.gui.text import Label

_TITLE_HEIGHT = 26
"""That of a small button, so that cards with and without one stand in line."""
SurfaceKind = Literal["panel", "ground", "card", "navigation", "header", "footer", "side", "rule"]


class Surface(QFrame):
    """A plain ground; the style sheet knows the kinds."""

    def __init__(self, kind: SurfaceKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def rule(parent: QWidget | None = None) -> Surface:
    """A thin line between two parts."""
    return Surface("rule", parent)


class Card(Surface):
    """A framed part of a page. ``body`` is where its content goes; ``header`` takes a chip or a small button.

    ``margins`` in logical pixels around the body: 0 for lists that reach the frame.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None, *, margins: int = 14) -> None:
        super().__init__("card", parent)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(1, 1, 1, 1)
        outside.setSpacing(0)
        self.header = QHBoxLayout()
        self.header.setContentsMargins(14, 10, 10, 10)
        self.header.setSpacing(8)
        if title:
            self.title = Label(title, bold=True)
            self.title.setMinimumHeight(_TITLE_HEIGHT)
            self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.setAccessibleName(title)
            self.header.addWidget(self.title)
            self.header.addStretch(1)
            outside.addLayout(self.header)
            outside.addWidget(rule())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(margins, min(margins, 12), margins, min(margins, 12))
        self.body.setSpacing(4)
        outside.addLayout(self.body)
