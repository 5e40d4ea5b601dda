"""Distinguished names of certificates and lists (RFC 5280, 4.1.2.4 and 7.1), read from their DER.

Read here and not by a library, because an authority may write a name in any of ASN.1's string types: one that this
reader cannot decode is kept as bytes and spoils nothing but its own comparison.
"""

from dataclasses import dataclass

from reviewer.verification.der import SEQUENCE, SET, DerError, Element, parse

ORGANIZATION = "2.5.4.10"
EMAIL_ADDRESS = "1.2.840.113549.1.9.1"

NameKey = tuple[tuple[tuple[str, str], ...], ...]
"""A name for comparison: its RDNs in order, in each the pairs (type, folded value) sorted, for they have no order."""

_ENCODINGS = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",  # TeletexString, as every authority that still writes it means it
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    ORGANIZATION: "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One attribute of a name. ``text`` is None where the value is no string that can be decoded."""

    kind: str
    text: str | None
    whole: bytes


@dataclass(frozen=True, slots=True)
class DistinguishedName:
    """A name as its DER has it. ``key`` compares as RFC 5280, 7.1: case and inner white space folded."""

    key: NameKey
    _parts: tuple[tuple[_Part, ...], ...]

    @staticmethod
    def parse(der: bytes) -> "DistinguishedName":
        """Raises DerError where the bytes are no name."""
        parts = tuple(
            tuple(_part(attribute) for attribute in relative.expect(SET).children)
            for relative in parse(der).expect(SEQUENCE).children
        )
        return DistinguishedName(tuple(tuple(sorted(map(_folded, relative))) for relative in parts), parts)

    def values(self, kind: str) -> list[str | None]:
        """Every value of a type, exactly as written; None for one that cannot be decoded."""
        return [part.text for relative in self._parts for part in relative if part.kind == kind]

    def in_words(self) -> str:
        """RFC 4514: ``CN=Evidence Clerk 12,O=Springfield Police Department``. Hostile text: escape it where shown."""
        return ",".join("+".join(map(_in_words, relative)) for relative in reversed(self._parts))


def _part(attribute: Element) -> _Part:
    members = attribute.expect(SEQUENCE).children
    if len(members) != 2:
        raise DerError("a malformed attribute in a name")
    kind, value = members
    encoding = _ENCODINGS.get(value.tag)
    try:
        text = value.content.decode(encoding) if encoding is not None else None
    except UnicodeDecodeError:
        text = None
    return _Part(kind.oid, text, value.whole)


def _folded(part: _Part) -> tuple[str, str]:
    return part.kind, " ".join(part.text.split()).casefold() if part.text is not None else f"#{part.whole.hex()}"


def _in_words(part: _Part) -> str:
    kind = _SHORT.get(part.kind, part.kind)
    if part.text is None:
        return f"{kind}=#{part.whole.hex()}"
    text = "".join(f"\\{character}" if character in ',+"\\<>;' else character for character in part.text)
    if text[:1] in ("#", " "):
        text = f"\\{text}"
    if text.endswith(" ") and len(text) > 1:
        text = f"{text[:-1]}\\ "
    return f"{kind}={text}"
