"""The program with a window: ``reviewer-gui [--home DIR] [--debug] [PACKAGE …]``.

What goes wrong unforeseen is written to the log and told calmly; a person never sees a traceback.
"""

import argparse
import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from reviewer import __version__
from reviewer.application.settings import Settings, settings_for
from reviewer.gui.icons import icon
from reviewer.gui.job_runner import JobRunner, internal_error_sentence
from reviewer.gui.main_window import MainWindow
from reviewer.gui.opening import open_everything
from reviewer.gui.theme import Theme
from reviewer.gui.window_memory import WindowMemory

log = logging.getLogger("reviewer.gui")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs until the window is closed. Exit status 0, or 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    settings = settings_for(arguments.home, arguments.debug)
    qInstallMessageHandler(_log_qt)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Reviewer")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("reviewer")
    window, jobs = make_window(application, settings)
    mishaps = _Mishaps(window, settings)
    sys.excepthook = mishaps.caught
    threading.excepthook = lambda caught: mishaps.caught(caught.exc_type, caught.exc_value, caught.exc_traceback)
    if arguments.exit_after_first_paint:
        window.first_painted.connect(application.quit)
    window.import_paths(path.absolute() for path in arguments.packages)
    window.show()
    status = application.exec()
    jobs.drain()
    window.close_services()
    return status


def make_window(application: QApplication, settings: Settings) -> tuple[MainWindow, JobRunner]:
    """The window over a data home, not yet shown; for ``main``, the demonstration and the tests."""
    memory = WindowMemory(settings.home)
    theme = Theme(application, memory.scheme)
    application.setWindowIcon(icon("reviewer", "accent"))
    jobs = JobRunner(application, log_file=settings.log)
    return MainWindow(jobs, theme, memory, lambda: open_everything(settings)), jobs


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reviewer-gui", description="Import, verify, play and report sealed footage packages, in a window."
    )
    parser.add_argument("packages", metavar="PACKAGE", nargs="*", type=Path, help="import these files or folders")
    parser.add_argument("--home", type=Path, metavar="DIR", help="where Reviewer keeps its data")
    parser.add_argument("--debug", action="store_true", help="write more to the log")
    parser.add_argument("--exit-after-first-paint", action="store_true", help=argparse.SUPPRESS)  # for make bench
    parser.add_argument("--version", action="version", version=f"Reviewer {__version__}")
    return parser


class _Mishaps(QObject):
    """Writes what nobody caught to the log and says so once at a time, in the window's thread."""

    _happened = Signal()

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._log_file = settings.log
        self._telling = False
        self._happened.connect(self._tell)

    def caught(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log.critical("unforeseen error", exc_info=(kind, error or kind(), trace))
        self._happened.emit()

    def _tell(self) -> None:
        if self._telling:
            return
        self._telling = True
        from reviewer.gui.question import ask  # only now: a start does not need it

        try:
            ask(
                self._window,
                "Reviewer",
                "Something went wrong inside Reviewer.",
                f"{internal_error_sentence(self._log_file)} You can go on working; if it happens again, start "
                "Reviewer anew and send that log to whoever looks after it.",
                ("Go on",),
            )
        finally:
            self._telling = False


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("reviewer.qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category, message)


if __name__ == "__main__":
    sys.exit(main())
