"""Short texts inside drawings."""

from typing import Literal

from reviewer.reports.look import CELL, Style
from reviewer.reports.pen import Pen
from reviewer.reports.text import Span, natural_width, set_lines

LETTER = CELL.but(size=7.0, leading=9.0)


def write(
    pen: Pen, x: float, baseline: float, text: str, style: Style = LETTER,
    align: Literal["left", "middle", "right"] = "left", room: float = 1e6,
) -> float:  # fmt: skip
    """One line; what does not fit ``room`` is cut with an ellipsis. Answers the width used."""
    lines = set_lines((Span(text),), style, room)
    if len(lines) > 1:
        start = set_lines((Span(text),), style, room - natural_width((Span("…"),), style))[0].text
        lines = set_lines((Span(f"{start}…"),), style, 1e6)
    width = lines[0].width
    pen.line(x - {"left": 0.0, "middle": width / 2, "right": width}[align], baseline, lines[0])
    return width
