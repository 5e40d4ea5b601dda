"""The one place where text reaches a terminal. Every command writes through here.

Each call writes exactly one line, with control characters made visible, so that no name in a package can move the
cursor, colour the screen or forge a second line.
"""

import contextlib
import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO

from reviewer.application.visible_text import visible


def say(line: str = "") -> None:
    """One line on standard output: what the command was asked for."""
    _write(sys.stdout, line)


def tell(line: str) -> None:
    """One line on standard error: faults, hints and what is going on."""
    _write(sys.stderr, line)


def say_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns of equal width, two blanks apart; wide characters count as two."""
    table = [[visible(cell) for cell in row] for row in (header, *rows)]
    widths = [max(_width(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        say("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())


def rewrite(line: str) -> None:
    """Replace the unfinished last line of standard error, cut to the terminal's width; an empty text clears it."""
    width = _columns(sys.stderr) - 1
    shown = visible(line)
    while _width(shown) > width:
        shown = shown[:-1]
    sys.stderr.write(f"\r\x1b[K{shown}")
    sys.stderr.flush()


def is_terminal(stream: TextIO) -> bool:
    """Whether a person is looking: a pipe, a file or a stream that was closed is none."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def prepare_streams() -> None:
    """Let both streams write any script: what the terminal's encoding cannot show is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _write(stream: TextIO, line: str) -> None:
    stream.write(visible(line) + "\n")
    stream.flush()


def _columns(stream: TextIO) -> int:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return max(20, os.get_terminal_size(stream.fileno()).columns)
    return 80


def _width(text: str) -> int:
    wide = sum(1 for character in text if unicodedata.east_asian_width(character) in "WF")
    marks = sum(1 for character in text if unicodedata.category(character) in ("Mn", "Me"))
    return len(text) + wide - marks
