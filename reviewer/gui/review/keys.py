"""Keys: the table of a page, which is bound and shown alike, and the window that lists them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.buttons import Button
from reviewer.gui.widgets.surfaces import Surface


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


_WIDTH = 500
_NAME = "keys"

Group = tuple[str, Sequence[Key]]
"""A title and the keys under it."""


def show_help(parent: QWidget, groups: Sequence[Group]) -> QDialog:
    """A window that lists the keys; it does not stop what is under way. Escape closes it."""
    shown = parent.findChild(QDialog, _NAME)
    if isinstance(shown, QDialog):
        shown.activateWindow()
        return shown
    dialog = QDialog(parent)
    dialog.setObjectName(_NAME)
    dialog.setWindowTitle("Keys")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    inside = Surface("panel")
    grid = QGridLayout(inside)
    grid.setContentsMargins(20, 16, 20, 16)
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    row = 0
    for title, keys in groups:
        if row:
            grid.setRowMinimumHeight(row, 10)
            row += 1
        grid.addWidget(Label(title, size=TextSize.SUBTITLE, bold=True), row, 0, 1, 2)
        for row, key in enumerate((key for key in keys if key.words), start=row + 1):  # noqa: B020 - goes on from there
            grid.addWidget(Label(key.shown, bold=True), row, 0)
            grid.addWidget(Label(key.words, wrap=True), row, 1)
        row += 1
    grid.setRowStretch(row, 1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setAccessibleName("Keys")
    scroll.setWidget(inside)
    close = Button("Close")
    close.clicked.connect(dialog.close)
    foot = Surface("footer")
    foot_row = QHBoxLayout(foot)
    foot_row.setContentsMargins(16, 10, 16, 10)
    foot_row.addStretch(1)
    foot_row.addWidget(close)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(scroll, 1)
    column.addWidget(foot)
    room = parent.window().size()
    width = min(_WIDTH, room.width() - 40)
    height = grid.totalHeightForWidth(width - 12) + foot.sizeHint().height() + 2
    dialog.resize(width, min(height, room.height() - 40))
    dialog.show()
    return dialog


def window_keys() -> tuple[Key, ...]:
    """The keys of the whole window, as its parts bind them; for the help."""
    told = (
        ("Ctrl+1, Ctrl+2", "Library, review"),
        ("Ctrl+F", "Search the library"),
        ("Ctrl+I", "Import packages; with Shift: a folder"),
        ("↓ ↑, Enter", "Choose a package in the list, open it"),
        ("Ctrl+B", "Show or hide the panel beside the list, on a small screen"),
        ("F5", "Look the library up again"),
        ("Ctrl+R", "Review the clips of the package that is open"),
        ("Ctrl+P", "Custody report of the package that is open"),
        ("Alt+←", "From a package back to the library"),
        ("Esc", "From review back to the package; empties a search; closes a window"),
        ("Tab, Shift+Tab", "To the next part, to the one before"),
        ("F1 or ?", "This list"),
    )
    return tuple(Key((), shown, words, lambda: None) for shown, words in told)
