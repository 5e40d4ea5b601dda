"""What the window remembers between two starts: its place, and the theme chosen. Kept in the data home, as text."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

from reviewer.gui.theme import SchemeChoice

_FILE = "window.ini"
_GEOMETRY = "window/geometry"
_SCHEME = "window/theme"
_FOLDER = "import/folder"


class WindowMemory:
    """Forgetting is no fault: a file that cannot be read or written leaves the defaults."""

    def __init__(self, home: Path) -> None:
        self._kept = QSettings(str(home / _FILE), QSettings.Format.IniFormat)

    @property
    def scheme(self) -> SchemeChoice:
        try:
            return SchemeChoice(str(self._kept.value(_SCHEME, SchemeChoice.SYSTEM.value)))
        except ValueError:
            return SchemeChoice.SYSTEM

    @scheme.setter
    def scheme(self, choice: SchemeChoice) -> None:
        self._kept.setValue(_SCHEME, choice.value)

    @property
    def import_folder(self) -> str:
        """Where the last import was chosen from."""
        return str(self._kept.value(_FOLDER, ""))

    @import_folder.setter
    def import_folder(self, folder: str) -> None:
        self._kept.setValue(_FOLDER, folder)

    def restore_geometry(self, window: QWidget) -> bool:
        """Puts the window where it was; answers False where nothing is known. Qt keeps it on a screen that exists."""
        kept = self._kept.value(_GEOMETRY)
        return isinstance(kept, QByteArray) and window.restoreGeometry(kept)

    def keep_geometry(self, window: QWidget) -> None:
        self._kept.setValue(_GEOMETRY, window.saveGeometry())
        self._kept.sync()
