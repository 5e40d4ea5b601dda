"""The one place where text reaches a terminal. Every command writes through here.

Each call writes exactly one line, with control characters made visible, so that no name in a package can move the
cursor, colour the screen or forge a second line.
"""

import contextlib
import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TextIO

from reviewer.application.errors import EnvironmentFault
from reviewer.application.faults import fault_sentence
from reviewer.application.visible_text import visible


def say(line: str = "") -> None:
    """One line on standard output: what the command was asked for. Raises EnvironmentFault (the disc is full).

    Where the reader of a pipe went away, as “head” does, the rest is dropped: the work goes on and keeps its exit
    status, since a verdict must not turn into another because nobody read it to its end.
    """
    with _delivered(sys.stdout):
        if sys.stdout is not None:
            sys.stdout.write(visible(line) + "\n")


def say_bytes(content: bytes) -> None:
    """The bytes as they are on standard output, for files that a person had written there. Raises as ``say`` does."""
    with _delivered(sys.stdout):
        if sys.stdout is not None:
            sys.stdout.buffer.write(content)


def tell(line: str) -> None:
    """One line on standard error: faults, hints and what is going on. Nothing where nobody can be told."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(visible(line) + "\n")
        stream.flush()
    except (OSError, ValueError):
        _silence(stream)


def finish() -> None:
    """Before the program ends: what argparse wrote by itself must not fail when nobody can be told any more."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            _silence(stream)


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
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"\r\x1b[K{shown}")
        sys.stderr.flush()


def is_terminal(stream: TextIO) -> bool:
    """Whether a person is looking: a pipe, a file or a stream that was closed is none."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def can_rewrite(stream: TextIO) -> bool:
    """Whether ``rewrite`` has its effect there: on a terminal that knows how to clear a line."""
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def prepare_streams() -> None:
    """Let both streams write any script: what the terminal's encoding cannot show is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def _delivered(stream: TextIO | None) -> Iterator[None]:
    """What is written inside leaves at once. Python has no stream at all where it was closed before the start."""
    try:
        yield
        if stream is not None:
            stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        raise EnvironmentFault(fault_sentence("The output could not be written", "standard output", error)) from error


def _silence(stream: TextIO | None) -> None:
    """Let what is still to come, what waits in the buffer too, go nowhere: else Python complains of it at its end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]  # None has no fileno: suppressed
        os.close(nowhere)


def _columns(stream: TextIO) -> int:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return max(20, os.get_terminal_size(stream.fileno()).columns)
    return 80


def _width(text: str) -> int:
    wide = sum(1 for character in text if unicodedata.east_asian_width(character) in "WF")
    marks = sum(1 for character in text if unicodedata.category(character) in ("Mn", "Me"))
    return len(text) + wide - marks
