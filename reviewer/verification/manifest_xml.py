"""ASiC manifests (specification 2.3): exactly the elements and attributes shown there, nothing that XML adds."""

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from reviewer.verification.names import problem_with_name

ASIC = "http://uri.etsi.org/02918/v1.2.1#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

_MANIFEST = f"{ASIC} ASiCManifest"
_REFERENCE = f"{ASIC} SigReference"
_OBJECT = f"{ASIC} DataObjectReference"
_METHOD = f"{DSIG} DigestMethod"
_VALUE = f"{DSIG} DigestValue"
_CHILDREN = {
    None: (_MANIFEST,),
    _MANIFEST: (_REFERENCE, _OBJECT),
    _REFERENCE: (),
    _OBJECT: (_METHOD, _VALUE),
    _METHOD: (),
    _VALUE: (),
}
_ATTRIBUTES = {
    _MANIFEST: (frozenset[str](), frozenset[str]()),
    _REFERENCE: (frozenset({"URI"}), frozenset({"MimeType"})),
    _OBJECT: (frozenset({"URI"}), frozenset({"MimeType"})),
    _METHOD: (frozenset({"Algorithm"}), frozenset[str]()),
    _VALUE: (frozenset[str](), frozenset[str]()),
}
"""(attributes that must be there, attributes that may be)."""
_URI = re.compile(r"\A(?:[A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-Fa-f]{2})+\Z")
"""A relative path of RFC 3986 without query and fragment; a colon cannot be in a legal name."""
_SPACE = " \t\r\n"


class ManifestRefused(ValueError):
    """Not a manifest of 2.3; ``str`` is the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``signature`` is what SigReference names, ``signature_type`` its MimeType if there is one.

    ``digests`` maps a name to its SHA-256 in lower-case hex, in order.
    """

    signature: str
    signature_type: str | None
    digests: dict[str, str]


def parse_manifest(data: bytes) -> Manifest:
    """Raises ManifestRefused, for any input at all and nothing else."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise ManifestRefused("it begins with a byte order mark")
    if b"\0" in data:
        raise ManifestRefused("it is not UTF-8")  # the parser would take UTF-16, whatever it is told
    reading = _Reading()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.ordered_attributes = False
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartNamespaceDeclHandler = reading.namespace
    parser.XmlDeclHandler = reading.declaration
    parser.StartDoctypeDeclHandler = reading.doctype
    parser.ProcessingInstructionHandler = reading.instruction
    parser.StartCdataSectionHandler = reading.cdata
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ManifestRefused(f"it is not well-formed XML (line {error.lineno})") from error
    except (UnicodeDecodeError, ValueError) as error:
        if isinstance(error, ManifestRefused):
            raise
        raise ManifestRefused("it is not well-formed XML in UTF-8") from error
    return reading.manifest()


class _Reading:
    """The state of one parse: a stack of open elements and what was found."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._signature: str | None = None
        self._signature_type: str | None = None
        self._digests: dict[str, str] = {}
        self._uri: str | None = None
        self._method = False
        self._value: str | None = None
        self._text: list[str] = []

    def manifest(self) -> Manifest:
        if self._signature is None:
            raise ManifestRefused("it has no SigReference")
        return Manifest(self._signature, self._signature_type, self._digests)

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise ManifestRefused(f"its encoding is {encoding[:20]}, not UTF-8")

    def doctype(self, *_: object) -> None:
        raise ManifestRefused("it has a document type declaration")

    def instruction(self, *_: object) -> None:
        raise ManifestRefused("it has a processing instruction")

    def cdata(self) -> None:
        raise ManifestRefused("it has a CDATA section")

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        if uri not in (ASIC, DSIG):
            raise ManifestRefused("it declares a namespace that does not belong in it")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else None
        if name not in _CHILDREN[parent]:
            raise ManifestRefused(f"it has an element that does not belong there ({name.rpartition(' ')[2][:40]})")
        required, allowed = _ATTRIBUTES[name]
        given = set(attributes)
        if not required <= given or given - required - allowed:
            raise ManifestRefused(f"{name.rpartition(' ')[2]} has other attributes than it must")
        if name == _REFERENCE:
            if self._signature is not None or self._digests:
                raise ManifestRefused("SigReference must stand once, and first")
            self._signature, self._signature_type = _name_of(attributes["URI"]), attributes.get("MimeType")
        elif name == _OBJECT:
            if self._signature is None:
                raise ManifestRefused("SigReference must stand first")
            self._uri, self._method, self._value = _name_of(attributes["URI"]), False, None
        elif name == _METHOD:
            if self._method or attributes["Algorithm"] != SHA256:
                raise ManifestRefused("a digest is not SHA-256")
            self._method = True
        elif name == _VALUE and (not self._method or self._value is not None):
            raise ManifestRefused("DigestMethod and DigestValue must stand once each, in this order")
        self._open.append(name)
        self._text.clear()

    def text(self, data: str) -> None:
        if self._open and self._open[-1] == _VALUE:
            self._text.append(data)
        elif data.strip(_SPACE):
            raise ManifestRefused("it has text where none belongs")

    def end(self, name: str) -> None:
        self._open.pop()
        if name == _VALUE:
            self._value = _digest("".join(self._text).strip(_SPACE))
        elif name == _OBJECT:
            if self._uri is None or self._value is None:
                raise ManifestRefused("a file stands in it without a digest")
            if self._uri in self._digests:
                raise ManifestRefused(f"“{self._uri}” stands in it twice")
            self._digests[self._uri] = self._value


@lru_cache(maxsize=8192)  # every later manifest repeats what the one before lists
def _name_of(uri: str) -> str:
    """The name that a URI stands for, after one percent-decoding."""
    if _URI.match(uri) is None:
        raise ManifestRefused(f"“{uri[:80]}” is no relative reference in RFC 3986 form")
    try:
        name = unquote_to_bytes(uri).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ManifestRefused(f"“{uri[:80]}” is not percent-encoded UTF-8") from error
    problem = problem_with_name(name)
    if problem is not None:
        raise ManifestRefused(f"a name in it {problem}")
    return name


@lru_cache(maxsize=8192)
def _digest(text: str) -> str:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ManifestRefused("a digest in it is not base64") from error
    if len(raw) != 32 or base64.b64encode(raw).decode() != text:
        raise ManifestRefused("a digest in it is not the base64 of 32 bytes")
    return raw.hex()
