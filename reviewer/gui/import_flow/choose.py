"""How a person says what to import: a dialog for files, another for a folder."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_FILTERS = "Footage packages (*.asice);;All files (*)"


def choose_files(parent: QWidget, start_in: str = "") -> Sequence[Path]:
    """Several files at once; nothing where the person thought better of it."""
    names, _filter = QFileDialog.getOpenFileNames(parent, "Import packages", start_in, _FILTERS)
    return [Path(name) for name in names]


def choose_folder(parent: QWidget, start_in: str = "") -> Sequence[Path]:
    """One package that lies open as a plain folder, say on a disc handed to counsel."""
    name = QFileDialog.getExistingDirectory(parent, "Import a package that is a plain folder", start_in)
    return [Path(name)] if name else []
