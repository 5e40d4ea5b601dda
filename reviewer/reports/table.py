"""Tables of any length: rows are measured once, pages take what fits, and the header row stands on each of them.

Laying out and drawing are linear in the number of rows. A row that is higher than a page goes on on the next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from reviewer.reports.blocks import Block, Parts, Stack, Text
from reviewer.reports.look import CELL, CELL_HEAD, DIM, GROUND, LINE, STRONG_LINE
from reviewer.reports.pen import Pen
from reviewer.reports.structure import Element
from reviewer.reports.text import Span

ACROSS = 4.0
"""Points between a cell's edge and its text, left and right."""
DOWN = 3.0
_WORTH_PARTING = 300.0
"""A row lower than this goes to the next page whole."""
_WORTH_STARTING = 140.0
"""So much room a higher row asks for, to be started at the foot of a page."""
_LEAST_ROWS = 3
_HAIR = 0.001
"""Points by which sums of heights may err."""


@dataclass(eq=False)
class Row:
    """Cells from left to right; ``under`` stands below them, from the second column to the end.

    A cell may be a plain string. The first cell is the row's heading for a screen reader.
    """

    cells: Sequence[Block | str]
    under: Block | None = None
    element: Element = field(default_factory=lambda: Element("TR"))
    continued: bool = False

    def __post_init__(self) -> None:
        self.blocks: tuple[Block, ...] = tuple(Text(c, CELL) if isinstance(c, str) else c for c in self.cells)
        self.elements = [
            Element("TH", scope="Row") if index == 0 else Element("TD") for index in range(len(self.blocks))
        ]
        self.under_element = Element("TR")
        self._heights: dict[tuple[float, ...], float] = {}

    def upper(self, widths: tuple[float, ...]) -> float:
        return max(cell.height(width - 2 * ACROSS) for cell, width in zip(self.blocks, widths, strict=True)) + 2 * DOWN

    def height(self, widths: tuple[float, ...]) -> float:
        if widths not in self._heights:
            self._heights[widths] = self._measured(widths)
        return self._heights[widths]

    def _measured(self, widths: tuple[float, ...]) -> float:
        under = self.under.height(sum(widths[1:]) - 2 * ACROSS) + DOWN if self.under else 0.0
        return self.upper(widths) + under

    def split(self, widths: tuple[float, ...], room: float) -> tuple[Row | None, Row | None]:
        """Cells are parted each by itself; what stands under them goes with the last part."""
        upper = self.upper(widths)
        if upper > room:
            parts = [
                cell.split(width - 2 * ACROSS, room - 2 * DOWN) for cell, width in zip(self.blocks, widths, strict=True)
            ]
            if not any(head for head, _ in parts):
                return None, self
            head = Row([first or Stack(()) for first, _ in parts], None, self.element)
            tail = Row([rest or Stack(()) for _, rest in parts], self.under, self.element)
            tail.elements = head.elements = self.elements
            return head, tail
        if self.under is None:
            return self, None
        head_under, tail_under = self.under.split(sum(widths[1:]) - 2 * ACROSS, room - upper - DOWN)
        head = Row(self.blocks, head_under, self.element)
        tail = Row([Stack(()) for _ in self.blocks], tail_under, self.element, continued=True)
        tail.elements = head.elements = self.elements
        tail.under_element = head.under_element = self.under_element
        return head, tail if tail_under else None

    def draw(self, pen: Pen, x: float, top: float, widths: tuple[float, ...]) -> None:
        left = x
        with pen.inside(self.element):
            for cell, element, width in zip(self.blocks, self.elements, widths, strict=True):
                if isinstance(cell, Text):
                    cell.stand_in(element)  # no paragraph inside a cell that is one: half the structure tree
                with pen.inside(element):
                    cell.draw(pen, left + ACROSS, top - DOWN, width - 2 * ACROSS)
                left += width
        if self.under:
            top -= self.upper(widths) if not self.continued else DOWN
            cell_element = Element("TD", span=len(self.blocks))
            if self.under_element.kids:
                kid = self.under_element.kids[0]
                assert isinstance(kid, Element)
                cell_element = kid
            if isinstance(self.under, Text):
                self.under.stand_in(cell_element)
            with pen.inside(self.under_element), pen.inside(cell_element):
                self.under.draw(pen, x + widths[0] + ACROSS, top, sum(widths[1:]) - 2 * ACROSS)


