"""From canonical JSON to the values of ``evidence.records``: every member, type and range of section 3."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from reviewer import SPEC
from reviewer.evidence.instants import parse_instant
from reviewer.evidence.records import (
    ACTIONS,
    CLOCK_SOURCES,
    JURISDICTIONS,
    OUTCOMES,
    PROVENANCES,
    Actor,
    Area,
    Camera,
    Clip,
    ClipClock,
    Consent,
    CustodyEvent,
    Position,
    Recipient,
    Request,
    Ring,
    Submission,
    Window,
)
from reviewer.verification.names import problem_with_segment
from reviewer.verification.strict_json import parse_record

MAX_VERTICES = 1000
MAX_EVENT_UNCERTAINTY_MS = 600_000

_HEX = re.compile(r"\A[0-9a-f]{64}\Z")
_UUID = re.compile(r"\Aurn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_CODE = re.compile(r"\A[\x20-\x7e]{1,64}\Z")
_CLIP_ID = re.compile(r"\A[0-9]{3}\Z")

T = TypeVar("T")
Reader = Callable[[Any, str], T]


class RecordRefused(ValueError):
    """A member that breaks a rule of section 3; ``str`` names it."""


def read_request(data: bytes) -> Request:
    """3.1. Raises ValueError (NotCanonical or RecordRefused) with the end of a sentence."""
    top = _Members(parse_record(data), "the record")
    top.constant("spec", SPEC)
    agency = top.object("agency")
    window = top.object("window")
    request = Request(
        request_id=top.text("request_id", _uuid),
        investigation_code=top.text("investigation_code", _investigation_code),
        agency=agency.text("name"),
        jurisdiction=agency.choice("jurisdiction", JURISDICTIONS),
        certificate_sha256=agency.text("certificate_sha256", _hex),
        issued_at=top.instant("issued_at"),
        expires_at=top.instant("expires_at"),
        window=Window(window.instant("start"), window.instant("end")),
        area=_area(top.take("area")),
        details=top.optional_text("details"),
        nonce=top.text("nonce", _thirty_two_bytes),
    )
    for members in (agency, window, top):
        members.finish()
    _ordered(request.window.start, request.window.end, "window")
    return request


def read_submission(data: bytes) -> Submission:
    """3.2. Raises ValueError."""
    top = _Members(parse_record(data), "the record")
    top.constant("spec", SPEC)
    submitter = top.object("submitter")
    consent: Consent | None = None
    raw_consent = top.take("consent")
    if raw_consent is not None:
        members = _Members(raw_consent, "consent")
        consent = Consent(members.instant("given_at"), members.text("statement"), members.text("scope"))
        members.finish()
    clips = top.take("clips")
    if not isinstance(clips, list) or not clips:
        raise RecordRefused("clips must be a list of at least one clip id")
    commitment = submitter.take("identity_commitment")
    submission = Submission(
        package_id=top.text("package_id", _uuid),
        request_sha256=top.text("request_sha256", _hex),
        provenance=top.choice("provenance", PROVENANCES),
        pseudonym=submitter.text("pseudonym"),
        identity_commitment=None if commitment is None else _hex(commitment, "identity_commitment"),
        consent=consent,
        submitted_at=top.instant("submitted_at"),
        clips=tuple(_clip_id(clip, "clips") for clip in clips),
    )
    submitter.finish()
    top.finish()
    return submission


def read_clip(data: bytes) -> Clip:
    """3.3. Raises ValueError."""
    top = _Members(parse_record(data), "the record")
    top.constant("spec", SPEC)
    camera = top.object("camera")
    clock = top.object("clock")
    recorded = top.object("recorded")
    location = camera.take("location")
    clip = Clip(
        clip_id=top.text("clip_id", _clip_id),
        file=top.text("file", _file_name),
        sha256=top.text("sha256", _hex),
        bytes=top.whole("bytes"),
        media_type=top.optional_text("media_type"),
        camera=Camera(
            pseudonym=camera.text("pseudonym"),
            make=camera.optional_text("make"),
            model=camera.optional_text("model"),
            location=None if location is None else _point(location),
            location_accuracy_m=camera.optional_number("location_accuracy_m"),
        ),
        recorded_start=recorded.optional_instant("start"),
        recorded_end=recorded.optional_instant("end"),
        clock=ClipClock(
            source=clock.choice("source", CLOCK_SOURCES),
            offset_ms=clock.optional_whole("offset_ms", negative=True),
            uncertainty_ms=clock.optional_whole("uncertainty_ms"),
        ),
        device_claims=top.take_object("device_claims"),
        notes=top.optional_text("notes"),
    )
    for members in (camera, clock, recorded, top):
        members.finish()
    if clip.recorded_start is not None and clip.recorded_end is not None:
        _ordered(clip.recorded_start, clip.recorded_end, "recorded")
    return clip


def read_custody_event(data: bytes) -> CustodyEvent:
    """3.4. Raises ValueError."""
    top = _Members(parse_record(data), "the record")
    top.constant("spec", SPEC)
    clock = top.object("clock")
    actor = top.object("actor")
    tool = top.object("tool")
    uncertainty = clock.optional_whole("uncertainty_ms")
    if uncertainty is not None and uncertainty > MAX_EVENT_UNCERTAINTY_MS:
        raise RecordRefused(f"clock.uncertainty_ms is more than {MAX_EVENT_UNCERTAINTY_MS}")
    raw_to = top.take("to")
    recipient: Recipient | None = None
    if raw_to is not None:
        to = _Members(raw_to, "to")
        recipient = Recipient(to.text("name"), to.text("agency"), to.text("certificate_sha256", _hex))
        to.finish()
    previous = top.take("previous")
    event = CustodyEvent(
        package_id=top.text("package_id", _uuid),
        seq=top.whole("seq"),
        event_id=top.text("event_id", _uuid),
        action=top.choice("action", ACTIONS),
        at=top.instant("at"),
        clock_source=clock.choice("source", CLOCK_SOURCES),
        clock_uncertainty_ms=uncertainty,
        actor=Actor(
            name=actor.text("name"),
            role=actor.optional_text("role"),
            agency=actor.text("agency"),
            certificate_sha256=actor.text("certificate_sha256", _hex),
        ),
        to=recipient,
        purpose=top.optional_text("purpose"),
        place=top.optional_text("place"),
        tool_name=tool.text("name"),
        tool_version=tool.optional_text("version"),
        outcome=top.choice("outcome", OUTCOMES),
        details=top.take_object("details"),
        previous=None if previous is None else _hex(previous, "previous"),
    )
    for members in (clock, actor, tool, top):
        members.finish()
    return event


class _Members:
    """The members of one object, each taken once; whatever is left over is unknown, whatever lacks is refused."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise RecordRefused(f"{where} is not an object")
        self._left = dict(value)
        self._where = where

    def take(self, name: str) -> Any:
        if name not in self._left:
            raise RecordRefused(f"{self._where} lacks the member “{name}”")
        return self._left.pop(name)

    def finish(self) -> None:
        if self._left:
            raise RecordRefused(f"{self._where} has an unknown member “{min(self._left)[:60]}”")

    def object(self, name: str) -> "_Members":
        return _Members(self.take(name), name)

    def take_object(self, name: str) -> dict[str, Any]:
        value = self.take(name)
        if not isinstance(value, dict):
            raise RecordRefused(f"{name} is not an object")
        return value

    def constant(self, name: str, wanted: str) -> None:
        if self.take(name) != wanted:
            raise RecordRefused(f"{name} is not “{wanted}”")

    def text(self, name: str, check: Reader[str] | None = None) -> str:
        value = self.take(name)
        return _text(value, name) if check is None else check(value, name)

    def optional_text(self, name: str) -> str | None:
        value = self.take(name)
        return None if value is None else _text(value, name)

    def choice(self, name: str, allowed: Iterable[T]) -> T:
        value = self.take(name)
        for option in allowed:
            if isinstance(value, str) and value == option:
                return option
        raise RecordRefused(f"{name} is none of the values that it may have")

    def instant(self, name: str) -> int:
        return _instant(self.take(name), name)

    def optional_instant(self, name: str) -> int | None:
        value = self.take(name)
        return None if value is None else _instant(value, name)

    def whole(self, name: str, *, negative: bool = False) -> int:
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise RecordRefused(f"{name} is not a whole number")
        if value < 0 and not negative:
            raise RecordRefused(f"{name} is negative")
        return value

    def optional_whole(self, name: str, *, negative: bool = False) -> int | None:
        if self._left.get(name, 0) is None:
            return self.take(name)  # type: ignore[no-any-return]
        return self.whole(name, negative=negative)

    def optional_number(self, name: str) -> float | None:
        value = self.take(name)
        if value is None:
            return None
        if _number(value, name) < 0:
            raise RecordRefused(f"{name} is negative")
        return float(value)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise RecordRefused(f"{name} is not a text")
    return value


