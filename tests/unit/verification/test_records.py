"""Every member of every record: null, left out, of another type, unknown; and the ranges of section 3."""

import base64
import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from reviewer.verification.records import read_clip, read_custody_event, read_request, read_submission

HEX = "0123456789abcdef" * 4
UUID = "urn:uuid:01234567-89ab-cdef-0123-456789abcdef"
AT = "2026-11-02T17:04:05.120Z"
LATER = "2026-11-02T17:04:05.121Z"
NONCE = base64.b64encode(bytes(range(32))).decode()
RING = [[0, 0], [1, 0], [1, 1], [0, 0]]

REQUEST: dict[str, Any] = {
    "spec": "footage-package/1",
    "request_id": UUID,
    "investigation_code": "24-1187 ~",
    "agency": {"name": "Springfield PD", "jurisdiction": "local", "certificate_sha256": HEX},
    "issued_at": AT,
    "expires_at": LATER,
    "window": {"start": AT, "end": LATER},
    "area": {"type": "Polygon", "coordinates": [RING]},
    "details": "Please look.",
    "nonce": NONCE,
}
SUBMISSION: dict[str, Any] = {
    "spec": "footage-package/1",
    "package_id": UUID,
    "request_sha256": HEX,
    "provenance": "voluntary",
    "submitter": {"pseudonym": "resident 7", "identity_commitment": HEX},
    "consent": {"given_at": AT, "statement": "I agree.", "scope": "this case"},
    "submitted_at": AT,
    "clips": ["001"],
}
CLIP: dict[str, Any] = {
    "spec": "footage-package/1",
    "clip_id": "001",
    "file": "door.mp4",
    "sha256": HEX,
    "bytes": 7,
    "media_type": "video/mp4",
    "camera": {
        "pseudonym": "camera 1",
        "make": "Acme",
        "model": "D1",
        "location": {"type": "Point", "coordinates": [-89.65, 39.78]},
        "location_accuracy_m": 12.5,
    },
    "recorded": {"start": AT, "end": LATER},
    "clock": {"source": "device", "offset_ms": -1500, "uncertainty_ms": 2000},
    "device_claims": {"anything": None},
    "notes": "Front door.",
}
EVENT: dict[str, Any] = {
    "spec": "footage-package/1",
    "package_id": UUID,
    "seq": 2,
    "event_id": UUID,
    "action": "transfer-out",
    "at": AT,
    "clock": {"source": "ntp", "uncertainty_ms": 50},
    "actor": {"name": "Sealer", "role": "operator", "agency": "Harbor", "certificate_sha256": HEX},
    "to": {"name": "Clerk", "agency": "Springfield PD", "certificate_sha256": HEX},
    "purpose": "evidence",
    "place": "office",
    "tool": {"name": "reviewer", "version": "1"},
    "outcome": "ok",
    "details": {"anything": None},
    "previous": HEX,
}
RECORDS: dict[str, tuple[Callable[[bytes], object], dict[str, Any]]] = {
    "request": (read_request, REQUEST),
    "submission": (read_submission, SUBMISSION),
    "clip": (read_clip, CLIP),
    "event": (read_custody_event, EVENT),
}
NULLABLE = {
    ("request", "details"),
    ("submission", "submitter", "identity_commitment"),
    ("submission", "consent"),
    ("clip", "media_type"),
    ("clip", "notes"),
    ("clip", "camera", "make"),
    ("clip", "camera", "model"),
    ("clip", "camera", "location"),
    ("clip", "camera", "location_accuracy_m"),
    ("clip", "recorded", "start"),
    ("clip", "recorded", "end"),
    ("clip", "clock", "offset_ms"),
    ("clip", "clock", "uncertainty_ms"),
    ("event", "clock", "uncertainty_ms"),
    ("event", "actor", "role"),
    ("event", "to"),
    ("event", "purpose"),
    ("event", "place"),
    ("event", "tool", "version"),
    ("event", "previous"),
}
"""Section 3: "Null may be … Nothing else"."""
OPEN = {("clip", "device_claims"), ("event", "details")}
"""Objects in which any member may stand."""

Path = tuple[str, ...]


def accepted(kind: str, members: dict[str, Any]) -> bool:
    return accepts_bytes(kind, rfc8785.dumps(members))


def accepts_bytes(kind: str, data: bytes) -> bool:
    """Whether the record is taken. Any error but ValueError fails the test."""
    try:
        RECORDS[kind][0](data)
    except ValueError as error:
        str(error).encode("utf-8")  # a sentence that can be written anywhere
        return False
    return True


def paths(within: dict[str, Any], above: Path) -> Iterator[Path]:
    for name, value in within.items():
        yield (*above, name)
        if isinstance(value, dict) and (*above, name) not in OPEN:
            yield from paths(value, (*above, name))


