"""What a page is made of: blocks that know their height at a width, can be parted between pages, and draw themselves.

All distances are points; ``top`` counts upwards from the bottom of the page, as PDF does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from reviewer.reports.look import BODY, LINE, Style
from reviewer.reports.marks import Mark
from reviewer.reports.pen import Pen
from reviewer.reports.structure import Element
from reviewer.reports.text import Line, Span, set_lines

Parts = tuple["Block | None", "Block | None"]
"""What still fits, and what is left for the next page."""

_BASELINE = 0.76
"""Where a line's baseline lies in its leading, from the top."""


class Block(Protocol):
    """``before`` and ``after`` are the distances to its neighbours; ``keep``: not the last thing on a page."""

    before: float
    after: float
    keep: bool

    def height(self, width: float) -> float: ...

    def least(self, width: float) -> float:
        """The height of the smallest first part that is worth starting on a page."""
        ...

    def split(self, width: float, room: float) -> Parts:
        """Part it so that the first part is no higher than ``room``; (None, self) where nothing fits."""
        ...

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None: ...


@dataclass(eq=False)
class Text:
    """A paragraph, a heading, a cell's text. ``mark`` stands before its first line, the rest is indented.

    ``outline`` gives a heading a bookmark at this level (0, 1 …). ``indent`` is for all lines.
    """

    text: Sequence[Span] | str
    style: Style = BODY
    mark: Mark | None = None
    outline: int | None = None
    indent: float = 0.0
    right: bool = False
    lines_from: int = 0
    lines_to: int | None = None
    element: Element | None = None

    def __post_init__(self) -> None:
        self.spans: Sequence[Span] = (Span(self.text),) if isinstance(self.text, str) else self.text
        self.before = self.style.before if self.lines_from == 0 else 0.0
        self.after = self.style.after if self.lines_to is None else 0.0
        self.keep = self.style.keep
        self._placed = self.element is not None
        if self.element is None:
            self.element = Element(self.style.tag)
        self._set: dict[float, tuple[Line, ...]] = {}

    def stand_in(self, element: Element) -> None:
        """Be the content of this element itself, unless this text is already part of another one."""
        if not self._placed:
            self.element, self._placed = element, True

    def lines(self, width: float) -> tuple[Line, ...]:
        inner = width - self._inset
        if inner not in self._set:
            self._set[inner] = set_lines(self.spans, self.style, inner)
        return self._set[inner][self.lines_from : self.lines_to]

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self.style.leading

    def least(self, width: float) -> float:
        return min(2, len(self.lines(width))) * self.style.leading

    def split(self, width: float, room: float) -> Parts:
        fitting, there = int(room / self.style.leading), len(self.lines(width))
        if fitting >= there:
            return self, None
        if fitting < 1:
            return None, self
        return self._part(0, fitting), self._part(fitting, there)

    def _part(self, first: int, last: int) -> Text:
        part = Text(
            self.spans, self.style, self.mark if first == 0 else None, self.outline if first == 0 else None,
            self.indent + (self._inset - self.indent if first else 0.0), self.right,
            self.lines_from + first, self.lines_from + last, self.element,
        )  # fmt: skip
        part._set = self._set
        return part

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        lines = self.lines(width)
        if self.outline is not None and lines:
            key = f"section-{pen.canvas.getPageNumber()}-{round(top)}"
            pen.canvas.bookmarkHorizontal(key, 0, top + 10)
            pen.canvas.addOutlineEntry(lines[0].text, key, self.outline, closed=False)
        if self.mark:
            radius = self.style.size * 0.4
            with pen.artifact():
                centre = x + self.indent + radius, top - self.style.leading * _BASELINE + self.style.size * 0.36
                self.mark.draw(pen, centre, radius)
        assert self.element is not None
        if not any(line.runs for line in lines):
            return
        with pen.content(self.element):
            for index, line in enumerate(lines):
                baseline = top - self.style.leading * (index + _BASELINE)
                start = x + width - line.width if self.right else x + self._inset
                pen.line(start, baseline, line)

    @property
    def _inset(self) -> float:
        return self.indent + (self.style.size * 1.25 if self.mark else 0.0)


Painter = Callable[[Pen, float, float, float], None]
"""(pen, x, top, width) → a drawing whose height is known beforehand."""


@dataclass(eq=False)
class Figure:
    """A drawing. ``alternative`` says the same in words, for those who cannot see it."""

    tall: float
    paint: Painter
    alternative: str
    before: float = 0.0
    after: float = 6.0
    keep: bool = False

    def height(self, width: float) -> float:
        return self.tall

    def least(self, width: float) -> float:
        return self.tall

    def split(self, width: float, room: float) -> Parts:
        return (self, None) if self.tall <= room else (None, self)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        box = (x, top - self.tall, x + width, top)
        with pen.content(Element("Figure", alternative=self.alternative, box=box)):
            self.paint(pen, x, top, width)


