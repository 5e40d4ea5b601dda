"""From the application object to the last job: the window over a data home, and what becomes of the unforeseen.

What goes wrong unforeseen is written to the log and told calmly; a person never sees a traceback.
"""

import gc
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


def run(home: Path | None, packages: Sequence[Path], *, debug: bool, only_paint: bool) -> int:
    """Runs until the window is closed, or with ``only_paint`` until it has been painted. Answers the exit status."""
    settings = settings_for(home, debug)
    qInstallMessageHandler(_log_qt)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Reviewer")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("reviewer")
    window, jobs = make_window(application, settings)
    window.first_painted.connect(application.quit if only_paint else gc.enable)
    mishaps = _Mishaps(window, settings)
    sys.excepthook = mishaps.caught
    threading.excepthook = lambda caught: mishaps.caught(caught.exc_type, caught.exc_value, caught.exc_traceback)
    window.import_paths(packages)
    window.show()
    status = application.exec()
    jobs.drain()
    window.close_services()
    return status


def make_window(application: QApplication, settings: Settings) -> tuple[MainWindow, JobRunner]:
    """The window over a data home, not yet shown; for ``main``, the demonstration and the tests."""
    memory = WindowMemory(settings.home)
    theme = Theme(application, memory.scheme, dressed=False)
    jobs = JobRunner(application, log_file=settings.log)
    return MainWindow(jobs, theme, memory, lambda: open_everything(settings)), jobs


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