PATHS = [path for kind, (_read, members) in RECORDS.items() for path in paths(members, (kind,))]
OBJECTS = [path for path in PATHS if isinstance(RECORDS[path[0]][1].get(path[-1]), dict)] + [
    (kind,) for kind in RECORDS
]


def changed(path: Path, change: Callable[[dict[str, Any], str], object]) -> dict[str, Any]:
    members = copy.deepcopy(RECORDS[path[0]][1])
    holder = members
    for name in path[1:-1]:
        holder = holder[name]
    change(holder, path[-1])
    return members


def with_value(path: Path, value: Any) -> bool:
    """Whether the record is taken with another value there."""
    return accepted(path[0], changed(path, lambda holder, name: holder.update({name: value})))


@pytest.mark.parametrize("kind", list(RECORDS))
def test_the_record_as_it_stands(kind: str) -> None:
    assert accepted(kind, RECORDS[kind][1])


@pytest.mark.parametrize("path", PATHS, ids=".".join)
def test_null_only_where_it_may_be(path: Path) -> None:
    assert with_value(path, None) is (path in NULLABLE)


def test_every_nullable_member_is_there() -> None:
    assert set(PATHS) >= NULLABLE


@pytest.mark.parametrize("path", PATHS, ids=".".join)
def test_no_member_is_left_out(path: Path) -> None:
    assert not accepted(path[0], changed(path, lambda holder, name: holder.pop(name)))


@pytest.mark.parametrize("path", PATHS, ids=".".join)
@pytest.mark.parametrize("value", [True, -1.5, [], [1], {"x": 1}, "\N{DOOR}"], ids=repr)
def test_another_type(path: Path, value: Any) -> None:
    is_text = isinstance(value, str)
    texts = {"name", "pseudonym", "statement", "scope", "make", "model", "media_type", "notes", "role", "agency"}
    free_text = path[-1] in texts | {"purpose", "place", "version", "details", "file"} and path != ("request", "agency")
    free_object = path in OPEN and isinstance(value, dict)
    assert with_value(path, value) is ((is_text and free_text and path not in OPEN) or free_object)


@pytest.mark.parametrize("path", OBJECTS, ids=".".join)
def test_an_unknown_member(path: Path) -> None:
    members = copy.deepcopy(RECORDS[path[0]][1])
    (members[path[-1]] if len(path) > 1 else members)["zzz"] = 1
    assert accepted(path[0], members) is (path in OPEN)


