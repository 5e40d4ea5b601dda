"""Setting text in lines: spans of evidence or of our own words → runs of one face → lines that fit a width.

No markup is ever parsed. Every character goes through ``visible.pieces``, so a text can neither vanish nor act. A word
that is wider than its line is broken anywhere between two letters: hashes and paths never leave their cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from reviewer.reports.bidi import levels, visual_order
from reviewer.reports.fonts import MONO, Face, Glyph, face
from reviewer.reports.look import Style
from reviewer.reports.visible import Piece, cut, pieces

BOX_SCALE = 0.8
"""Size of a boxed code point, relative to the text that it stands in."""
BOX_PADDING = 1.6
"""Points between a boxed code point and its box, and between the box and its neighbours."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_CHUNKS = re.compile(" |[^ ]+")
_BREAKABLE = re.compile("[^/_]*[/_]+|[^/_]+")
"""Pieces between which a line may be broken, as in ``_may_break``."""


_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in the style of its block, save what it says otherwise. ``text`` is in logical order."""

    text: str
    face: str | None = None
    colour: str | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one face, size, colour and direction, with their width in points."""

    text: str
    face: Face
    size: float
    colour: str
    level: int = 0
    boxed: bool = False

    @property
    def width(self) -> float:
        if self.boxed:
            return _plain_width(self.face, self.text, self.size * BOX_SCALE) + 4 * BOX_PADDING
        if self.face.shaped:
            return sum(glyph.advance for glyph in self.glyphs) * self.size / 1000
        return _plain_width(self.face, self.text, self.size)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """The shaped glyphs in visual order; for faces that are shaped."""
        return _shaped(self.face, self.text, self.level == 1)

    @property
    def drawn(self) -> str:
        """The characters from left to right; for faces that are not shaped. Brackets inside right-to-left text turn."""
        if self.level != 1:
            return self.text
        return "".join(_MIRRORED.get(character, character) for character in reversed(self.text))

    def head(self, room: float) -> int:
        """How many characters, in whole clusters, fit into the room; at least one cluster."""
        if self.boxed:
            return len(self.text)
        ends = [*_cluster_starts(self.text)[1:], len(self.text)]
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.but(self.text[: ends[middle]]).width <= room:
                low = middle
            else:
                high = middle - 1
        return ends[low]

    def but(self, text: str) -> Run:
        return Run(text, self.face, self.size, self.colour, self.level, self.boxed)


