"""Honest ways to write a package's files: tag files, manifests and records that stay verified, without a finding."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from reviewer.verification.reader import Limits
from tests.corpus.draft import (
    BAG_INFO,
    CLIP_RECORD,
    REQUEST,
    Draft,
    Edit,
    event_name,
    manifest_name,
)
from tests.corpus.variations import SECOND_CLIP_RECORD, variation
from tests.corpus.workshop import Forged, Workshop


def _text_variation(kind: str, name: str, change: str, edit: Edit) -> None:
    @variation(f"bag-{kind}", change, "2, RFC 8493", {name})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.edit(name, edit)
        draft.carry(payload=False)
        return draft


_text_variation("crlf", "bagit.txt", "lines end in CR LF", lambda data: data.replace(b"\n", b"\r\n"))
_text_variation("no-last-line-end", "bagit.txt", "the last line does not end", lambda data: data[:-1])
_text_variation("info-crlf", BAG_INFO, "lines end in CR LF", lambda data: data.replace(b"\n", b"\r\n"))
_text_variation(
    "info-more",
    BAG_INFO,
    "more labels, one of them twice, one folded, one empty, and an empty line",
    lambda data: (
        data + "Contact-Name: Zoë\nContact-Name: Yu\nNotes: a\n\tb: c\n  d\nEmpty:\n\nBag-Size: 1 MB\n".encode()
    ),
)
_text_variation(
    "info-case", BAG_INFO, "labels in upper case, no blank after the colon",
    lambda data: re.sub(rb"(?m)^([A-Za-z-]+): ", lambda match: match[1].upper() + b":", data),
)  # fmt: skip
_text_variation(
    "info-folded", BAG_INFO, "the organisation is folded over two lines",
    lambda data: data.replace(b"Source-Organization: ", b"Source-Organization:\n  "),
)  # fmt: skip
_text_variation(
    "info-two-sources", BAG_INFO, "two organisations sent it",
    lambda data: data + b"Source-Organization: The Other\n",
)  # fmt: skip
_text_variation(
    "info-order", BAG_INFO, "labels in another order", lambda data: b"".join(reversed(data.splitlines(True)))
)


def _manifest_variation(kind: str, change: str, edit: Edit) -> None:
    @variation(f"manifest-{kind}", change, "2.3", {manifest_name(seq) for seq in (1, 2, 3)})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        for hop in draft.hops:
            hop.manifest = hop.stamped = edit
        draft.carry()
        return draft


_manifest_variation(
    "prefixes",
    "other prefixes",
    lambda data: (
        data.replace(b"asic:", b"a.1:").replace(b":asic=", b":a.1=").replace(b"ds:", b"_d:").replace(b":ds=", b":_d=")
    ),
)
_manifest_variation(
    "default-namespace",
    "the namespace of ASiC is the default",
    lambda data: data.replace(b"asic:", b"").replace(b":asic=", b"="),
)
_manifest_variation(
    "namespace-inside",
    "the namespace of XMLDSig is declared where it is used",
    lambda data: (
        data.replace(b' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', b"")
        .replace(b"<ds:DigestMethod ", b'<DigestMethod xmlns="http://www.w3.org/2000/09/xmldsig#" ')
        .replace(b"<ds:DigestValue>", b"<DigestValue xmlns='http://www.w3.org/2000/09/xmldsig#'>")
        .replace(b"</ds:DigestValue>", b"</DigestValue>")
    ),
)
_manifest_variation("single-quotes", "single quotes", lambda data: data.replace(b'"', b"'"))
_manifest_variation("crlf", "lines end in CR LF", lambda data: data.replace(b"\n", b"\r\n"))
_manifest_variation("no-declaration", "no XML declaration", lambda data: data[data.index(b"?>") + 2 :].lstrip())
_manifest_variation(
    "standalone",
    "declared in lower case, and standalone",
    lambda data: data.replace(b'encoding="UTF-8"?>', b'encoding="utf-8" standalone="yes"?>'),
)
_manifest_variation(
    "mime-types",
    "every file has a MimeType",
    lambda data: re.sub(
        rb"(<asic:DataObjectReference URI)", rb'<asic:DataObjectReference MimeType="text/x; a=&quot;b&quot;" URI', data
    ),
)
_manifest_variation(
    "no-mime-type", "the signature has no MimeType", lambda data: re.sub(rb' MimeType="[^"]*"', b"", data)
)
_manifest_variation(
    "space",
    "white space and comments wherever they may be",
    lambda data: (
        data.replace(b"><", b">\n\t <!-- <ds:x/> & --> <")
        .replace(b"<ds:DigestValue>", b"<ds:DigestValue>\n  ")
        .replace(b"</asic:ASiCManifest>", b"</asic:ASiCManifest >\n<!-- end -->\n")
    ),
)
_manifest_variation(
    "percent-lower-case",
    "percent-encoding in lower case",
    lambda data: re.sub(rb"%[0-9A-F]{2}", lambda match: match[0].lower(), data),
)
_manifest_variation(
    "percent-everything",
    "every byte of every name is percent-encoded",
    lambda data: re.sub(
        rb'URI="([^"]+)"',
        lambda match: b'URI="%s"' % b"".join(b"%%%02X" % byte for byte in unquote_to_bytes(match[1])),
        data,
    ),
)
_manifest_variation(
    "character-references",
    "a blank is percent-encoded with a character reference",
    lambda data: data.replace(b"%20", b"&#37;20"),
)
_manifest_variation(
    "reversed",
    "files are listed in another order",
    lambda data: data.replace(b"><", b">\n<") if b"t.xml" in data else _reversed_references(data),
)


def _reversed_references(data: bytes) -> bytes:
    references = re.findall(rb"<asic:DataObjectReference.*?</asic:DataObjectReference>", data)
    head, tail = data[: data.index(references[0])], data[data.rindex(b"</asic:ASiCManifest>") :]
    return head + b"\n".join(reversed(references)) + tail


def _record_variation(kind: str, name: str, change: str, edit: Callable[[dict[str, Any]], object]) -> None:
    @variation(f"record-{kind}", change, "3", {name})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.record(name, edit)
        if name == REQUEST:
            draft.sign_request(w.trust.springfield, at=w.story.issued_at)
        draft.carry()
        return draft


_record_variation(
    "numbers",
    CLIP_RECORD,
    "device claims of every kind of number and text",
    lambda record: record["device_claims"].update(
        numbers=[0, -1, 0.1, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 2.0**53, -0.5, 123456789012345680000.0],
        texts=["", "\0\x1f\x7f\u2028", "\U0001f6aa\U0010ffff", "</script>", "e\N{COMBINING ACUTE ACCENT}"],
        constants=[None, True, False, {}, []],
    ),
)
_record_variation(
    "key-order",
    CLIP_RECORD,
    "device claims whose keys sort by UTF-16, not by code point",
    lambda record: record["device_claims"].update(
        {"\ufb33": 1, "\U0001f600": 2, "": 3, "ö": 4, "\r": 5, "1": 6, "\x80": 7}
    ),
)
_record_variation(
    "nested-64",
    CLIP_RECORD,
    "device claims nested to the 64th level",
    lambda record: record["device_claims"].update(deep=_nested_lists(62)),
)
_record_variation(
    "nulls-of-a-clip",
    SECOND_CLIP_RECORD,
    "null wherever it may be, but for the scope",
    lambda record: (
        record.update(media_type=None, notes=None, device_claims={}),
        record["camera"].update(make=None, model=None, location_accuracy_m=None),
    ),
)
_record_variation(
    "nulls-of-an-event",
    event_name(3),
    "null wherever it may be",
    lambda event: (
        event.update(purpose=None, place=None, details={}),
        event["actor"].update(role=None),
        event["clock"].update(uncertainty_ms=None),
        event["tool"].update(version=None),
    ),
)
_record_variation(
    "area-of-1000",
    REQUEST,
    "an area of 1,000 vertices, closing ones counted, in two polygons with altitudes",
    lambda request: request.update(area=_two_polygons(request["area"], 1000)),
)
_record_variation("details-null", REQUEST, "a request without details", lambda request: request.update(details=None))
_record_variation(
    "code-of-64",
    REQUEST,
    "a code of 64 printable characters",
    lambda request: request.update(investigation_code=' "~' * 21 + "x"),
)
_record_variation(
    "uncertainty-at-its-most",
    event_name(3),
    "a clock uncertain by 600,000 ms",
    lambda event: event["clock"].update(uncertainty_ms=600_000),
)


def _nested_lists(levels: int) -> Any:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


def _two_polygons(area: dict[str, Any], vertices: int) -> dict[str, Any]:
    """The polygon, and a second far from it that brings the vertices to that number."""
    first = area["coordinates"]
    count = vertices - sum(map(len, first))
    ring = [[10 + number / 1000, 50 + number % 2, 200.5] for number in range(count - 1)]
    return {"type": "MultiPolygon", "coordinates": [first, [[*ring, ring[0]]]]}


@variation("record-of-the-limit", "a record of exactly the limit", "1.6", {event_name(3)})
def _(w: Workshop) -> Forged:
    draft = w.draft()
    draft.event(3, lambda event: event["details"].update(long="x" * 30_000))
    draft.carry(3)
    limit = len(draft.files[event_name(3)])
    return Forged(files=draft.files, limits=Limits(record_bytes=limit))