NOT_INSTANTS = [
    "2026-11-02T17:04:05Z",
    "2026-11-02T17:04:05.12Z",
    "2026-11-02T17:04:05.1200Z",
    "2026-11-02t17:04:05.120z",
    "2026-11-02T17:04:05.120+00:00",
    "2026-02-29T00:00:00.000Z",
    "2026-11-02T24:00:00.000Z",
    "2026-06-30T23:59:60.000Z",
    "0000-01-01T00:00:00.000Z",
    "٢026-11-02T17:04:05.120Z",
    f" {AT}",
    f"{AT}\n",
]
NOT_POINTS = [
    {"type": "Point", "coordinates": [0]},
    {"type": "Point", "coordinates": [0, 0, 0, 0]},
    {"type": "Point", "coordinates": [181, 0]},
    {"type": "Point", "coordinates": [0, -91]},
    {"type": "Point", "coordinates": ["0", "0"]},
    {"type": "Point", "coordinates": [True, 0]},
    {"type": "Point", "coordinates": [0, 0], "bbox": [0, 0, 0, 0]},
    {"type": "point", "coordinates": [0, 0]},
]
POINTS = [{"type": "Point", "coordinates": [-180, 90]}, {"type": "Point", "coordinates": [180, -90, 12.5]}]
ACTIONS = ["seal", "transfer-out", "transfer-in", "verify", "copy", "disclose", "identity-opened", "note"]
NOT_FILES = ["clip.json", "", ".", "..", "a/b", "a\\b", "a:b", "a%b", "a.", "con.mp4", "x" * 256]
NOT_NONCES = [NONCE[:-1], NONCE[:-2] + "9=", f"{NONCE}\n", NONCE.replace("A", "-"), ""]
NOT_UUIDS = [UUID.upper(), UUID[9:], UUID[:-1], f"{UUID}\n", "{" + UUID + "}"]
VALUES: list[tuple[str, list[Any], list[Any]]] = [
    ("request.investigation_code", ["x", " ", "~" * 64], ["", "x" * 65, "ü", "a\tb", "a\n", "\x7f"]),
    ("request.request_id", [UUID], NOT_UUIDS),
    ("request.nonce", [NONCE], NOT_NONCES),
    ("request.details", ["", "x" * 10_000], []),
    ("submission.provenance", ["voluntary", "legal-process", "agency-collected"], ["Voluntary", ""]),
    ("submission.clips", [["001", "002"], ["999", "001"], ["000"]], [[], ["1"], ["0001"], [1], ["٠٠١"], "001"]),
    ("submission.request_sha256", ["0" * 64], ["0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 64 + "\n"]),
    ("clip.bytes", [0, 1, 2**53 - 1], [-1, 0.5, "1", True, 1e300]),
    ("clip.clip_id", ["000", "999"], ["1", "01", "0001", "a01", "¹²³", "001\n"]),
    ("clip.file", ["a", "Ворота 門.mkv", "x" * 255, "clip.json.mp4"], NOT_FILES),
    ("clip.recorded.start", [AT, "0001-01-01T00:00:00.000Z", LATER], [*NOT_INSTANTS, "2026-11-02T17:04:05.122Z"]),
    ("clip.clock.offset_ms", [0, -(2**53) + 1], [0.5, "0", -1e300]),
    ("clip.clock.uncertainty_ms", [0, 1e15], [-1, 0.1]),
    ("clip.camera.location_accuracy_m", [0, 0.1, 1e21], [-0.1, "1"]),
    ("clip.camera.location", POINTS, NOT_POINTS),
    ("event.seq", [0, 1, 10_000], [-1, 1.5, "1"]),
    ("event.clock.uncertainty_ms", [0, 600_000], [600_001, -1, 0.5]),
    ("event.clock.source", ["ntp", "device", "operator", "unknown"], ["gps", "NTP"]),
    ("event.action", ACTIONS, ["Seal", "transfer"]),
    ("event.outcome", ["ok", "failed", "refused"], ["OK", "unknown"]),
]


@pytest.mark.parametrize(("where", "good", "bad"), VALUES, ids=[where for where, _good, _bad in VALUES])
def test_values(where: str, good: list[Any], bad: list[Any]) -> None:
    path = tuple(where.split("."))
    assert [value for value in good if not with_value(path, value)] == []
    assert [value for value in bad if with_value(path, value)] == []


def area(kind: str, coordinates: Any) -> bool:
    return with_value(("request", "area"), {"type": kind, "coordinates": coordinates})


def ring(vertices: int) -> list[list[float]]:
    return [*([number / 100, number % 2] for number in range(vertices - 1)), [0, 0]]


def test_areas() -> None:
    assert area("Polygon", [RING, [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.1]]])
    assert area("MultiPolygon", [[RING], [RING, RING]])
    assert area("Polygon", [[[0, 0, 5], [1, 0, 5], [1, 1, 5], [0, 0, 5]]])
    for kind, coordinates in (
        ("Polygon", []),
        ("Polygon", [[]]),
        ("Polygon", RING),
        ("Polygon", [RING[:3]]),
        ("Polygon", [[*RING[:3], [0, 1]]]),
        ("Polygon", [[[0, 0, 5], [1, 0, 5], [1, 1, 5], [0, 0, 6]]]),
        ("Polygon", {"0": RING}),
        ("MultiPolygon", []),
        ("MultiPolygon", [RING]),
        ("LineString", RING),
        ("GeometryCollection", []),
    ):
        assert not area(kind, coordinates)


def test_a_thousand_vertices_with_those_that_close() -> None:
    assert area("Polygon", [ring(1000)])
    assert not area("Polygon", [ring(1001)])
    assert area("MultiPolygon", [[ring(500)], [ring(496), RING]])
    assert not area("MultiPolygon", [[ring(500)], [ring(497), RING]])


def test_start_and_end_may_be_equal() -> None:
    assert accepted("clip", CLIP | {"recorded": {"start": AT, "end": AT}})
    assert accepted("clip", CLIP | {"recorded": {"start": None, "end": AT}})
    assert accepted("request", REQUEST | {"window": {"start": AT, "end": AT}})
    assert not accepted("request", REQUEST | {"window": {"start": LATER, "end": AT}})


@pytest.mark.parametrize("kind", list(RECORDS))
@given(data=st.binary(max_size=300))
def test_no_bytes_raise_anything_else(kind: str, data: bytes) -> None:
    accepts_bytes(kind, data)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20) | st.just(AT),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(path=st.sampled_from(PATHS), value=JSON)
def test_no_value_anywhere_raises_anything_else(path: Path, value: Any) -> None:
    with_value(path, value)


@given(claims=st.dictionaries(st.text(max_size=8), JSON, max_size=5))
def test_device_claims_come_back_as_they_were(claims: dict[str, Any]) -> None:
    clip = read_clip(rfc8785.dumps(CLIP | {"device_claims": claims}))
    assert rfc8785.dumps(clip.device_claims) == rfc8785.dumps(claims)
