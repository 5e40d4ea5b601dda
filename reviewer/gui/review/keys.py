"""The keys of the review page, in one table: what is bound is what the help says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from reviewer.gui.text import Label


@dataclass(frozen=True, slots=True)
class Key:
    """One or several keys for a deed, in Qt's words, and what the help says of them."""

    sequences: tuple[str, ...]
    shown: str
    words: str
    deed: Callable[[], Any]


def bind(page: QWidget, keys: tuple[Key, ...]) -> None:
    """Binds every key on the page and its children."""
    for key in keys:
        for sequence in key.sequences:
            shortcut = QShortcut(QKeySequence(sequence), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(key.deed)


def show_help(parent: QWidget, keys: tuple[Key, ...]) -> QDialog:
    """A small window that lists the keys; it does not stop the pictures."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Keys of this page")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 16, 20, 16)
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(6)
    for row, key in enumerate(key for key in keys if key.words):
        grid.addWidget(Label(key.shown, bold=True), row, 0)
        grid.addWidget(Label(key.words), row, 1)
    column.addLayout(grid)
    dialog.show()
    return dialog
