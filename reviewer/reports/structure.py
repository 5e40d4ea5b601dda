"""The structure tree of a document while it is drawn: what a screen reader is told (ISO 32000, 14.7; PDF/UA-1)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MarkedContent:
    """A bracketed piece of one page's content: the page's index from 0, and its number on that page."""

    page: int
    number: int


@dataclass(eq=False, slots=True)
class Element:
    """One structure element, such as P, H1, Table, TR, TH, TD, Figure. Filled in while the pages are drawn.

    ``scope`` is Column or Row, for header cells, and ``span`` the columns that a cell covers; ``alternative`` describes
    a figure in words; ``box`` is where a figure stands, in points from the page's lower left corner.
    """

    tag: str
    alternative: str = ""
    scope: str = ""
    span: int = 1
    box: tuple[float, float, float, float] | None = None
    kids: list[Element | MarkedContent] = field(default_factory=list)
    attached: bool = False