def _matching(pattern: "re.Pattern[str]", what: str) -> Reader[str]:
    def check(value: Any, name: str) -> str:
        if not isinstance(value, str) or pattern.match(value) is None:
            raise RecordRefused(f"{name} is not {what}")
        return value

    return check


_hex = _matching(_HEX, "a SHA-256 in lower-case hex")
_uuid = _matching(_UUID, "an identifier of the form urn:uuid:…, in lower case")
_investigation_code = _matching(_CODE, "1 to 64 printable ASCII characters")
_clip_id = _matching(_CLIP_ID, "a clip id of three digits")


def _file_name(value: Any, name: str) -> str:
    text = _text(value, name)
    problem = problem_with_segment(text)
    if problem is not None or text == "clip.json":
        raise RecordRefused(f"{name} {problem or 'names the record itself'}")
    return text


def _thirty_two_bytes(value: Any, name: str) -> str:
    text = _text(value, name)
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32 or base64.b64encode(raw).decode() != text:
        raise RecordRefused(f"{name} is not 32 bytes in base64")
    return text


def _instant(value: Any, name: str) -> int:
    try:
        return parse_instant(_text(value, name))
    except ValueError as error:
        raise RecordRefused(f"{name} is not an instant of the form 2026-11-02T17:04:05.120Z") from error


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RecordRefused(f"{name} is not a number")
    return float(value)


