"""Short texts inside drawings."""

from typing import Literal

from reviewer.reports.look import CELL, Style
from reviewer.reports.pen import Pen
from reviewer.reports.text import set_one_line

LETTER = CELL.but(size=7.0, leading=9.0)


def write(
    pen: Pen, x: float, baseline: float, text: str, style: Style = LETTER,
    align: Literal["left", "middle", "right"] = "left", room: float = 1e6,
) -> float:  # fmt: skip
    """One line; what does not fit ``room`` is cut with an ellipsis. Answers the width used."""
    line = set_one_line(text, style, room)
    pen.line(x - {"left": 0.0, "middle": line.width / 2, "right": line.width}[align], baseline, line)
    return line.width
