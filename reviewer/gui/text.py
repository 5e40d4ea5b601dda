"""The one place where text becomes safe to show, and where values become words.

Texts of a package are hostile: a name may hold markup, line breaks, controls or characters that turn the direction of
writing. Qt guesses rich text in labels and tool tips; nothing here lets it. Outside this module nobody builds a
``QLabel``, sets a tool tip or calls ``setHtml`` (a test looks).
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from reviewer.application.visible_text import visible as escaped
from reviewer.evidence.instants import MICROSECONDS, in_words
from reviewer.gui.theme import TextSize, Tone, font

UNKNOWN = "unknown"
"""Said where a value is not known: a word, never an empty cell."""

_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = re.compile(r".{1,12}/?")
_LONGEST = 4_000
"""Characters of one text that a label shows; what is longer is cut and says so."""


def visible(text: str, *, lines: bool = False) -> str:
    """The text with every control, direction mark and private character written as an escape, ``\\u202e`` say.

    ``lines`` keeps line feeds; without it they are shown as escapes, so that one value stays one line.
    """
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + " … (cut here)"
    return "\n".join(map(escaped, shown.split("\n"))) if lines else escaped(shown)


def breakable(shown: str) -> str:
    """Lets a line end inside a long word (a path, a digest), so that it does not widen its place. Only to be shown."""
    return _LONG_WORD.sub(lambda word: _BREAK.join(_PIECE.findall(word.group())), shown)


class Label(QLabel):
    """A label that shows exactly its text, as plain text, whatever the text looks like.

    Lines wrap where ``wrap`` is set; line feeds are kept then. ``selectable`` lets mouse and keyboard copy it.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        size: TextSize = TextSize.BODY,
        bold: bool = False,
        dim: bool = False,
        tone: Tone | None = None,
        wrap: bool = False,
        selectable: bool = False,
        monospace: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(size, bold=bold, monospace=monospace))
        self.setWordWrap(wrap)
        self.setProperty("dim", dim)
        if tone is not None:
            self.setProperty("tone", tone.value)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)

    def setText(self, text: str) -> None:
        shown = visible(text, lines=self.wordWrap())
        copied = bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)
        super().setText(breakable(shown) if self.wordWrap() and not copied else shown)
        self.setAccessibleName(shown)


class ElidedLabel(Label):
    """One line that ends in … where it does not fit; the whole text is its tool tip and its accessible name."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, size: TextSize = TextSize.BODY,
                 bold: bool = False, dim: bool = False, middle: bool = False) -> None:  # fmt: skip
        self._whole = ""
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        super().__init__(text, parent, size=size, bold=bold, dim=dim)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._whole = QLabel.text(self)
        self.setAccessibleName(self._whole)
        self._explain()

    def minimumSizeHint(self) -> QSize:
        return QSize(min(48, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment(), self._elided())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def _explain(self) -> None:
        set_tool_tip(self, self._whole if self._elided() != self._whole else "")

    def _elided(self) -> str:
        return QFontMetrics(self.font()).elidedText(self._whole, self._mode, self.contentsRect().width())


@dataclass(frozen=True, slots=True)
class Strong:
    """A part of a sentence that is set in bold."""

    text: str


class Sentence(QLabel):
    """A wrapped sentence with words in bold. Each part is escaped by itself: no part can bring markup along."""

    def __init__(self, parts: Sequence[str | Strong] = (), parent: QWidget | None = None,
                 *, size: TextSize = TextSize.BODY) -> None:  # fmt: skip
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setOpenExternalLinks(False)
        self.setFont(font(size))
        self.setWordWrap(True)
        self.say(parts)

    def say(self, parts: Sequence[str | Strong]) -> None:
        """Shows these parts one after the other."""
        plain, marked = "", ""
        for part in parts:
            text = visible(part.text if isinstance(part, Strong) else part)
            plain += text
            text = breakable(text)
            marked += f"<b>{_as_markup(text)}</b>" if isinstance(part, Strong) else _as_markup(text)
        self.setText(marked)
        self.setAccessibleName(plain)


def set_tool_tip(widget: QWidget, text: str) -> None:
    """A tool tip that is plain text; an empty text takes it away."""
    widget.setToolTip(as_tool_tip(text))


def as_tool_tip(text: str) -> str:
    """For places that hand a tool tip to Qt as data (models): escaped, so that Qt's guess at markup finds ours only."""
    return f"<qt>{_as_markup(visible(text))}</qt>" if text else ""


def _as_markup(text: str) -> str:
    """For the two places that must hand Qt markup: the text, none of it markup any more."""
    return text.translate(_MARKUP)


# --- values in words ------------------------------------------------------------------------------------------------


_FIRST_DAY = -62_135_596_800 + 86_400
_LAST_DAY = 253_402_300_800 - 86_400
"""Seconds since 1970: between the two every time zone's local time lies inside the calendar of the years 1 to 9999."""


def local_offset_minutes(instant: int) -> int:
    """How far this machine's time zone is from UTC at an instant (µs UTC), in minutes; 0 at the calendar's ends."""
    seconds = instant // MICROSECONDS
    if not _FIRST_DAY <= seconds <= _LAST_DAY:
        return 0
    try:
        return (time.localtime(seconds).tm_gmtoff or 0) // 60
    except (OverflowError, ValueError, OSError):
        return 0


def when(instant: int | None, decimals: int = 0) -> str:
    """``2 Nov 2026, 11:04:05 −06:00`` in this machine's time zone, or "unknown"."""
    return UNKNOWN if instant is None else in_words(instant, local_offset_minutes(instant), decimals)


def day_and_time(instant: int) -> tuple[str, str]:
    """``2 Nov 2026`` and ``13:00 −06:00`` in this machine's time zone; the second is empty outside the calendar."""
    day, clock, offset = _parts(instant)
    return day, f"{clock} {offset}".strip()


def span(start: int | None, end: int | None) -> tuple[str, str]:
    """A window in two lines: ``2 Nov 2026`` and ``13:00 – 15:00 −06:00``; a longer one names both days."""
    if start is None or end is None:
        return UNKNOWN, ""
    first, since, offset_then = _parts(start)
    last, until, offset = _parts(end)
    if first == last and offset_then == offset:
        return first, f"{since} – {until} {offset}" if since else ""
    return f"{first} – {last}", f"{since} {offset_then} – {until} {offset}"


def _parts(instant: int) -> tuple[str, str, str]:
    """Day, time to the minute, offset; outside the calendar a clause in words and nothing."""
    day, _comma, rest = when(instant).partition(", ")
    clock, _blank, offset = rest.partition(" ")
    return day, clock[:5], offset


def duration(microseconds: int | None) -> str:
    """``2 min 19 s``; seconds that are not whole are cut off."""
    if microseconds is None:
        return UNKNOWN
    seconds = max(0, microseconds) // MICROSECONDS
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if hours or minutes else "", f"{seconds} s"]
    return " ".join(part for part in parts if part)


def byte_size(count: int) -> str:
    """``512 bytes``, ``1.4 MB``: powers of ten, as a disc counts."""
    if count < 1000:
        return "1 byte" if count == 1 else f"{count} bytes"
    power = 1 if count < 999_950 else 2 if count < 999_950_000 else 3 if count < 999_950_000_000 else 4
    size = count / 1000**power
    return f"{size:.{0 if size >= 100 else 1}f} {('kB', 'MB', 'GB', 'TB')[power - 1]}"


def number(count: int) -> str:
    """``1,000``."""
    return f"{count:,}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 clip``, ``3 clips``."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
