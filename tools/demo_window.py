"""The real window over a data home, opened on its newest package; says ``shown`` once that page stands there."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from reviewer.application.ports import LibraryQuery
from reviewer.application.settings import Settings
from reviewer.gui.program import make_window


def main() -> int:
    application = QApplication([sys.argv[0]])
    window, jobs = make_window(application, Settings(Path(sys.argv[1])))
    waiting = QTimer(interval=20)

    def show_newest() -> None:
        opened = window._opened
        if opened is None or jobs.busy:
            return
        waiting.stop()
        window.workplace.open_package(opened.services.library.keys(LibraryQuery())[0])
        print("shown", flush=True)

    waiting.timeout.connect(show_newest)
    window.first_painted.connect(waiting.start)
    window.show()
    status = application.exec()
    jobs.drain()
    window.close_services()
    return status


if __name__ == "__main__":
    sys.exit(main())
