"""The area that the request asked for, with each camera and its circle of accuracy: to scale, north up, no map behind.

The plane is that of specification 5.4, taken at the middle of what is shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.evidence.records import Area, Position
from reviewer.evidence.scope import metres_around
from reviewer.evidence.verification_result import ScopeState
from reviewer.reports import look
from reviewer.reports.blocks import Figure
from reviewer.reports.drawings.letters import LETTER, write
from reviewer.reports.pen import Pen, Point
from reviewer.reports.text import set_one_line
from reviewer.reports.words import SCOPE_MARKS, SCOPE_WORDS, counted, metres

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""
_MARK = 3.4
"""Radius of a camera's mark, in points."""

_LEAST_EXTENT_M = 60.0
_REACH = 1.5
"""Cameras up to this many extents of the area from its middle are fitted in; others are told at the edge."""


@dataclass(frozen=True, slots=True)
class MapCamera:
    """One camera. ``label`` is evidence or a number; ``accuracy`` in metres."""

    label: str
    position: Position
    accuracy: float
    scope: ScopeState


def area_map(area: Area, cameras: Sequence[MapCamera], tall: float) -> Figure:
    """The drawing, ``tall`` points high and as wide as its column."""
    middle, extent = _middle_and_extent(area)
    near = [camera for camera in cameras if math.dist((0, 0), metres_around(middle, camera.position)) < extent * _REACH]
    reach = [metres_around(middle, corner) for polygon in area for ring in polygon for corner in ring]
    for camera in near:
        east, north = metres_around(middle, camera.position)
        radius = min(camera.accuracy, extent)
        reach += [(east - radius, north - radius), (east + radius, north + radius)]
    west, south = min(x for x, _ in reach), min(y for _, y in reach)
    east, north = max(x for x, _ in reach), max(y for _, y in reach)
    centre = ((west + east) / 2, (south + north) / 2)

    def paint(pen: Pen, x: float, top: float, width: float) -> None:
        pen.box(x, top - tall, width, tall, fill="fafbfc", stroke=look.LINE)
        room_x, room_y = width - 28, tall - 52
        scale = min(
            room_x / max(east - west, _LEAST_EXTENT_M), room_y / max(north - south, _LEAST_EXTENT_M)
        )  # points a metre

        def at(position: Position) -> Point:
            across, up = metres_around(middle, position)
            return x + width / 2 + (across - centre[0]) * scale, top - tall / 2 + 8 + (up - centre[1]) * scale

        with pen.clipped(x, top - tall, width, tall):
            for polygon in area:
                pen.path([[at(corner) for corner in ring] for ring in polygon], look.WINDOW_FILL, look.ACCENT, line=1.0)
            for camera in near:
                pen.circle(at(camera.position), camera.accuracy * scale, stroke=look.DIM, line=0.7)
            bare = _cameras(pen, [(camera, at(camera.position)) for camera in near], (x, top - tall, x + width, top))
        _scale_bar(pen, x + 12, top - tall + 14, scale, width)
        _north(pen, x + width - 16, top - 30)
        _left_out(pen, x + 8, top - 12, len(cameras) - len(near), bare)

    words = "; ".join(f"camera {camera.label}: {SCOPE_WORDS[camera.scope]}" for camera in cameras) or "no camera"
    return Figure(tall, paint, f"Drawing of the area asked for, north up. {words}. The same is told under Clips.")


def _cameras(pen: Pen, placed: Sequence[tuple[MapCamera, Point]], edges: Box) -> int:
    """Marks first, then each number where it covers neither a mark nor another number. Answers how many have none."""
    taken = [(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for _, (x, y) in placed]
    for camera, centre in placed:
        SCOPE_MARKS[camera.scope].draw(pen, centre, _MARK)
    bare = 0
    for camera, (x, y) in placed:
        line = set_one_line(camera.label, LETTER, 120)
        beside, half = _MARK + 2.5, line.width / 2
        corners = ((x + beside, y - 2.5), (x - beside - line.width, y - 2.5), (x - half, y + 6), (x - half, y - 11))
        for left, baseline in corners:
            box = (left - 0.5, baseline - 1.5, left + line.width + 0.5, baseline + 6)
            if _within(box, edges) and not any(_overlap(box, other) for other in taken):
                pen.box(box[0], box[1], box[2] - box[0], box[3] - box[1], fill=look.WHITE)
                pen.line(left, baseline, line)
                taken.append(box)
                break
        else:
            bare += 1
    return bare


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _within(box: Box, edges: Box) -> bool:
    return edges[0] <= box[0] and edges[1] <= box[1] and box[2] <= edges[2] and box[3] <= edges[3]


def _left_out(pen: Pen, x: float, baseline: float, far: int, bare: int) -> None:
    """What this drawing does not show, in words inside it."""
    told = [
        f"not drawn, too far away: {counted(far, 'camera')}" if far else "",
        f"without a number, for want of room: {counted(bare, 'camera')}" if bare else "",
    ]
    for line in filter(None, told):
        write(pen, x, baseline, line, LETTER.but(size=6.4))
        baseline -= 8


def _middle_and_extent(area: Area) -> tuple[Position, float]:
    """Middle in degrees; half the diagonal in metres, never less than a house."""
    corners = [corner for polygon in area for ring in polygon for corner in ring]
    west, east = min(c[0] for c in corners), max(c[0] for c in corners)
    south, north = min(c[1] for c in corners), max(c[1] for c in corners)
    middle = ((west + east) / 2, (south + north) / 2)
    return middle, max(math.dist((0, 0), metres_around(middle, (east, north))), _LEAST_EXTENT_M)


def _scale_bar(pen: Pen, x: float, y: float, scale: float, width: float) -> None:
    """The longest of 1, 2 or 5 times a power of ten metres that takes at most a third of the drawing."""
    longest = width / 3 / scale
    power = 10.0 ** math.floor(math.log10(longest))
    distance = max(step * power for step in (1, 2, 5) if step * power <= longest)
    end = x + distance * scale
    pen.rule((x, y), (end, y), look.TEXT, 1.0)
    for edge in (x, end):
        pen.rule((edge, y - 2.5), (edge, y + 2.5), look.TEXT, 1.0)
    write(pen, end + 4, y - 2.5, metres(distance))


def _north(pen: Pen, x: float, y: float) -> None:
    pen.path([[(x, y + 14), (x - 4, y), (x, y + 3.5), (x + 4, y)]], fill=look.TEXT)
    write(pen, x, y - 8, "N", LETTER, "middle")
