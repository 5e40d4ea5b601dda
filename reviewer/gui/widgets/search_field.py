"""The search field: a lens, a button that empties it, and one signal after the person has stopped typing."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from reviewer.gui.icons import icon

_PAUSE_MS = 150
_LONGEST = 200


class SearchField(QLineEdit):
    """``searched`` carries the text; Escape empties the field."""

    searched = Signal(str)

    def __init__(self, placeholder: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setMaxLength(_LONGEST)
        self.setClearButtonEnabled(True)
        self.setAcceptDrops(False)  # files that are dropped here are meant for the window
        self._lens = self.addAction(icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        for button in self.findChildren(QToolButton):
            lens = button.defaultAction() is self._lens
            button.setAccessibleName("Search" if lens else "Empty the search field")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text()))
        self.textChanged.connect(lambda _text: self._pause.start())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._lens.setIcon(icon("search", "dim"))
        super().changeEvent(event)