@dataclass(eq=False)
class Stack:
    """Blocks one below the other."""

    blocks: Sequence[Block]
    before: float = 0.0
    after: float = 0.0
    keep: bool = False

    def height(self, width: float) -> float:
        total = sum(block.height(width) for block in self.blocks)
        return total + sum(max(one.after, two.before) for one, two in zip(self.blocks, self.blocks[1:], strict=False))

    def least(self, width: float) -> float:
        return self.blocks[0].least(width) if self.blocks else 0.0

    def split(self, width: float, room: float) -> Parts:
        used = 0.0
        for index, block in enumerate(self.blocks):
            if index:
                used += max(self.blocks[index - 1].after, block.before)
            tall = block.height(width)
            if used + tall > room:
                head, tail = block.split(width, room - used)
                first = [*self.blocks[:index], *([head] if head else [])]
                rest = [*([tail] if tail else []), *self.blocks[index + 1 :]]
                return Stack(first, self.before) if first else None, Stack(rest, 0.0, self.after) if rest else None
            used += tall
        return self, None

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        for index, block in enumerate(self.blocks):
            if index:
                top -= max(self.blocks[index - 1].after, block.before)
            block.draw(pen, x, top, width)
            top -= block.height(width)


@dataclass(eq=False)
class Columns:
    """Blocks side by side, each with its share of the width. Not parted: for what fits a page."""

    blocks: Sequence[Block]
    shares: Sequence[float]
    gap: float = 16.0
    before: float = 0.0
    after: float = 6.0
    keep: bool = False

    def _widths(self, width: float) -> list[float]:
        room = width - self.gap * (len(self.blocks) - 1)
        return [room * share / sum(self.shares) for share in self.shares]

    def height(self, width: float) -> float:
        widths = self._widths(width)
        return max(block.height(part) for block, part in zip(self.blocks, widths, strict=True))

    def least(self, width: float) -> float:
        return self.height(width)

    def split(self, width: float, room: float) -> Parts:
        return (self, None) if self.height(width) <= room else (None, self)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        for block, part in zip(self.blocks, self._widths(width), strict=True):
            block.draw(pen, x, top, part)
            x += part + self.gap


@dataclass(eq=False)
class Panel:
    """A block on a ground of its own, framed, perhaps with a coloured bar at its left.

    ``whole``: not parted where a page could hold it.
    """

    inner: Block
    ground: str | None = None
    frame: str = LINE
    bar: str | None = None
    padding: float = 8.0
    before: float = 0.0
    after: float = 8.0
    keep: bool = False
    whole: bool = False
    element: Element = field(default_factory=lambda: Element("Div"))

    @property
    def _left(self) -> float:
        return self.padding + (5.0 if self.bar else 0.0)

    def height(self, width: float) -> float:
        return self.inner.height(width - self._left - self.padding) + 2 * self.padding

    def least(self, width: float) -> float:
        if self.whole:
            return self.height(width)
        return self.inner.least(width - self._left - self.padding) + 2 * self.padding

    def split(self, width: float, room: float) -> Parts:
        head, tail = self.inner.split(width - self._left - self.padding, room - 2 * self.padding)
        return self._around(head), self._around(tail)

    def _around(self, part: Block | None) -> Panel | None:
        if part is None:
            return None
        return Panel(
            part, self.ground, self.frame, self.bar, self.padding, self.before, self.after, element=self.element
        )

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        tall = self.height(width)
        with pen.artifact():
            pen.box(x, top - tall, width, tall, fill=self.ground, stroke=self.frame)
            if self.bar:
                pen.box(x, top - tall, 4, tall, fill=self.bar)
        with pen.inside(self.element):
            self.inner.draw(pen, x + self._left, top - self.padding, width - self._left - self.padding)


@dataclass(eq=False)
class Excerpt:
    """As much of a list as its page has room for, and a word on the rest: for what stands in full elsewhere.

    ``make(n)`` is the block with the first ``n`` of ``count`` entries.
    """

    count: int
    make: Callable[[int], Block]
    before: float = 0.0
    after: float = 0.0
    keep: bool = False

    def height(self, width: float) -> float:
        return self.make(self.count).height(width)

    def least(self, width: float) -> float:
        return self.make(0).height(width)

    def split(self, width: float, room: float) -> Parts:
        shown = self.count
        while shown > 0 and self.make(shown).height(width) > room:
            shown -= 1
        return self.make(shown), None

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        self.make(self.count).draw(pen, x, top, width)


@dataclass(eq=False)
class PageBreak:
    """What follows starts on a new page."""

    before: float = 0.0
    after: float = 0.0
    keep: bool = False

    def height(self, width: float) -> float:
        return 0.0

    def least(self, width: float) -> float:
        return 0.0

    def split(self, width: float, room: float) -> Parts:
        return self, None

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Nothing to see."""
