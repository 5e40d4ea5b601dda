"""The small shapes that stand beside a word: outcomes of steps, and the four verdicts as the window draws them."""

from collections.abc import Callable
from enum import Enum
from math import cos, pi, sin

from reviewer.evidence.findings import StepOutcome, Verdict
from reviewer.reports import look
from reviewer.reports.pen import Pen, Point


class Mark(Enum):
    """A shape with its colour. It never stands without its word."""

    GOOD = look.GOOD
    CAUTION = look.CAUTION
    BAD = look.BAD
    NONE = look.NEUTRAL

    @property
    def colour(self) -> str:
        return self.value

    def draw(self, pen: Pen, centre: Point, radius: float) -> None:
        """Tick in a disc, triangle with a bar, cross in a square, or an empty ring with a dash."""
        pen.stamp((self, radius), centre, lambda: self._draw(pen, (0.0, 0.0), radius))

    def _draw(self, pen: Pen, centre: Point, radius: float) -> None:
        x, y = centre
        width = radius * 0.34
        match self:
            case Mark.GOOD:
                pen.circle(centre, radius, fill=self.colour)
                tick = [(x - radius * 0.48, y + radius * 0.02), (x - radius * 0.12, y - radius * 0.38)]
                pen.path([[*tick, (x + radius * 0.5, y + radius * 0.42)]], stroke=look.WHITE, line=width, closed=False)
            case Mark.CAUTION:
                top, low = y + radius * 1.05, y - radius * 0.85
                corners = [(x, top), (x + radius * 1.1, low), (x - radius * 1.1, low)]
                pen.path([corners], fill=self.colour)
                pen.rule((x, y + radius * 0.45), (x, y - radius * 0.2), look.WHITE, width * 0.9)
                pen.circle((x, y - radius * 0.52), width * 0.45, fill=look.WHITE)
            case Mark.BAD:
                pen.box(x - radius, y - radius, 2 * radius, 2 * radius, fill=self.colour)
                arm = radius * 0.5
                pen.rule((x - arm, y - arm), (x + arm, y + arm), look.WHITE, width)
                pen.rule((x - arm, y + arm), (x + arm, y - arm), look.WHITE, width)
            case Mark.NONE:
                pen.circle(centre, radius * 0.9, stroke=self.colour, line=radius * 0.22)
                pen.rule((x - radius * 0.4, y), (x + radius * 0.4, y), self.colour, radius * 0.22)


OUTCOME_MARKS = {
    StepOutcome.PASSED: Mark.GOOD,
    StepOutcome.WARNED: Mark.CAUTION,
    StepOutcome.FAILED: Mark.BAD,
    StepOutcome.NOT_PERFORMED: Mark.NONE,
}
VERDICT_MARKS = {
    Verdict.VERIFIED: Mark.GOOD,
    Verdict.UNTRUSTED: Mark.CAUTION,
    Verdict.ALTERED: Mark.BAD,
    Verdict.UNREADABLE: Mark.NONE,
}
GROUNDS = {
    Mark.GOOD: look.GOOD_GROUND,
    Mark.CAUTION: look.CAUTION_GROUND,
    Mark.BAD: look.BAD_GROUND,
    Mark.NONE: look.NEUTRAL_GROUND,
}


def draw_verdict(pen: Pen, verdict: Verdict, x: float, y: float, size: float) -> None:
    """Shield with tick, shield with question mark, broken shield, struck circle, in a square with this lower left."""
    colour = VERDICT_MARKS[verdict].colour
    line = size * 0.085

    def at(across: float, up: float) -> Point:
        return x + across * size, y + up * size

    if verdict is Verdict.UNREADABLE:
        pen.circle(at(0.5, 0.5), size * 0.42, stroke=colour, line=line)
        arm = 0.42 * cos(pi / 4)
        pen.rule(at(0.5 - arm, 0.5 + arm), at(0.5 + arm, 0.5 - arm), colour, line)
        return
    pen.path([_shield(at)], fill=look.WHITE, stroke=colour, line=line)
    if verdict is Verdict.VERIFIED:
        pen.path([[at(0.31, 0.5), at(0.45, 0.36), at(0.7, 0.65)]], stroke=colour, line=line * 1.15, closed=False)
    elif verdict is Verdict.ALTERED:
        crack = [at(0.56, 0.98), at(0.42, 0.68), at(0.6, 0.54), at(0.42, 0.34), at(0.5, 0.04)]
        pen.path([crack], stroke=colour, line=line, closed=False)
    else:
        bow = [at(0.5 + 0.13 * cos(a), 0.63 + 0.13 * sin(a)) for a in (pi * k / 10 for k in range(10, -5, -1))]
        pen.path([[*bow, at(0.5, 0.46), at(0.5, 0.4)]], stroke=colour, line=line, closed=False)
        pen.circle(at(0.5, 0.28), line * 0.75, fill=colour)


def _shield(at: Callable[[float, float], Point]) -> list[Point]:
    right = [at(0.5, 0.97), at(0.86, 0.84), at(0.86, 0.5), at(0.82, 0.36), at(0.73, 0.23), at(0.5, 0.05)]
    left = [at(0.27, 0.23), at(0.18, 0.36), at(0.14, 0.5), at(0.14, 0.84)]
    return right + left
