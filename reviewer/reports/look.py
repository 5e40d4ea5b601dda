"""How reports look: colours (hexadecimal RGB, as in the window's light theme), text styles, distances in points."""

from dataclasses import dataclass, replace

from reviewer.reports.fonts import BOLD, MONO, REGULAR

TEXT = "1a2230"
DIM = "566070"
LINE = "c9d0d8"
STRONG_LINE = "8a95a3"
GROUND = "f2f5f8"
ACCENT = "17406d"
GOOD = "17713d"
CAUTION = "8a5700"
BAD = "b3261e"
NEUTRAL = "566070"
GOOD_GROUND = "eaf5ee"
CAUTION_GROUND = "fdf4e3"
BAD_GROUND = "fcecea"
NEUTRAL_GROUND = "f0f2f4"
WINDOW_FILL = "e3ecf8"
WHITE = "ffffff"

MARGIN = 50.0
"""Left and right."""
HEADER = 62.0
"""From the top of the page to the bottom of the header."""
FOOTER = 52.0
"""From the bottom of the page to the top of the footer."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set.

    ``prose``: line breaks in it are kept, tabs and unbreakable spaces are plain spaces. ``keep``: it is not the last
    thing on a page.
    """

    face: str = REGULAR
    size: float = 9.0
    leading: float = 12.5
    colour: str = TEXT
    prose: bool = False
    before: float = 0.0
    after: float = 0.0
    tag: str = "P"
    keep: bool = False

    def but(self, **changes: object) -> "Style":
        return replace(self, **changes)  # type: ignore[arg-type]


BODY = Style(prose=True, after=5)
TITLE = Style(face=BOLD, size=20, leading=25, colour=ACCENT, tag="H1", keep=True)
SUBTITLE = Style(size=10, leading=14, colour=DIM, after=7)
HEADING = Style(face=BOLD, size=13, leading=17, colour=ACCENT, before=13, after=5, tag="H2", keep=True)
SUBHEADING = Style(face=BOLD, size=9.5, leading=13, before=7, after=3, tag="H3", keep=True)
CELL = Style(size=8.2, leading=11)
CELL_PROSE = CELL.but(prose=True)
CELL_BOLD = CELL.but(face=BOLD)
CELL_HEAD = Style(face=BOLD, size=7.8, leading=10.5, colour=TEXT)
CELL_MONO = Style(face=MONO, size=7.2, leading=11)
SMALL = Style(size=7.4, leading=9.8, colour=DIM)
SMALL_PROSE = SMALL.but(prose=True)
INTRO = SMALL.but(after=4, keep=True)
SMALL_MONO = Style(face=MONO, size=6.6, leading=9.4, colour=DIM)
COMMAND = Style(face=MONO, size=7.2, leading=10.4)
LABEL = Style(size=8.2, leading=11, colour=DIM)
VERDICT = Style(face=BOLD, size=17, leading=21)