@dataclass(eq=False)
class Table:
    """``shares`` divide the width. ``head`` is repeated on each page; none, where the first cells are headings.

    ``whole``: not parted where a page could hold it.
    """

    shares: Sequence[float]
    head: Sequence[str]
    rows: Sequence[Row]
    before: float = 0.0
    after: float = 8.0
    keep: bool = False
    whole: bool = False
    first: int = 0
    last: int | None = None
    element: Element = field(default_factory=lambda: Element("Table"))

    def __post_init__(self) -> None:
        self._head = Row([Text(title, CELL_HEAD) for title in self.head]) if self.head else None
        if self._head:
            self._head.elements = [Element("TH", scope="Column") for _ in self.head]
        self._end = len(self.rows) if self.last is None else self.last
        self._sums: dict[tuple[float, ...], list[float]] = {}

    def height(self, width: float) -> float:
        widths = self._widths(width)
        sums = self._running_heights(widths)
        return self._head_height(widths) + sums[self._end] - sums[self.first]

    def least(self, width: float) -> float:
        if self.whole:
            return self.height(width)
        widths = self._widths(width)
        first = self.rows[self.first].height(widths) if self.first < self._end else 0.0
        return self._head_height(widths) + min(first, _WORTH_STARTING)

    def split(self, width: float, room: float) -> Parts:
        widths = self._widths(width)
        sums = self._running_heights(widths)
        room -= self._head_height(widths)
        index = bisect_right(sums, sums[self.first] + room + _HAIR, self.first, self._end + 1) - 1
        if index >= self._end:
            return self, None
        if index < self.first:
            return None, self
        if index == self._end - 1 and index - self.first > _LEAST_ROWS:
            index -= 1  # one row alone on a page looks like a mistake
        rest = self._part(self.rows, index, self._end)
        before = self._part(self.rows, self.first, index) if index > self.first else None
        row = self.rows[index]
        if before is not None and row.height(widths) < _WORTH_PARTING:
            return before, rest
        head, tail = row.split(widths, room - (sums[index] - sums[self.first]))
        if head is None or tail is None:
            return before, rest
        shown = [*self.rows[self.first : index], head]
        left = [tail, *self.rows[index + 1 : self._end]]
        return self._part(shown, 0, len(shown)), self._part(left, 0, len(left))

    def _part(self, rows: Sequence[Row], first: int, last: int) -> Table:
        part = Table(
            self.shares, self.head, rows, self.before, self.after, first=first, last=last, element=self.element
        )
        if rows is self.rows:
            part._sums = self._sums
        return part

    def _widths(self, width: float) -> tuple[float, ...]:
        return _divide(width, tuple(self.shares))

    def _running_heights(self, widths: tuple[float, ...]) -> list[float]:
        """The height of all rows before each row, and at the end of all of them; measured once for all pages."""
        if widths not in self._sums:
            self._sums[widths] = list(accumulate((row.height(widths) for row in self.rows), initial=0.0))
        return self._sums[widths]

    def _head_height(self, widths: tuple[float, ...]) -> float:
        return self._head.height(widths) if self._head else 0.0

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        widths = self._widths(width)
        with pen.inside(self.element):
            if self._head:
                tall = self._head_height(widths)
                with pen.artifact():
                    pen.box(x, top - tall, width, tall, fill=GROUND)
                    pen.rule((x, top - tall), (x + width, top - tall), STRONG_LINE, 0.7)
                if self.element.kids:
                    self._repeat_head(pen, x, top, widths)
                else:
                    self._head.draw(pen, x, top, widths)
                top -= tall
            for row in self.rows[self.first : self._end]:
                row.draw(pen, x, top, widths)
                top -= row.height(widths)
                with pen.artifact():
                    pen.rule((x, top), (x + width, top), LINE, 0.5)

    def _repeat_head(self, pen: Pen, x: float, top: float, widths: tuple[float, ...]) -> None:
        """On later pages the header row is for the eye alone: the reader of the tree has had it."""
        with pen.artifact("Pagination"):
            for title, width in zip(self.head, widths, strict=True):
                cell = Text(title, CELL_HEAD)
                for index, line in enumerate(cell.lines(width - 2 * ACROSS)):
                    pen.line(x + ACROSS, top - DOWN - CELL_HEAD.leading * (index + 0.76), line)
                x += width


@lru_cache(maxsize=256)
def _divide(width: float, shares: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(width * share / sum(shares) for share in shares)


def facts(pairs: Sequence[tuple[str, Block | str]], label: float = 0.24) -> Table:
    """Names and values, without a header row: what is known, in words also where it is not known."""
    rows = [Row([Text(name, CELL.but(colour=DIM)), value]) for name, value in pairs]
    return Table((label, 1 - label), (), rows)


def small(text: str, colour: str = DIM) -> Span:
    """A quieter piece inside a cell."""
    return Span(text, colour=colour, size=7.4)