@dataclass(frozen=True, slots=True)
class Line:
    """Runs in the order in which they are drawn, left to right."""

    runs: tuple[Run, ...]
    width: float

    @property
    def text(self) -> str:
        """As printed; for tests."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Word:
    """What is not broken between lines, unless it is wider than one."""

    runs: tuple[Run, ...]
    width: float
    space: bool = False


def set_lines(spans: Sequence[Span], style: Style, width: float) -> tuple[Line, ...]:
    """The lines of a text. Each fits the width, save where a single letter does not."""
    return _set_lines(tuple(spans), style, width)


@lru_cache(maxsize=4096)
def _set_lines(spans: tuple[Span, ...], style: Style, width: float) -> tuple[Line, ...]:
    """Set once, however often the same words stand in a column."""
    lines: list[Line] = []
    for paragraph in _paragraphs(spans, style):
        lines.extend(_fill(_words(paragraph, style), width))
    return tuple(lines)


def set_one_line(text: str, style: Style, room: float) -> Line:
    """The text on one line; where it does not fit, as many of its letters as do, and an ellipsis."""
    runs = [run for word in _words([Span(cut(text))], style) for run in word.runs]
    if sum(run.width for run in runs) <= room:
        return _line(runs)
    ellipsis = Run("…", face(style.face), style.size, style.colour)
    head, _ = _break(runs, room - ellipsis.width)
    return _line([*head, ellipsis])


def _paragraphs(spans: Sequence[Span], style: Style) -> Iterator[list[Span]]:
    paragraph: list[Span] = []
    for span in spans:
        text = cut(span.text)
        if style.prose and "\n" in text:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            paragraph.append(Span(first, span.face, span.colour, span.size))
            for part in rest:
                yield paragraph
                paragraph = [Span(part, span.face, span.colour, span.size)]
        else:
            paragraph.append(Span(text, span.face, span.colour, span.size))
    yield paragraph


def _words(spans: Sequence[Span], style: Style) -> Iterator[_Word]:
    """Words of a paragraph. Pieces that touch without a space are one word, whatever their spans."""
    if any(_RIGHT_TO_LEFT.search(span.text) or (not style.prose and "  " in span.text) for span in spans):
        yield from _mixed_words(spans, style)
        return
    pending: list[Run] = []
    for span in spans:
        manner = Span("", span.face or style.face, span.colour or style.colour, span.size or style.size)
        for chunk in _CHUNKS.findall(span.text):
            words = _chunk(chunk, manner, style)
            for index, word in enumerate(words):
                if not word.space:
                    pending += word.runs
                if pending and (word.space or index < len(words) - 1):
                    yield _closed(pending)
                    pending = []
                if word.space:
                    yield word
    if pending:
        yield _closed(pending)


@lru_cache(maxsize=32768)
def _chunk(chunk: str, manner: Span, style: Style) -> tuple[_Word, ...]:
    """A text without spaces, or one space, that reads left to right: set once, however often it stands in a report."""
    if chunk.isascii() and chunk.isprintable():
        # Hashes, numbers, English: all of one face, nothing to box; the same words as below, found faster.
        holder, size, colour = face(manner.face or style.face), manner.size or style.size, manner.colour or style.colour
        if all(ord(character) in holder.covered for character in chunk):
            parts = [chunk] if chunk == " " else _BREAKABLE.findall(chunk)
            return tuple(
                _Word((run,), run.width, space=part == " ")
                for part in parts
                for run in (Run(part, holder, size, colour),)
            )
    return tuple(_mixed_words([replace(manner, text=chunk)], style))


def _mixed_words(spans: Sequence[Span], style: Style) -> Iterator[_Word]:
    """Any script: a new run wherever face, style or direction changes, a new word wherever a line may break."""
    characters: list[tuple[Piece, Span]] = []
    for span in spans:
        characters += [(piece, span) for piece in pieces(span.text, span.face or style.face, MONO, style.prose)]
    directions = levels("".join("x" if piece.boxed else piece.text for piece, _ in characters))
    word: list[Run] = []
    for index, (piece, span) in enumerate(characters):
        run = Run(
            piece.text, piece.face, span.size or style.size, span.colour or style.colour, directions[index], piece.boxed
        )
        if piece.text == " ":
            if word:
                yield _closed(word)
            yield _Word((run,), run.width, space=True)
            word = []
            continue
        if word and not run.boxed and _same_manner(word[-1], run):
            word[-1] = word[-1].but(word[-1].text + run.text)
        else:
            word.append(run)
        following = characters[index + 1][0] if index + 1 < len(characters) else None
        if following and _may_break(piece, following):
            yield _closed(word)
            word = []
    if word:
        yield _closed(word)


def _closed(runs: list[Run]) -> _Word:
    return _Word(tuple(runs), sum(run.width for run in runs))


def _same_manner(one: Run, other: Run) -> bool:
    return not one.boxed and (one.face, one.size, one.colour, one.level) == (
        other.face, other.size, other.colour, other.level,
    )  # fmt: skip


def _may_break(piece: Piece, following: Piece) -> bool:
    if piece.boxed or following.boxed:
        return True
    if piece.text in "/_":
        return following.text not in "/_ "
    return _is_ideograph(piece.text) and unicodedata.category(following.text)[0] not in "PM"


def _is_ideograph(character: str) -> bool:
    return 0x2E80 <= ord(character) <= 0xA4CF or 0xF900 <= ord(character) <= 0xFAFF or ord(character) >= 0x20000


def _fill(words: Iterable[_Word], width: float) -> Iterator[Line]:
    """Greedy: as many words a line as fit. Spaces where a line is broken are not printed at its start."""
    line: list[Run] = []
    used, spaces, spaces_width = 0.0, list[Run](), 0.0
    broken = False
    for word in words:
        if word.space:
            if line or not broken:
                spaces += word.runs
                spaces_width += word.width
            continue
        if used + spaces_width + word.width > width and line:
            yield _line(line)
            line, used, spaces, spaces_width, broken = [], 0.0, [], 0.0, True
        if used + spaces_width > width:  # prose that begins with more spaces than a line holds
            spaces, spaces_width = [], 0.0
        line += spaces
        used += spaces_width
        spaces, spaces_width = [], 0.0
        rest = list(word.runs)
        while used + sum(run.width for run in rest) > width + 0.01:
            head, rest = _break(rest, width - used)
            if not rest:
                line += head
                used += sum(run.width for run in head)
                break
            yield _line(line + head)
            line, used, broken = [], 0.0, True
        else:
            line += rest
            used += sum(run.width for run in rest)
    yield _line(line)


def _break(runs: list[Run], room: float) -> tuple[list[Run], list[Run]]:
    """What of an overlong word still fits into the room (at least one cluster), and what is left of it."""
    head: list[Run] = []
    for index, run in enumerate(runs):
        if run.width <= room:
            head.append(run)
            room -= run.width
            continue
        if run.boxed and head:
            return head, runs[index:]
        count = run.head(room)
        if head and run.but(run.text[:count]).width > room:
            return head, runs[index:]
        rest = [run.but(run.text[count:])] if count < len(run.text) else []
        return [*head, run.but(run.text[:count])], rest + runs[index + 1 :]
    return head, []


def _line(runs: list[Run]) -> Line:
    ordered = visual_order(runs, [run.level for run in runs])
    merged: list[Run] = []
    for run in ordered:
        # Runs that read left to right are joined for a smaller file; shaped words stay as they were measured.
        if merged and not run.boxed and run.level != 1 and not run.face.shaped and _same_manner(merged[-1], run):
            merged[-1] = merged[-1].but(merged[-1].text + run.text)
        else:
            merged.append(run)
    return Line(tuple(merged), sum(run.width for run in merged))


def _cluster_starts(text: str) -> list[int]:
    return [
        index
        for index, character in enumerate(text)
        if index == 0
        or not (unicodedata.category(character)[0] == "M" or character in "\u200c\u200d" or text[index - 1] == "\u200d")
    ]


@lru_cache(maxsize=65536)
def _plain_width(holder: Face, text: str, size: float) -> float:
    return holder.width(text, size)


@lru_cache(maxsize=8192)
def _shaped(holder: Face, text: str, right_to_left: bool) -> tuple[Glyph, ...]:
    return holder.shape(text, right_to_left)
