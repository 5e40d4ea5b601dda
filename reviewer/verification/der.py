"""A small strict reader of DER (X.690): definite, minimal lengths, nothing after the value, bounded nesting.

CMS structures reach the verifier from strangers. Libraries accept BER where the specification (4.1) wants DER, so the
structure is walked here, once and whole, before anything in it is believed.
"""

from dataclasses import dataclass

MAX_NESTING = 32
MAX_ELEMENTS = 100_000

INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, GENERALIZED_TIME, BOOLEAN = 0x17, 0x18, 0x01
SEQUENCE, SET = 0x30, 0x31
CONSTRUCTED = 0x20


class DerError(ValueError):
    """Not DER, or not the structure that was expected."""


@dataclass(frozen=True, slots=True)
class Element:
    """One value: its first identifier octet, its content, and the whole encoding (identifier and length included)."""

    tag: int
    content: bytes
    whole: bytes

    @property
    def children(self) -> tuple["Element", ...]:
        """The elements inside a constructed value. Raises DerError."""
        if not self.tag & CONSTRUCTED:
            raise DerError("a primitive value where a constructed one is wanted")
        return tuple(_elements(self.content))

    def expect(self, tag: int) -> "Element":
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#04x} where {tag:#04x} is wanted")
        return self

    @property
    def integer(self) -> int:
        content = self.expect(INTEGER).content
        if not content or (len(content) > 1 and content[0] in (0, 0xFF) and (content[0] ^ content[1]) < 0x80):
            raise DerError("an integer that is not minimal")
        return int.from_bytes(content, "big", signed=True)

    @property
    def oid(self) -> str:
        """Dotted form. Raises DerError."""
        content = self.expect(OID).content
        if not content or content[-1] & 0x80 or len(content) > 64:
            raise DerError("a malformed object identifier")
        arcs: list[int] = []
        value = 0
        for octet in content:
            if value == 0 and octet == 0x80:
                raise DerError("a malformed object identifier")
            value = (value << 7) | (octet & 0x7F)
            if not octet & 0x80:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))


def parse(data: bytes) -> Element:
    """The one element that the bytes hold, its whole tree walked. Raises DerError."""
    elements = _elements(data, 2)
    if len(elements) != 1:
        raise DerError("bytes follow the structure" if elements else "there is nothing")
    _walk(data)
    return elements[0]


def leading_members(data: bytes, count: int) -> list[Element]:
    """The first elements inside the one that the bytes hold, without a look at the rest. Raises DerError."""
    (outer,) = _elements(data, 1)
    found = _elements(outer.content, count)
    if len(found) < count:
        raise DerError("a structure that lacks a member")
    return found


def encode(tag: int, content: bytes) -> bytes:
    """The value's DER."""
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    octets = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _walk(data: bytes) -> None:
    """Every element of the tree has a sound head. Without a copy of anything: hostile trees have many elements."""
    count = 0
    ends: list[int] = []  # of the constructed values that are open, the innermost last
    at, end = 0, len(data)
    while True:
        while at == end:
            if not ends:
                return
            end = ends.pop()
        count += 1
        if count > MAX_ELEMENTS:
            raise DerError(f"more than {MAX_ELEMENTS} values")
        tag = data[at]
        start, stop = _content(data, at, end)
        if tag & CONSTRUCTED:
            if len(ends) >= MAX_NESTING:
                raise DerError(f"nested more than {MAX_NESTING} levels deep")
            ends.append(end)
            at, end = start, stop
        else:
            at = stop


def _elements(data: bytes, most: int = MAX_ELEMENTS + 1) -> list[Element]:
    found: list[Element] = []
    at, end = 0, len(data)
    while at < end and len(found) < most:
        start, stop = _content(data, at, end)
        found.append(Element(data[at], data[start:stop], data[at:stop]))
        at = stop
    if len(found) > MAX_ELEMENTS:
        raise DerError(f"more than {MAX_ELEMENTS} values")
    return found


def _content(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Where the content of the element at ``at`` begins and ends. Raises DerError."""
    long_tag = data[at] & 0x1F == 0x1F  # a tag number above 30: no structure here has one, but an unknown attribute may
    at = _end_of_long_tag(data, at + 1) if long_tag else at + 1
    if at >= end:
        raise DerError("ends early")
    length = data[at]
    at += 1
    if length >= 0x80:
        octets = length & 0x7F
        if octets == 0:
            raise DerError("an indefinite length")
        if octets > 8 or at + octets > end:
            raise DerError("a length that cannot be")
        length = int.from_bytes(data[at : at + octets], "big")
        if length < 0x80 or data[at] == 0:
            raise DerError("a length that is not minimal")
        at += octets
    if at + length > end:
        raise DerError("ends early")
    return at, at + length


def _end_of_long_tag(data: bytes, at: int) -> int:
    """Where the octets of a long tag number end, that begin at ``at``. Raises DerError where they are not minimal."""
    for last in range(at, min(at + 4, len(data))):
        if not data[last] & 0x80:
            if data[at] == 0x80 or (last == at and data[at] < 0x1F):
                break
            return last + 1
    raise DerError("a tag number that cannot be")
