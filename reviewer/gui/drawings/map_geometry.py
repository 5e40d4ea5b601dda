"""Where things lie on the map of a request's area: plain numbers, no paint.

The map is a plane at the middle of what is shown: x by the length of a degree of longitude there, y by that of
latitude (the plane of specification 5.4, taken at one point for the whole drawing). No network, no background map.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviewer.evidence.records import Area, Position
from reviewer.evidence.scope import METRES_PER_DEGREE, contains, distance_to_border
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.quantities import distance_words

Point = tuple[float, float]
"""Pixels of the drawing, from its upper left corner."""

LEAST_EXTENT_M = 40.0
"""A map never shows less than this, so that an area of a single doorway keeps a sense of scale."""
REACH = 1.0
"""Cameras up to this many diagonals of the area away are fitted in; what lies farther is told at the map's edge."""
ROUGH_SCALE_DEGREES = 3.0
"""Taller maps than this have a scale that holds only in their middle; their bar says "about"."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees of longitude and latitude."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> Position:
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def joined(self, point: Position) -> "Box":
        return Box(
            min(self.west, point[0]), min(self.south, point[1]), max(self.east, point[0]), max(self.north, point[1])
        )


@dataclass(frozen=True, slots=True)
class MapView:
    """Degrees to pixels: the place at ``centre`` stands in the middle of a drawing of ``width`` × ``height`` pixels."""

    centre: Position
    metres_per_pixel: float
    width: float
    height: float
    rough: bool = False

    def place(self, position: Position) -> Point:
        """Where a position falls; may be off the drawing."""
        east, north = _metres(self.centre, position)
        return self.width / 2 + east / self.metres_per_pixel, self.height / 2 - north / self.metres_per_pixel

    def pixels(self, metres: float) -> float:
        return metres / self.metres_per_pixel


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length and how long it is on the drawing."""

    metres: float
    pixels: float
    words: str


@dataclass(frozen=True, slots=True)
class EdgeMark:
    """A camera that lies off the map: where on its edge the arrow stands, and its heading in radians (0: to the right,
    a quarter turn: downwards)."""

    at: Point
    heading: float


def box_of(area: Area | None, points: Iterable[Position] = ()) -> Box | None:
    """The smallest box around an area and points, or None where there is neither."""
    corners = [corner for polygon in area or () for ring in polygon for corner in ring]
    corners.extend(points)
    if not corners:
        return None
    longitudes = [corner[0] for corner in corners]
    latitudes = [corner[1] for corner in corners]
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def fit(
    area: Area | None, cameras: Sequence[tuple[Position, float]], width: float, height: float, margin: float
) -> MapView | None:
    """A view that shows the whole area, and the cameras (place, accuracy in metres) that are near enough to it.

    Without an area the cameras alone are fitted. None where there is nothing to show, or no room to show it in.
    """
    if width <= 2 * margin or height <= 2 * margin:
        return None
    box = box_of(area)
    if box is None:
        box = box_of(None, (place for place, _ in cameras))
        if box is None:
            return None
    near = _near(box, cameras)
    for place, accuracy in near:
        for corner in _square(place, accuracy):
            box = box.joined(corner)
    centre = box.middle
    east, north = _metres(centre, (box.east, box.north))
    wide, tall = max(2 * east, LEAST_EXTENT_M), max(2 * north, LEAST_EXTENT_M)
    scale = max(wide / (width - 2 * margin), tall / (height - 2 * margin))
    return MapView(centre, scale, width, height, rough=box.north - box.south > ROUGH_SCALE_DEGREES)


def scale_bar(view: MapView, room: float) -> ScaleBar:
    """The longest 1, 2 or 5 × 10ⁿ metres that fit into ``room`` pixels."""
    limit = view.metres_per_pixel * room
    power = 10.0 ** math.floor(math.log10(limit))
    metres = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= limit)
    words = distance_words(metres)
    if metres >= 1_000:
        words = f"{metres / 1_000:,.0f} km"
    return ScaleBar(metres, view.pixels(metres), f"about {words}" if view.rough else words)


def edge_mark(view: MapView, position: Position, inset: float) -> EdgeMark | None:
    """Where the arrow to a camera off the map stands, or None where the camera is on it."""
    x, y = view.place(position)
    if inset <= x <= view.width - inset and inset <= y <= view.height - inset:
        return None
    middle_x, middle_y = view.width / 2, view.height / 2
    dx, dy = x - middle_x, y - middle_y
    shrink = min(
        (middle_x - inset) / abs(dx) if dx else math.inf,
        (middle_y - inset) / abs(dy) if dy else math.inf,
    )
    return EdgeMark((middle_x + dx * shrink, middle_y + dy * shrink), math.atan2(dy, dx))


def clusters(points: Sequence[Point], apart: float) -> list[list[int]]:
    """Indexes of points that fall on one another on the drawing, each with the first one that it is near to."""
    groups: list[list[int]] = []
    for index, point in enumerate(points):
        for group in groups:
            first = points[group[0]]
            if math.hypot(point[0] - first[0], point[1] - first[1]) < apart:
                group.append(index)
                break
        else:
            groups.append([index])
    return groups


def cluster_label(labels: Sequence[str]) -> str:
    """``2``, ``1, 2, 3``, or ``1, 2, 3 and 12 more``."""
    if len(labels) <= 4:
        return ", ".join(labels)
    return f"{', '.join(labels[:3])} and {len(labels) - 3} more"


def place_in_words(state: ScopeState, location: Position | None, accuracy_m: float | None, area: Area | None) -> str:
    """How a camera's claimed place lies to the area, as a clause: "outside the area, 2.3 km from it"."""
    accuracy = "accuracy not stated" if accuracy_m is None else f"± {distance_words(accuracy_m)}"
    if location is None:
        return "place unknown"
    if area is None:
        return f"the request's area is unknown ({accuracy})"
    match state:
        case ScopeState.INSIDE:
            return f"inside the area ({accuracy})"
        case ScopeState.PARTLY:
            side = "inside" if contains(location, area) else "outside"
            return f"inside or outside the area: the point lies {side}, its accuracy crosses the border ({accuracy})"
        case ScopeState.OUTSIDE:
            return f"outside the area, {distance_words(distance_to_border(location, area))} from it ({accuracy})"
        case _:
            return f"place against the area not checked ({accuracy})"


def _near(box: Box, cameras: Sequence[tuple[Position, float]]) -> list[tuple[Position, float]]:
    """Cameras whose place, and whose circle of accuracy, do not make the area itself too small to see."""
    east, north = _metres(box.middle, (box.east, box.north))
    reach = (1 + 2 * REACH) * max(math.hypot(east, north), LEAST_EXTENT_M / 2)
    near = []
    for place, accuracy in cameras:
        distance = math.hypot(*_metres(box.middle, place))
        if distance <= reach:
            near.append((place, min(accuracy, reach - distance)))
    return near


def _square(place: Position, accuracy: float) -> tuple[Position, Position]:
    high = accuracy / METRES_PER_DEGREE
    wide = high / _narrowing(place[1])
    return (place[0] - wide, place[1] - high), (place[0] + wide, place[1] + high)


def _metres(origin: Position, position: Position) -> Point:
    east = (position[0] - origin[0]) * METRES_PER_DEGREE * _narrowing(origin[1])
    return east, (position[1] - origin[1]) * METRES_PER_DEGREE


def _narrowing(latitude: float) -> float:
    """How much shorter a degree of longitude is there; never nothing, so that a pole can be drawn as well."""
    return max(math.cos(math.radians(latitude)), 1e-6)
