"""Attacks on the tree, the manifests and the payload: V3, V6, V7."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any

from reviewer.evidence.findings import Code
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
    replaced,
    stamped_name,
)
from tests.corpus.workshop import Workshop, attack

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


def bag_attack(kind: str, name: str, change: str, edit: Edit, code: Code = Code.BAGIT) -> None:
    @attack(f"bag-{kind}", code, change, "2.4, RFC 8493", touches={name})
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
bag_attack(
    "identifier",
    BAG_INFO,
    "External-Identifier is another package's",
    lambda data: re.sub(rb"urn:uuid:\S+", b"urn:uuid:00000000-0000-4000-8000-000000000000", data),
    Code.IDENTITY_MISMATCH,
)

# --- V6: content.manifest ---


def manifest_attack(kind: str, seq: int, change: str, edit: Edit, *also: Code) -> None:
    """The manifest of one hop is wrong, and signed as it stands by the hop's own signer."""

    @attack(f"manifest-{kind}", Code.MANIFEST, change, "2.3", touches={manifest_name(seq)}, also=also)
    def _(w: Workshop) -> Draft:
        draft = w.draft()
        draft.hops[seq - 1].manifest = edit
        draft.carry(seq)
        return draft


def _without(name: bytes) -> Edit:
    def edit(data: bytes) -> bytes:
        kept = [line for line in data.splitlines(True) if b'URI="' + name not in line]
        assert len(kept) < data.count(b"\n")
        return b"".join(kept)

    return edit


def _first_reference_again(data: bytes) -> bytes:
    lines = data.splitlines(True)
    return b"".join([*lines[:4], lines[3], *lines[4:]])


def _reference_last(data: bytes) -> bytes:
    lines = data.splitlines(True)
    return b"".join([*lines[:2], *lines[3:-1], lines[2], lines[-1]])


manifest_attack("leaves-out-a-vendor-file", 1, "hop 1 does not list a file", _without(b"data/vendor"))
manifest_attack(
    "leaves-out-its-event", 3, "hop 3 does not list its own event", _without(b"custody/0003"), Code.UNLISTED
)
manifest_attack(
    "leaves-out-hop-before",
    3,
    "hop 3 does not list hop 2's signature",
    _without(b"META-INF/signature002"),
    Code.UNLISTED,
)
manifest_attack(
    "other-digest-later",
    3,
    "hop 3 lists bagit.txt with another digest",
    lambda data: re.sub(rb'(URI="bagit.txt">.*?DigestValue>).{43}=', rb"\g<1>" + base64.b64encode(bytes(32)), data),
    Code.DIGEST,
)
manifest_attack("doctype", 2, "a document type declaration", replaced(b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY e "v">]>\n'))
manifest_attack("instruction", 2, "a processing instruction", replaced(b"?>\n", b"?>\n<?php x ?>\n"))
manifest_attack("bom", 2, "a byte order mark", lambda data: b"\xef\xbb\xbf" + data)
manifest_attack(
    "unknown-element", 2, "an unknown element", replaced(b"</asic:ASiCManifest>", b"<asic:Note/></asic:ASiCManifest>")
)
manifest_attack(
    "unknown-attribute", 2, "an unknown attribute", replaced(b'URI="bagit.txt"', b'URI="bagit.txt" Rootfile="true"')
)
manifest_attack("twice", 2, "a file stands twice", _first_reference_again)
manifest_attack("reference-last", 2, "SigReference stands last", _reference_last)
manifest_attack(
    "other-signature", 2, "SigReference names hop 1's signature", replaced(b"signature002.p7s", b"signature001.p7s")
)
manifest_attack(
    "other-algorithm", 2, "a digest algorithm of SHA-1", replaced(b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1")
)
manifest_attack(
    "percent-twice", 1, "a URI is percent-encoded twice", replaced(b'URI="bagit.txt"', b'URI="%2562agit.txt"')
)
manifest_attack("uri-with-scheme", 1, "a URI has a scheme", replaced(b'URI="bagit.txt"', b'URI="file:bagit.txt"'))
manifest_attack("not-xml", 2, "the manifest is cut off", lambda data: data[:-5])


def _line(name: bytes) -> bytes:
    return (
        b'<asic:DataObjectReference URI="'
        + name
        + b'"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        b"<ds:DigestValue>" + base64.b64encode(bytes(32)) + b"</ds:DigestValue></asic:DataObjectReference>\n"
    )


@attack(
    "missing-listed-only",
    Code.MISSING,
    "the last hop lists a file that is not there",
    "2.1",
    touches={manifest_name(3)},
    also={Code.MANIFEST},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    end = b"</asic:ASiCManifest>"
    draft.hops[2].manifest = lambda data: data.replace(end, _line(b"validation/certs/ghost.cer") + end)
    draft.carry(3)
    return draft


@attack(
    "manifest-stamped-lists-more",
    Code.MANIFEST,
    "ASiCManifest002t.xml lists a second file",
    "2, 2.3",
    touches={stamped_name(2)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.hops[1].stamped = _before_end
    draft.carry(2)
    return draft


def _before_end(data: bytes) -> bytes:
    end = b"</asic:ASiCManifest>"
    return data.replace(end, _line(b"bagit.txt") + end)


@attack(
    "manifest-payload-grows",
    Code.MANIFEST,
    "a vendor file is added at hop 3",
    "2.2",
    touches={"data/vendor/late.txt"},
    also={Code.BAGIT, Code.UNLISTED},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.add("data/vendor/late.txt", b"late", since=3)
    draft.carry(3, payload=False)
    return draft


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