def _ordered(start: int, end: int, name: str) -> None:
    if start > end:
        raise RecordRefused(f"{name} ends before it starts")


def _position(value: Any) -> Position:
    if not isinstance(value, list) or not 2 <= len(value) <= 3:
        raise RecordRefused("a position is not a longitude and a latitude")
    for number in value:
        _number(number, "a coordinate")
    longitude, latitude = float(value[0]), float(value[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise RecordRefused("a position lies outside the world")
    return longitude, latitude


def _point(value: Any) -> Position:
    members = _Members(value, "location")
    members.constant("type", "Point")
    position = _position(members.take("coordinates"))
    members.finish()
    return position


def _area(value: Any) -> Area:
    members = _Members(value, "area")
    kind = members.choice("type", ("Polygon", "MultiPolygon"))
    coordinates = members.take("coordinates")
    members.finish()
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise RecordRefused("area has no polygon")
    area = tuple(_polygon(polygon) for polygon in polygons)
    vertices = sum(len(ring) for polygon in area for ring in polygon)
    if vertices > MAX_VERTICES:
        raise RecordRefused(f"area has {vertices} vertices; at most {MAX_VERTICES} are allowed")
    return area


def _polygon(value: Any) -> tuple[Ring, ...]:
    if not isinstance(value, list) or not value:
        raise RecordRefused("a polygon of area has no ring")
    return tuple(_ring(ring) for ring in value)


def _ring(value: Any) -> Ring:
    """A linear ring: four or more positions, the last equal to the first (RFC 7946, 3.1.6)."""
    if not isinstance(value, list) or len(value) < 4:
        raise RecordRefused("a ring of area has fewer than four positions")
    ring = tuple(_position(position) for position in value)
    if value[0] != value[-1]:
        raise RecordRefused("a ring of area is not closed")
    return ring
