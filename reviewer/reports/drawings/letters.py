"""Short texts inside drawings."""

from typing import Literal

from reviewer.reports.look import CELL, Style
from reviewer.reports.pen import Pen
from reviewer.reports.text import Span, set_lines

LETTER = CELL.but(size=7.0, leading=9.0)


def write(
    pen: Pen, x: float, baseline: float, text: str, style: Style = LETTER,
    align: Literal["left", "middle", "right"] = "left", room: float = 1e6,
) -> float:  # fmt: skip
    """One line; what does not fit ``room`` is cut with an ellipsis. Answers the width used."""
    lines = set_lines((Span(text),), style, room)
    parts = [lines[0]]
    if len(lines) > 1:
        ellipsis = set_lines((Span("…"),), style, room)[0]
        parts = [set_lines((Span(text),), style, room - ellipsis.width)[0], ellipsis]
    width = sum(part.width for part in parts)
    x -= {"left": 0.0, "middle": width / 2, "right": width}[align]
    for part in parts:
        pen.line(x, baseline, part)
        x += part.width
    return width
