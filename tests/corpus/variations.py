"""Changes that are none of an attacker's: whatever the specification allows stays verified, without a finding."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from reviewer.evidence.findings import Verdict
from reviewer.verification.reader import Limits
from tests.corpus.draft import (
    CLIP,
    CLIP_RECORD,
    IDENTITY,
    SUBMISSION,
    VENDOR,
    Draft,
    event_name,
    manifest_name,
)
from tests.corpus.raw_zip import MAX, RawEntry, end_record, end_record_64, raw_entries, raw_zip, wide, wide_end
from tests.corpus.workshop import Forged, Workshop, attack
from tools.demo_trust.certificates import DAY, PrivateKey, Revoked, Validity
from tools.demo_trust.cms_builder import Shape
from tools.demo_trust.trust import SPRINGFIELD

MINUTE = 60_000_000
SECOND_CLIP_RECORD = "data/clips/002/clip.json"


def variation(name: str, change: str, clause: str, touches: Iterable[str] = ()) -> Any:
    return attack(f"allowed-{name}", (), change, clause, touches=touches, verdict=Verdict.VERIFIED)


# --- container ---


@variation("zip-folder-entries", "folders stand in the ZIP as parents of files that are there", "1.4")
def _(w: Workshop) -> Forged:
    entries = raw_entries(w.base.files)
    folders = [RawEntry(name, b"", attributes=0o040755 << 16) for name in (b"data/", b"data/vendor/", b"META-INF/")]
    return Forged(container=raw_zip([*entries, *folders]))


@variation("zip-other-extra-fields", "entries have extended timestamps", "1.4")
def _(w: Workshop) -> Forged:
    entries = raw_entries(w.base.files)
    for entry in entries[1:]:
        entry.extra = entry.local_extra = b"UT\5\0\1\0\0\0\0"
    return Forged(container=raw_zip(entries))


@variation("zip-any-order", "the entries stand in another order", "1.2")
def _(w: Workshop) -> Forged:
    first, *others = w.base.files.items()
    return Forged(files=dict([first, *reversed(others)]))


@variation("zip-deflated-records", "records and lists are deflated", "1.3")
def _(w: Workshop) -> Forged:
    entries = raw_entries(w.base.files)
    for entry in entries[1:]:
        if not entry.name.startswith(b"data/clips/"):
            entry.method, entry.version = 8, 20
    return Forged(container=raw_zip(entries))


ZIP64 = {
    "local": lambda size, _offset: {"local_size": MAX, "local_extra": wide(size, size)},
    "central": lambda size, _offset: {"stated": (MAX, MAX), "extra": wide(size, size)},
    "central-offset": lambda _size, offset: {"stated_offset": MAX, "extra": wide(offset)},
    "everywhere": lambda size, offset: {
        "local_size": MAX,
        "local_extra": wide(size, size),
        "stated": (MAX, MAX),
        "stated_offset": MAX,
        "extra": wide(size, size, offset),
    },
    "needless": lambda size, offset: {"local_extra": wide(size, size), "extra": wide(size, size, offset)},
    "of-size-alone": lambda size, _offset: {"stated": (size, MAX), "extra": wide(size)},
    "of-disk-too": lambda size, offset: {
        "stated": (MAX, MAX),
        "stated_offset": MAX,
        "extra": b"\1\0\x1c\0" + wide(size, size, offset)[4:] + bytes(4),
    },
}
"""Where the ZIP64 fields stand; each says what the headers say."""

for _kind, _fields in ZIP64.items():

    @variation(f"zip64-{_kind}", f"ZIP64 fields ({_kind})", "1.3")
    def _(w: Workshop, fields: Any = _fields) -> Forged:
        entries = raw_entries(w.base.files)
        place = len(raw_zip(entries[:1], end=lambda *_place: b"", directory_order=lambda _headers: []))
        for entry in entries[1:]:
            for field, value in fields(len(entry.data), place).items():
                setattr(entry, field, value)
            place += 30 + len(entry.name) + len(entry.local_extra) + len(entry.data)
        return Forged(container=raw_zip(entries))


@variation("zip64-end", "a ZIP64 end record has every value", "1.3")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(raw_entries(w.base.files), end=end_record_64))


@variation("zip64-end-small", "a ZIP64 end record repeats what the end record says", "1.3")
def _(w: Workshop) -> Forged:
    def end(count: int, size: int, start: int) -> bytes:
        return wide_end(count, size, start) + end_record(count, size, start)

    return Forged(container=raw_zip(raw_entries(w.base.files), end=end))


@variation("zip-directory-order", "the directory is in another order than the entries", "1.2")
def _(w: Workshop) -> Forged:
    entries = raw_entries(w.base.files)
    return Forged(container=raw_zip(entries, directory_order=lambda headers: [headers[0], *reversed(headers[1:])]))


for _kind, _entry in {
    "dos": {"made_by": 20, "attributes": 0x20},
    "windows-without-attributes": {"made_by": 10 << 8 | 63, "attributes": 0},
    "macos": {"made_by": 19 << 8 | 21, "attributes": 0o100600 << 16},
    "setuid-read-only": {"attributes": 0o104444 << 16 | 1},
    "needs-4.5": {"version": 45},
    "deflate-bits": {"flags": 6 | 1 << 11},
    "utf8-flag": {"flags": 1 << 11},
}.items():

    @variation(f"zip-made-by-{_kind}", f"entries as another program writes them ({_kind})", "1.4")
    def _(w: Workshop, fields: Any = _entry) -> Forged:
        entries = raw_entries(w.base.files)
        for entry in entries[1:]:
            for field, value in fields.items():
                setattr(entry, field, value)
        return Forged(container=raw_zip(entries))


for _kind, _fields in {
    "dos": {"made_by": 20, "attributes": 0x10},
    "no-attributes": {"made_by": 20, "attributes": 0},
    "unix-and-dos": {"attributes": 0o040755 << 16 | 0x10},
    "mode-without-kind": {"attributes": 0o755 << 16},
}.items():

    @variation(f"zip-folder-{_kind}", f"a folder entry as another program writes it ({_kind})", "1.4")
    def _(w: Workshop, fields: Any = _fields) -> Forged:
        return Forged(container=raw_zip([*raw_entries(w.base.files), RawEntry(b"data/clips/001/", b"", **fields)]))


@variation("zip-in-zip", "a vendor file is a stored ZIP with a comment that looks like an end record", "1.4")
def _(w: Workshop) -> Forged:
    draft = w.draft()
    inner = raw_zip([RawEntry(b"readme.txt", b"hello")], comment=end_record(0, 0, 0))
    draft.add("data/vendor/export.zip", inner)
    draft.carry()
    return Forged(container=raw_zip(raw_entries(draft.files)))


NAMES = (
    "plain.txt",
    "  two blanks first",
    'it\'s "quoted" & <marked> *?|;$`!#[x]{y}=~^,@+.txt',
    "COM10.txt",
    "console",
    "aux-1",
    ".hidden",
    "a..b...c",
    "Ворота 門 مدخل שער दरवाज़ा ประตู 🚪.mp4",
    "Cafe\N{LATIN SMALL LETTER E WITH ACUTE}",
    "می\N{ZERO WIDTH NON-JOINER}خواهم",
    "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}",
    "no\N{NO-BREAK SPACE}break",
    "line\N{LINE SEPARATOR}separator",
    "\N{MATHEMATICAL BOLD CAPITAL A}",
    "ǅ ŉ ﬁ ſ ẞ İ",
    "x" * 255,
    "門" * 85,
    "/".join(["d"] * 500),
    "mimetype",
    "fetch.txt",
    "META-INF/ASiCManifest001.xml",
    "data/clips/001/clip.json",
    "big.json",
)


@variation("names-of-any-kind", "vendor files have every kind of name that 1.5 allows", "1.5", {"data/vendor"})
def _(w: Workshop) -> Forged:
    draft = w.draft()
    for name in NAMES:
        draft.add(f"data/vendor/{name}", name.encode())
    draft.carry()
    return Forged(container=raw_zip(raw_entries(draft.files)))


@variation("record-limit-not-for-payload", "clips and vendor files end as records do, and are large", "1.6")
def _(w: Workshop) -> Forged:
    draft = w.draft()
    draft.rename(CLIP, "data/clips/001/door.json")
    draft.record(CLIP_RECORD, lambda record: record.update(file="door.json"))
    draft.add("data/vendor/big.xml", b"<x/>" * 2000)
    draft.carry()
    limit = max(len(data) for name, data in draft.files.items() if not name.startswith("data/"))
    assert limit < min(len(draft.files[name]) for name in ("data/clips/001/door.json", "data/vendor/big.xml"))
    return Forged(container=raw_zip(raw_entries(draft.files)), limits=Limits(record_bytes=limit, manifest_bytes=limit))


# --- content ---


@variation("no-vendor-no-identity", "neither vendor files nor a sealed identity", "2", {VENDOR, IDENTITY, SUBMISSION})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    del draft.files[VENDOR], draft.files[IDENTITY]
    draft.record(SUBMISSION, lambda submission: submission["submitter"].update(identity_commitment=None))
    draft.carry()
    return draft


@variation("comment-in-manifest", "a comment stands in a manifest", "2.3", {manifest_name(2)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[1].manifest = lambda data: data.replace(b"?>\n", b"?>\n<!-- hop 2 -->\n", 1)
    draft.carry(2)
    return draft


@variation("needless-percent-encoding", "a URI encodes letters too", "2.3", {manifest_name(1)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[0].manifest = lambda data: data.replace(b'URI="bagit.txt"', b'URI="%62agit.txt"')
    draft.carry()
    return draft


# --- signatures ---


def clerk_variation(name: str, change: str, clause: str, key: PrivateKey, shape: Shape) -> None:
    @variation(name, change, clause, {event_name(2), event_name(3)})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.sign_as(w.trust.custody_ca.issue(SPRINGFIELD, "Clerk 9", Validity.around(w.now), key=key), 3)
        draft.hops[2].shape = shape
        draft.carry(2)
        return draft


_RSA = rsa.generate_private_key(65537, 3072)
clerk_variation("rsa-3072", "an RSA key of 3,072 bits, PKCS#1 v1.5", "4.2", _RSA, Shape())
clerk_variation("rsa-pss", "an RSA key of 3,072 bits, PSS", "4.2", _RSA, Shape(pss=True))
clerk_variation("p-384", "a key on P-384 with SHA-384", "4.2", ec.generate_private_key(ec.SECP384R1()), Shape("sha384"))
clerk_variation("p-521", "a key on P-521 with SHA-512", "4.2", ec.generate_private_key(ec.SECP521R1()), Shape("sha512"))


@variation("content-commitment", "key usage contentCommitment", "4.3", {event_name(2), event_name(3)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    ca = w.trust.custody_ca
    clerk = ca.issue(SPRINGFIELD, "Clerk 9", Validity.around(w.now), key_usage=("content_commitment",))
    draft.sign_as(clerk, 3)
    draft.carry(2)
    return draft


@variation("intermediate-in-validation-only", "the signature holds the signer's certificate alone", "4.1, 4.6")
def _(w: Workshop) -> Draft:

    draft = w.draft()
    draft.hops[1].signer = replace(w.trust.sealer, chain=())
    draft.carry(2)
    return draft


# --- certificates and time ---


@variation("revoked-later", "revoked an hour after the hop", "4.5", {"validation/crls"})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    ca, serial = w.trust.custody_ca, w.trust.springfield.certificate.serial_number
    since = w.story.sealed_at + 90 * MINUTE
    draft.set_crls(ca, ca.crl(since, w.now + DAY, revoked=[Revoked(serial, since)]))
    draft.carry()
    return draft


@variation("crl-issued-after", "the only list was issued after the hop", "4.5", {"validation/crls"})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.set_crls(w.trust.sealing_ca, w.trust.sealing_ca.crl(w.story.sealed_at + 60 * MINUTE, w.now + DAY))
    draft.carry()
    return draft


@variation(
    "expired-since",
    "the clerk's certificate expired after the hop",
    "4.5",
    {event_name(2), event_name(3), "validation/crls"},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    validity = Validity(w.now - 300 * DAY, w.story.sealed_at + 60 * MINUTE)
    draft.sign_as(w.trust.custody_ca.issue(SPRINGFIELD, "Clerk 9", validity), 3)
    draft.set_crls(w.trust.custody_ca, w.trust.custody_ca.crl(w.now - 10 * DAY, w.now + DAY))
    draft.carry()
    return draft


@variation("equal-times", "two hops bear the same genTime", "V9")
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[1].gen_time = draft.hops[2].gen_time
    draft.carry(2)
    return draft


# --- chain ---


@variation("in-transit", "the last hop is an open hand-over", "5.3", {event_name(3), "validation/certs"})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.cut_after(2)
    return draft


@variation("note-by-colleague", "another clerk of the custodian adds a note", "V10", {event_name(4)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.extend("note", w.trust.springfield_second, w.story.sealed_at + 40 * MINUTE)
    draft.carry(4)
    return draft


@variation("second-agency", "handed on to a second agency", "V10", {event_name(4), event_name(5)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    to = {
        "name": w.trust.shelbyville.name,
        "agency": w.trust.shelbyville.organization,
        "certificate_sha256": hashlib.sha256(w.trust.shelbyville.der).hexdigest(),
    }
    draft.extend("transfer-out", w.trust.springfield, w.story.sealed_at + 40 * MINUTE, to=to)
    draft.extend("transfer-in", w.trust.shelbyville, w.story.sealed_at + 50 * MINUTE)
    draft.carry(4)
    return draft


@variation("expected-head", "the head of an earlier hop is expected", "5.2")
def _(w: Workshop) -> Forged:
    head = hashlib.sha256(w.base.files[manifest_name(2)]).hexdigest()
    return Forged(files=w.base.files, expected_heads=(head,))
