"""Attacks on the manifests: V6, and V3 where they list what is not there."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any

from reviewer.evidence.findings import Code
from tests.corpus.draft import (
    CLIP,
    Draft,
    Edit,
    manifest_name,
    replaced,
    stamped_name,
)
from tests.corpus.workshop import Workshop, attack

Change = Callable[[dict[str, Any]], object]

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
manifest_attack(
    "uri-not-encoded", 1, "a URI has letters outside ASCII", lambda data: data.replace(b"%D0%92", "В".encode())
)
manifest_attack("uri-not-utf8", 1, "a URI is no UTF-8", replaced(b'URI="bagit.txt"', b'URI="%FFbagit.txt"'))
manifest_attack("uri-parent", 1, "a URI leads upwards", replaced(b'URI="bagit.txt"', b'URI="data/../bagit.txt"'))
manifest_attack("uri-query", 1, "a URI has a query", replaced(b'URI="bagit.txt"', b'URI="bagit.txt?"'))
manifest_attack("uri-absolute", 1, "a URI is absolute", replaced(b'URI="bagit.txt"', b'URI="/bagit.txt"'))
manifest_attack(
    "twice-otherwise-encoded",
    1,
    "a file stands twice, once percent-encoded",
    lambda data: data.replace(b"</asic:ASiCManifest>", _line(b"%62agit.txt") + b"</asic:ASiCManifest>"),
)
manifest_attack("entity", 2, "an entity", replaced(b'URI="bagit.txt"', b'URI="&b;agit.txt"'))
manifest_attack("text", 2, "text where none belongs", replaced(b"</asic:ASiCManifest>", b"x</asic:ASiCManifest>"))
manifest_attack(
    "utf-16", 2, "the manifest is UTF-16", lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16-le")
)
manifest_attack(
    "utf-16-called-utf-8", 2, "the manifest is UTF-16, and says UTF-8", lambda data: data.decode().encode("utf-16-be")
)
manifest_attack("latin-1", 2, "the manifest says that it is ISO 8859-1", replaced(b'"UTF-8"', b'"ISO-8859-1"'))
manifest_attack("other-namespace", 2, "the root is of another version", replaced(b"02918/v1.2.1#", b"02918/v1.1.1#"))
manifest_attack("no-reference", 2, "no SigReference", lambda data: re.sub(rb"<asic:SigReference[^>]*/>", b"", data))
manifest_attack(
    "two-references", 2, "two SigReferences", lambda data: re.sub(rb"(<asic:SigReference[^>]*/>)", rb"\1\1", data)
)
manifest_attack(
    "xml-lang", 2, "an attribute of XML's own", replaced(b'URI="bagit.txt"', b'URI="bagit.txt" xml:lang="en"')
)
manifest_attack(
    "qualified-uri",
    2,
    "the URI is an attribute of ASiC's namespace",
    replaced(b' URI="bagit.txt"', b' asic:URI="bagit.txt"'),
)
manifest_attack(
    "reference-type",
    2,
    "SigReference has a token's MimeType",
    replaced(b"application/pkcs7-signature", b"application/vnd.etsi.timestamp-token"),
)
manifest_attack(
    "digest-short",
    2,
    "a digest of 31 bytes",
    lambda data: re.sub(rb"(DigestValue>)[^<]+", rb"\1" + base64.b64encode(bytes(31)), data, count=1),
)
manifest_attack("digest-unpadded", 2, "a digest without padding", lambda data: data.replace(b"=</ds", b"</ds", 1))
manifest_attack(
    "two-digests",
    2,
    "two digests of a file",
    lambda data: re.sub(rb"(<ds:DigestValue>[^<]*</ds:DigestValue>)", rb"\1\1", data, count=1),
)
manifest_attack(
    "no-digest",
    2,
    "a file without a digest",
    lambda data: re.sub(rb"<ds:DigestValue>[^<]*</ds:DigestValue>", b"", data, count=1),
)
manifest_attack("lists-mimetype", 3, "hop 3 lists mimetype", lambda data: _and_line(data, b"mimetype"), Code.DIGEST)
manifest_attack(
    "lists-itself",
    3,
    "hop 3 lists its own signature",
    lambda data: _and_line(data, b"META-INF/signature003.p7s"),
    Code.DIGEST,
)
manifest_attack("drops-bag", 2, "hop 2 does not list bagit.txt, hop 3 does again", _without(b"bagit.txt"))
manifest_attack("not-xml", 2, "the manifest is cut off", lambda data: data[:-5])


def _line(name: bytes) -> bytes:
    return (
        b'<asic:DataObjectReference URI="'
        + name
        + b'"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        b"<ds:DigestValue>" + base64.b64encode(bytes(32)) + b"</ds:DigestValue></asic:DataObjectReference>\n"
    )


def _and_line(data: bytes, name: bytes) -> bytes:
    end = b"</asic:ASiCManifest>"
    return data.replace(end, _line(name) + end)


@attack(
    "manifest-disagrees-with-bag",
    Code.MANIFEST,
    "hop 1 states another digest of a clip than the payload manifest, which is right",
    "V6",
    touches={manifest_name(1)},
)
def _(w: Workshop) -> Draft:
    draft = w.draft()
    right = base64.b64encode(hashlib.sha256(draft.files[CLIP]).digest())
    draft.hops[0].manifest = draft.hops[1].manifest = draft.hops[2].manifest = lambda data: data.replace(
        right, base64.b64encode(bytes(32))
    )
    draft.carry()
    return draft


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
    draft.hops[1].stamped = lambda data: _and_line(data, b"bagit.txt")
    draft.carry(2)
    return draft


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
