"""The log file in the data home: rotating, one record a line, control characters escaped.

It tells what the program did, for whoever looks after it. It is no evidence: that is the catalogue's part.
"""

import logging
import logging.handlers
import time

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


def open_log(settings: Settings) -> None:
    """Start logging into the home. A home that cannot be written is no reason to stop: the work will say so itself."""
    close_log()
    logger = logging.getLogger(ROOT)
    logger.setLevel(logging.DEBUG if settings.debug else logging.INFO)
    logger.propagate = False
    try:
        settings.log.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            settings.log, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(EscapingFormatter())
    logger.addHandler(handler)


def close_log() -> None:
    """Close what ``open_log`` opened, so that the file can be moved or deleted."""
    logger = logging.getLogger(ROOT)
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
