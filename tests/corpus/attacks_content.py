"""Attacks on the tree and the payload: V3, V7."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reviewer.evidence.findings import Code
from tests.corpus.check import write_folder
from tests.corpus.draft import (
    BAG,
    BAG_INFO,
    CLIP,
    SECOND_CLIP,
    VENDOR,
    Draft,
    Edit,
    manifest_name,
    one_bit,
    stamped_name,
)
from tests.corpus.raw_zip import RawEntry, raw_entries, raw_zip
from tests.corpus.workshop import Forged, Workshop, attack

Change = Callable[[dict[str, Any]], object]

# --- V3: content.missing, content.unlisted, content.bagit ---

for _kind, _gone in {"clip": CLIP, "vendor-file": VENDOR, "bagit.txt": "bagit.txt"}.items():

    @attack(
        f"missing-{_kind}",
        Code.MISSING,
        f"{_kind} is gone; every list still names it",
        "2.1",
        touches={_gone},
        also={Code.BAGIT, Code.IDENTITY_MISMATCH},
    )
    def _(w: Workshop, gone: str = _gone) -> Draft:
        draft = w.draft()
        del draft.files[gone]
        return draft


@attack(
    "missing-stamped-manifest",
    Code.MISSING,
    "ASiCManifest002t.xml alone is gone",
    "V9",
    touches={stamped_name(2)},
    also={Code.MANIFEST},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    del draft.files[stamped_name(2)]
    draft.carry(3)
    return draft


UNLISTED = (
    "readme.txt",
    "fetch.txt",
    "tagmanifest-sha256.txt",
    "manifest-md5.txt",
    "META-INF/container.xml",
    "META-INF/ASiCManifest004x.xml",
    "data/clips/001/second.mp4",
    "data/clips/readme.txt",
    "data/other/file.txt",
    "sealed/second.p7m",
    "validation/readme.txt",
    "validation/certs/deep/er.cer",
    "custody/0001.txt",
)
for _extra in UNLISTED:

    @attack(
        f"unlisted-{_extra.replace('/', '-')}",
        Code.UNLISTED,
        f"{_extra} is added and signed for by everybody",
        "2.1, 2.4",
        touches={_extra},
        also={Code.MANIFEST},
    )
    def _(w: Workshop, extra: str = _extra) -> Draft:
        draft = w.draft()
        draft.add(extra, b"what is this\n")
        draft.carry()
        return draft


@attack(
    "unlisted-nowhere",
    Code.UNLISTED,
    "a vendor file is added that no list names",
    "2.1",
    touches={"data/vendor/new"},
    also={Code.BAGIT, Code.MANIFEST},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.add("data/vendor/new", b"slipped in")
    return draft


def bag_attack(kind: str, name: str, change: str, edit: Edit, codes: Code | set[Code] = Code.BAGIT) -> None:
    @attack(f"bag-{kind}", codes, change, "2.4, RFC 8493", touches={name})
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.edit(name, edit)
        draft.carry(payload=False)
        return draft


bag_attack(
    "not-sorted", BAG, "the payload manifest is not sorted", lambda data: b"".join(reversed(data.splitlines(True)))
)
bag_attack("upper-case", BAG, "the payload manifest is in upper case", lambda data: data[:64].upper() + data[64:])
bag_attack("no-last-line-feed", BAG, "the payload manifest lacks its last line feed", lambda data: data[:-1])
bag_attack("one-blank", BAG, "one blank stands between digest and path", lambda data: data.replace(b"  ", b" "))
bag_attack("twice", BAG, "a path stands twice", lambda data: data.splitlines(True)[0] + data)
bag_attack("version", "bagit.txt", "bagit.txt states version 0.97", lambda data: data.replace(b"1.0", b"0.97"))
bag_attack(
    "oxum", BAG_INFO, "Payload-Oxum counts one byte more", lambda data: re.sub(rb"Oxum: (\d)", rb"Oxum: 1\1", data)
)
bag_attack("crlf", BAG, "lines of the payload manifest end in CR LF", lambda data: data.replace(b"\n", b"\r\n"))
bag_attack("binary-mark", BAG, "paths are marked as binary", lambda data: data.replace(b"  data", b" *data"))
bag_attack("tab", BAG, "a tab stands between digest and path", lambda data: data.replace(b"  ", b"\t", 1))
bag_attack("dot-slash", BAG, "a path begins with ./", lambda data: data.replace(b"  data", b"  ./data", 1))
bag_attack("empty-line", BAG, "an empty line", lambda data: data + b"\n")
bag_attack("comment", BAG, "a comment", lambda data: b"# sealed\n" + data)
bag_attack("bom", BAG, "a byte order mark", lambda data: b"\xef\xbb\xbf" + data)
bag_attack(
    "tag-file",
    BAG,
    "a file outside the payload is listed",
    lambda data: data + hashlib.sha256(b"").hexdigest().encode() + b"  mimetype\n",
)
bag_attack("encoding", "bagit.txt", "bagit.txt states UTF-16", lambda data: data.replace(b"UTF-8", b"UTF-16"))
bag_attack("third-line", "bagit.txt", "bagit.txt has a third line", lambda data: data + b"Note: x\n")
bag_attack("one-line", "bagit.txt", "bagit.txt has one line", lambda data: data.splitlines(True)[0])
for _label in ("External-Identifier", "Payload-Oxum", "Bagging-Date", "Source-Organization"):
    bag_attack(
        f"info-without-{_label.lower()}",
        BAG_INFO,
        f"{_label} is not there",
        lambda data, label=_label: b"".join(line for line in data.splitlines(True) if label.encode() not in line),
    )
bag_attack("info-two-sums", BAG_INFO, "Payload-Oxum stands twice", lambda data: data + b"payload-oxum: 1.1\n")
bag_attack("info-no-label", BAG_INFO, "a line without a label", lambda data: data + b"signed and sealed\n")
bag_attack("info-not-utf8", BAG_INFO, "a byte that is no UTF-8", lambda data: data + b"Note: \xff\n")
bag_attack(
    "info-no-date",
    BAG_INFO,
    "Bagging-Date is 31 February",
    lambda data: re.sub(rb"Date: \S+", b"Date: 2026-02-31", data),
)
bag_attack(
    "identifier",
    BAG_INFO,
    "External-Identifier is another package's",
    lambda data: re.sub(rb"urn:uuid:\S+", b"urn:uuid:00000000-0000-4000-8000-000000000000", data),
    {Code.IDENTITY_MISMATCH, Code.BAGIT},
)


@attack(
    "unlisted-stray-event",
    Code.UNLISTED,
    "the record of a fourth event lies there, signed by nobody",
    "2.1",
    touches={"custody/0004.json"},
    also={
        Code.MISSING,
        Code.SIGNATURE_MISSING,
        Code.TIMESTAMP_MISSING,
        Code.CHAIN_PREVIOUS,
        Code.CHAIN_ORDER,
        Code.CHAIN_GAP,
    },
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.files["custody/0004.json"] = draft.files["custody/0003.json"]
    return draft


@attack(
    "unlisted-stray-token",
    Code.UNLISTED,
    "a token for a fourth hop lies there alone",
    "2.1",
    touches={"META-INF/timestamp004.tst"},
    also={Code.MISSING, Code.SIGNATURE_MISSING, Code.TIMESTAMP_INVALID},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.files["META-INF/timestamp004.tst"] = draft.files["META-INF/timestamp003.tst"]
    return draft


@attack(
    "missing-last-manifest",
    Code.MISSING,
    "the manifest of the last hop is gone",
    "2",
    touches={manifest_name(3)},
    also={Code.SIGNATURE_INVALID},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    del draft.files[manifest_name(3)]
    return draft


@attack(
    "missing-unlisted-clip",
    {Code.MISSING, Code.IDENTITY_MISMATCH},
    "the file that clip.json names is not there, and no list names it",
    "2.4",
    touches={CLIP},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    del draft.files[CLIP]
    draft.carry()
    return draft


@attack(
    "unlisted-second-clip-file",
    Code.UNLISTED,
    "a second file sorts before the one that clip.json names",
    "2.4",
    touches={"data/clips/001/a.mp4"},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.add("data/clips/001/a.mp4", b"other")
    draft.carry()
    return draft


@attack("unlisted-empty-folder", Code.UNLISTED, "a folder entry without a file", "1.4")
def _(w: Workshop) -> Forged:
    folder = RawEntry(b"data/vendor/empty/", b"", attributes=0o040755 << 16)
    return Forged(container=raw_zip([*raw_entries(w.base.files), folder]))


@attack("unlisted-empty-folder-on-disc", Code.UNLISTED, "an empty folder in the folder", "1.4")
def _(w: Workshop) -> Forged:
    def fill(folder: Path) -> None:
        write_folder(folder, w.base.files)
        (folder / "data/vendor/empty/within").mkdir(parents=True)

    return Forged(folder=fill)


# --- V7 and V6: content.digest ---


for _kind, _victim in {"clip": CLIP, "second-clip": SECOND_CLIP, "vendor-file": VENDOR}.items():

    @attack(f"digest-{_kind}-one-bit", Code.DIGEST, f"one bit of a {_kind} is turned", "V7", touches={_victim})
    def _(w: Workshop, victim: str = _victim) -> Draft:
        draft = w.draft()
        draft.edit(victim, one_bit)
        return draft


@attack("digest-bag-info", Code.DIGEST, "bag-info.txt is edited after the last hop", "V6", touches={BAG_INFO})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.edit(BAG_INFO, lambda data: data.replace(b"Harbor", b"Harbour"))
    return draft


@attack(
    "digest-bag-lies",
    Code.DIGEST,
    "the payload manifest has another digest of a file",
    "V7",
    touches={BAG},
    also={Code.MANIFEST},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    digest = hashlib.sha256(draft.files[VENDOR]).hexdigest().encode()
    draft.edit(BAG, lambda data: data.replace(digest, b"0" * 64))
    draft.carry(payload=False)
    return draft
