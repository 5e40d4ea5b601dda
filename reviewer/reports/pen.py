"""Draws on reportlab's canvas and tells the structure tree what was drawn, so that all is content or artifact."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from reviewer.reports.fonts import Face
from reviewer.reports.look import NEUTRAL, STRONG_LINE
from reviewer.reports.structure import Element, MarkedContent
from reviewer.reports.text import BOX_PADDING, BOX_SCALE, Line, Run

Point = tuple[float, float]
_WORTH_KEEPING = 40
"""Longer texts are seldom printed twice: hashes, sentences."""


class Pen:
    """Positions are in points from the page's lower left corner, as in PDF.

    All drawing happens inside ``content`` (what the document says) or ``artifact`` (rules, grounds, headers); the two
    do not nest. ``inside`` opens a grouping element, such as a table, whose content follows.
    """

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.root = Element("Document")
        self._open = [self.root]
        self._numbers: dict[int, int] = {}
        self._marking = False
        self._codes: dict[tuple[str, str], Sequence[tuple[str, str]]] = {}
        self._stamps: dict[object, str] = {}

    # --- structure

    @contextmanager
    def inside(self, element: Element) -> Iterator[None]:
        self._attach(element)
        self._open.append(element)
        try:
            yield
        finally:
            self._open.pop()

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """Everything drawn is the content of this element; asked for again, on a later page too, it is continued."""
        self._attach(element)
        page = self.canvas.getPageNumber() - 1
        number = self._numbers.get(page, 0)
        self._numbers[page] = number + 1
        element.kids.append(MarkedContent(page, number))
        with self._marked(f"/{element.tag} <</MCID {number}>> BDC"):
            yield

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """Drawn for the eye alone. ``kind``: Layout, or Pagination for headers and footers."""
        with self._marked(f"/Artifact <</Type /{kind}>> BDC"):
            yield

    def _attach(self, element: Element) -> None:
        if not element.attached:
            element.attached = True
            self._open[-1].kids.append(element)

    @contextmanager
    def _marked(self, operator: str) -> Iterator[None]:
        if self._marking:
            raise RuntimeError("marked content does not nest")
        self._marking = True
        self.canvas._code.append(operator)
        try:
            yield
        finally:
            self.canvas._code.append("EMC")
            self._marking = False

    # --- text

    def line(self, x: float, baseline: float, line: Line) -> None:
        """One line of set text, from ``x`` on."""
        for run in line.runs:
            if run.boxed:
                self._boxed(x, baseline, run)
            elif run.face.shaped:
                self._glyphs(x, baseline, run)
            else:
                self._characters(x, baseline, run.drawn, run.face, run.size, run.colour)
            x += run.width

    def _characters(self, x: float, baseline: float, text: str, face: Face, size: float, colour: str) -> None:
        """The operators themselves: reportlab's text objects take three times as long, and reports have many texts."""
        shown = " ".join(f"{font} {size:g} Tf ({codes}) Tj" for font, codes in self._encoded(text, face))
        self.canvas._code.append(f"BT 1 0 0 1 {x:.3f} {baseline:.3f} Tm {_fill_operator(colour)} {shown} ET")

    def _encoded(self, text: str, face: Face) -> Sequence[tuple[str, str]]:
        """(name of the embedded subset, its codes as the inside of a PDF string) for each piece of a text."""
        key = face.name, text
        known = self._codes.get(key)
        if known is None:
            document = self.canvas._doc
            known = tuple(
                (face.font.getSubsetInternalName(subset, document), self.canvas._escape(codes))
                for subset, codes in face.font.splitString(text, document)
            )
            if len(text) <= _WORTH_KEEPING:
                self._codes[key] = known
        return known

    def _glyphs(self, x: float, baseline: float, run: Run) -> None:
        """Glyph by glyph, for marks stand off the line; the characters themselves go along as ActualText."""
        actual = run.text.encode("utf-16-be").hex().upper()
        self.canvas._code.append(f"/Span <</ActualText <FEFF{actual}>>> BDC")
        scale = run.size / 1000
        for glyph in run.glyphs:
            place = x + glyph.dx * scale, baseline + glyph.dy * scale
            self._characters(*place, glyph.character, run.face, run.size, run.colour)
            x += glyph.advance * scale
        self.canvas._code.append("EMC")

    def _boxed(self, x: float, baseline: float, run: Run) -> None:
        size = run.size * BOX_SCALE
        self.canvas.setStrokeColor(_colour(STRONG_LINE))
        self.canvas.setLineWidth(0.4)
        bottom, height = baseline - 0.28 * size, 1.25 * size
        self.canvas.rect(x + BOX_PADDING, bottom, run.width - 2 * BOX_PADDING, height, stroke=1, fill=0)
        self._characters(x + 2 * BOX_PADDING, baseline, run.text, run.face, size, NEUTRAL)

    # --- shapes

    def stamp(self, key: object, place: Point, paint: Callable[[], None]) -> None:
        """What ``paint`` draws around the origin, moved to ``place``. The same key is drawn once and then repeated."""
        if key not in self._stamps:
            before = len(self.canvas._code)
            paint()
            self._stamps[key] = "\n".join(self.canvas._code[before:])
            del self.canvas._code[before:]
        self.canvas._code.append(f"q 1 0 0 1 {place[0]:.3f} {place[1]:.3f} cm\n{self._stamps[key]}\nQ")

    def rule(self, start: Point, end: Point, colour: str, width: float = 0.6, dash: Sequence[float] = ()) -> None:
        self.canvas.setStrokeColor(_colour(colour))
        self.canvas.setLineWidth(width)
        self.canvas.setDash(list(dash))
        self.canvas.line(*start, *end)
        self.canvas.setDash([])

    def box(
        self, x: float, y: float, width: float, height: float,
        fill: str | None = None, stroke: str | None = None, line: float = 0.6, radius: float = 0.0,
    ) -> None:  # fmt: skip
        self._paint(fill, stroke, line)
        flags = {"fill": int(fill is not None), "stroke": int(stroke is not None)}
        if radius:
            self.canvas.roundRect(x, y, width, height, radius, **flags)
        else:
            self.canvas.rect(x, y, width, height, **flags)

    def circle(
        self, centre: Point, radius: float, fill: str | None = None, stroke: str | None = None, line: float = 0.6
    ) -> None:
        self._paint(fill, stroke, line)
        self.canvas.circle(*centre, radius, fill=int(fill is not None), stroke=int(stroke is not None))

    def path(
        self, rings: Sequence[Sequence[Point]], fill: str | None = None, stroke: str | None = None,
        line: float = 0.6, closed: bool = True,
    ) -> None:  # fmt: skip
        """Straight lines through the points of each ring; filled by the even-odd rule, so that holes stay open."""
        self._paint(fill, stroke, line)
        path = self.canvas.beginPath()
        for ring in rings:
            path.moveTo(*ring[0])
            for point in ring[1:]:
                path.lineTo(*point)
            if closed:
                path.close()
        self.canvas.setLineJoin(1)
        self.canvas.drawPath(path, fill=int(fill is not None), stroke=int(stroke is not None), fillMode=0)

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator[None]:
        self.canvas.saveState()
        path = self.canvas.beginPath()
        path.rect(x, y, width, height)
        self.canvas.clipPath(path, stroke=0, fill=0)
        try:
            yield
        finally:
            self.canvas.restoreState()

    def _paint(self, fill: str | None, stroke: str | None, line: float) -> None:
        if fill is not None:
            self.canvas.setFillColor(_colour(fill))
        if stroke is not None:
            self.canvas.setStrokeColor(_colour(stroke))
            self.canvas.setLineWidth(line)


@lru_cache(maxsize=256)
def _fill_operator(code: str) -> str:
    return " ".join(f"{int(code[place : place + 2], 16) / 255:.6g}" for place in (0, 2, 4)) + " rg"


@lru_cache(maxsize=256)
def _colour(code: str) -> HexColor:
    return HexColor(f"#{code}")
