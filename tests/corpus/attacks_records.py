"""Attacks on the records: V4."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import rfc8785

from reviewer.evidence.findings import Code
from tests.corpus.draft import (
    CLIP_RECORD,
    IDENTITY,
    REQUEST,
    SUBMISSION,
    Draft,
    Edit,
    event_name,
    manifest_name,
    replaced,
)
from tests.corpus.workshop import Workshop, attack

Change = Callable[[dict[str, Any]], object]

# --- V4: content.record ---


def record_attack(kind: str, name: str, change: str, edit: Change, code: Code = Code.RECORD) -> None:
    """A member is changed, and everything after it made anew: who does this holds every key."""

    @attack(f"record-{kind}", code, change, "3, V4", touches={name})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.record(name, edit)
        _follow(w, draft, name)
        return draft


def bytes_attack(kind: str, name: str, change: str, edit: Edit) -> None:
    @attack(f"record-{kind}", Code.RECORD, change, "3, RFC 8785", touches={name})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.edit(name, edit)
        _follow(w, draft, name)
        return draft


def _follow(w: Workshop, draft: Draft, name: str) -> None:
    if name == REQUEST:
        draft.sign_request(w.trust.springfield, at=w.story.issued_at)
    if name.startswith("custody/"):
        seq = int(name[8:12])
        text = draft.files[name]
        for hop in range(seq, len(draft.hops) + 1):
            draft.sign(hop)
            if hop < len(draft.hops):
                digest = hashlib.sha256(draft.files[manifest_name(hop)]).hexdigest()
                draft.event(hop + 1, lambda event, value=digest: event.update(previous=value))
        assert draft.files[name] == text
        return
    draft.carry()


bytes_attack("not-canonical", CLIP_RECORD, "a blank after a colon", replaced(b'"bytes":', b'"bytes": '))
bytes_attack(
    "member-order",
    CLIP_RECORD,
    "members in another order",
    lambda d: b'{"spec":"footage-package/1",' + d[1:].replace(b',"spec":"footage-package/1"', b""),
)
bytes_attack("duplicate-key", CLIP_RECORD, "a member stands twice", replaced(b'"notes":', b'"notes":null,"notes":'))
bytes_attack("bom", CLIP_RECORD, "a byte order mark", lambda data: b"\xef\xbb\xbf" + data)
bytes_attack("not-json", SUBMISSION, "the record is cut off", lambda data: data[:-1])
bytes_attack(
    "number-form",
    CLIP_RECORD,
    "40 written as 40.0",
    replaced(b'"location_accuracy_m":40', b'"location_accuracy_m":40.0'),
)
bytes_attack("surrogate", CLIP_RECORD, "a lone surrogate", replaced(b'"notes":null', b'"notes":"\\ud800"'))
bytes_attack("line-feed", REQUEST, "a line feed at the end", lambda data: data + b"\n")

record_attack("unknown-member", CLIP_RECORD, "an unknown member", lambda r: r.update(colour="red"))
record_attack(
    "unknown-nested", CLIP_RECORD, "an unknown member of the camera", lambda r: r["camera"].update(lens="50mm")
)
record_attack("missing-member", CLIP_RECORD, "notes is left out", lambda r: r.pop("notes"))
record_attack(
    "null-where-none", CLIP_RECORD, "the camera's pseudonym is null", lambda r: r["camera"].update(pseudonym=None)
)
record_attack("wrong-spec", CLIP_RECORD, "spec is footage-package/2", lambda r: r.update(spec="footage-package/2"))
record_attack("wrong-type", CLIP_RECORD, "notes is a number", lambda r: r.update(notes=7))
record_attack(
    "fraction-of-ms", CLIP_RECORD, "an offset of half a millisecond", lambda r: r["clock"].update(offset_ms=0.5)
)
record_attack(
    "negative-uncertainty", CLIP_RECORD, "negative uncertainty", lambda r: r["clock"].update(uncertainty_ms=-1)
)
record_attack(
    "negative-accuracy", CLIP_RECORD, "negative accuracy", lambda r: r["camera"].update(location_accuracy_m=-1)
)
record_attack("clock-source", CLIP_RECORD, "an unknown clock source", lambda r: r["clock"].update(source="gps"))
record_attack(
    "ends-before-start",
    CLIP_RECORD,
    "recorded ends before it starts",
    lambda r: r["recorded"].update(start=r["recorded"]["end"], end=r["recorded"]["start"]),
)
record_attack(
    "no-decimals",
    CLIP_RECORD,
    "an instant without decimals",
    lambda r: r["recorded"].update(start=r["recorded"]["start"][:-5] + "Z"),
)
record_attack(
    "other-zone",
    CLIP_RECORD,
    "an instant with an offset",
    lambda r: r["recorded"].update(start=r["recorded"]["start"][:-1] + "+00:00"),
)
record_attack(
    "point-off-the-world",
    CLIP_RECORD,
    "a latitude of 91",
    lambda r: r["camera"]["location"].update(coordinates=[0, 91]),
)
record_attack("upper-case-hex", CLIP_RECORD, "sha256 in upper case", lambda r: r.update(sha256=r["sha256"].upper()))
record_attack("file-with-slash", CLIP_RECORD, "file names a path", lambda r: r.update(file="../001/front door.mp4"))
record_attack(
    "nested-65", CLIP_RECORD, "device claims nested 65 deep", lambda r: r["device_claims"].update(deep=_nested(64))
)
record_attack("provenance", SUBMISSION, "an unknown provenance", lambda r: r.update(provenance="found"))
record_attack("no-clips", SUBMISSION, "clips is empty", lambda r: r.update(clips=[]))
record_attack("jurisdiction", REQUEST, "an unknown jurisdiction", lambda r: r["agency"].update(jurisdiction="galactic"))
record_attack("code-too-long", REQUEST, "a code of 65 characters", lambda r: r.update(investigation_code="x" * 65))
record_attack("code-not-ascii", REQUEST, "a code outside ASCII", lambda r: r.update(investigation_code="Zürich"))
record_attack(
    "nonce-short", REQUEST, "a nonce of 31 bytes", lambda r: r.update(nonce=base64.b64encode(bytes(31)).decode())
)
record_attack(
    "nonce-not-canonical", REQUEST, "base64 with stray bits", lambda r: r.update(nonce=r["nonce"][:-2] + "B=")
)
record_attack(
    "window-backwards",
    REQUEST,
    "the window ends before it starts",
    lambda r: r["window"].update(start=r["window"]["end"], end=r["window"]["start"]),
)
record_attack("area-open", REQUEST, "a ring that is not closed", lambda r: r["area"]["coordinates"][0].pop())
record_attack(
    "area-too-fine", REQUEST, "an area of 1,001 vertices", lambda r: r["area"].update(coordinates=[_ring(1001)])
)
record_attack("area-a-line", REQUEST, "the area is a LineString", lambda r: r["area"].update(type="LineString"))
record_attack(
    "uncertainty-of-years",
    event_name(2),
    "a clock uncertain by 600,001 ms",
    lambda r: r["clock"].update(uncertainty_ms=600_001),
)
record_attack("unknown-action", event_name(2), "an unknown action", lambda r: r.update(action="burn"))
record_attack("details-a-list", event_name(3), "details is a list", lambda r: r.update(details=[]))


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels - 1):
        value = [value]
    return value


def _ring(vertices: int) -> list[list[float]]:
    step = 0.02 / vertices
    corners = [[-89.66 + step * number, 39.77] for number in range(vertices - 2)]
    return [*corners, [-89.65, 39.79], corners[0]]


@attack(
    "identity-in-plain", Code.RECORD, "the sealed identity is not enciphered", "3.5", touches={IDENTITY, SUBMISSION}
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    plain = rfc8785.dumps({"name": "Jane Roe", "contact": "jane", "salt": base64.b64encode(bytes(32)).decode()})
    draft.files[IDENTITY] = plain
    draft.record(SUBMISSION, lambda r: r["submitter"].update(identity_commitment=hashlib.sha256(plain).hexdigest()))
    draft.carry()
    return draft


# --- V4: content.identity-mismatch ---


def mismatch(kind: str, name: str, change: str, edit: Change) -> None:
    record_attack(f"mismatch-{kind}", name, change, edit, Code.IDENTITY_MISMATCH)


mismatch("clip-id", CLIP_RECORD, "clip_id is another folder's", lambda r: r.update(clip_id="007"))
mismatch("clip-digest", CLIP_RECORD, "sha256 is of other bytes", lambda r: r.update(sha256="0" * 64))
mismatch("clip-bytes", CLIP_RECORD, "bytes is one less", lambda r: r.update(bytes=r["bytes"] - 1))
mismatch("clip-not-listed", SUBMISSION, "the submission leaves a clip out", lambda r: r.update(clips=["001"]))
mismatch(
    "clip-listed-twice",
    SUBMISSION,
    "the submission names a clip twice",
    lambda r: r.update(clips=["001", "002", "002"]),
)
mismatch(
    "clip-not-there", SUBMISSION, "the submission names a clip more", lambda r: r.update(clips=["001", "002", "003"])
)
mismatch(
    "no-commitment",
    SUBMISSION,
    "a sealed identity without commitment",
    lambda r: r["submitter"].update(identity_commitment=None),
)


@attack(
    "mismatch-no-identity", Code.IDENTITY_MISMATCH, "a commitment without sealed identity", "3.5", touches={IDENTITY}
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    del draft.files[IDENTITY]
    draft.carry()
    return draft
