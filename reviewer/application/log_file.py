"""The log file in the data home: rotating, one record a line, control characters escaped.

It tells what the program did, for whoever looks after it. It is no evidence: that is the catalogue's part.
"""

import contextlib
import logging
import logging.handlers
import time
from io import TextIOWrapper
from pathlib import Path

from reviewer.application.settings import Settings
from reviewer.application.visible_text import visible

MAX_BYTES = 2 << 20
KEPT_FILES = 5
ROOT = "reviewer"


class EscapingFormatter(logging.Formatter):
    """UTC times, and evidence text that cannot forge a record. Lines of a traceback are indented by a tab."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        record.message = visible(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        text = super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join("\t" + visible(line) for line in text.splitlines())


class QuietLogFile(logging.handlers.RotatingFileHandler):
    """Made with its folder when there is something to tell; where it cannot be written, it is not.

    The log is no evidence: a full disc stops the work itself, in a sentence, and needs no second voice here.
    """

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home
        super().__init__(
            settings.log,
            maxBytes=MAX_BYTES,
            backupCount=KEPT_FILES,
            encoding="utf-8",
            delay=True,
            errors="backslashreplace",
        )

    def _open(self) -> TextIOWrapper:
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(self.baseFilename).parent.mkdir(mode=0o700, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Says nothing. logging itself would print a traceback to the terminal."""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


def open_log(settings: Settings) -> None:
    """Start logging into the home. A home that cannot be written is no reason to stop: the work will say so itself."""
    close_log()
    logger = logging.getLogger(ROOT)
    logger.setLevel(logging.DEBUG if settings.debug else logging.INFO)
    logger.propagate = False
    handler = QuietLogFile(settings)
    handler.setFormatter(EscapingFormatter())
    logger.addHandler(handler)


def open_no_log() -> None:
    """For what may write nothing: log records go nowhere, where Python would else print them to the terminal."""
    close_log()
    logger = logging.getLogger(ROOT)
    logger.propagate = False
    logger.addHandler(logging.NullHandler())


def close_log() -> None:
    """Close what ``open_log`` opened, so that the file can be moved or deleted."""
    logger = logging.getLogger(ROOT)
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
