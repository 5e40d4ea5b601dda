"""Which names a package may use (specification 1.5). Pure functions over text; the container's reader decodes bytes."""

import re
import unicodedata

MAX_SEGMENT_BYTES = 255
MAX_NAME_BYTES = 1024

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DEVICE = re.compile(r"\A(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[1-9¹²³]|LPT[1-9¹²³])[ ]*(\..*)?\Z", re.I | re.S)
_PLAIN = re.compile(r"\A[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)*\Z")
"""Segments that need no look at single characters: nearly all."""


def problem_with_name(name: str) -> str | None:
    """What is wrong with a file's name, as the end of a sentence ("… contains a backslash"), or None.

    ``name`` is without a trailing slash.
    """
    if not name:
        return "is empty"
    if name.startswith("/"):
        return "is absolute"
    try:
        if len(name.encode("utf-8")) > MAX_NAME_BYTES:
            return f"is longer than {MAX_NAME_BYTES} bytes"
    except UnicodeEncodeError:
        return "is not valid Unicode"
    if not name.isascii() and unicodedata.normalize("NFC", name) != name:
        return "is not in Unicode normal form C"
    for segment in name.split("/"):
        problem = problem_with_segment(segment)
        if problem is not None:
            return problem
    return None


def problem_with_segment(segment: str) -> str | None:
    """The same for one segment of a name: what stands between two slashes."""
    if not segment:
        return "has an empty segment"
    if segment in (".", ".."):
        return f"has a segment “{segment}”"
    if _PLAIN.match(segment) is None:
        if segment[-1] in ". ":
            return "has a segment that ends in a dot or a space"
        for character in segment:
            problem = _problem_with_character(character)
            if problem is not None:
                return problem
    if len(segment.encode("utf-8")) > MAX_SEGMENT_BYTES:
        return f"has a segment of more than {MAX_SEGMENT_BYTES} bytes"
    if _DEVICE.match(segment) is not None:
        return "is the name of a Windows device"
    return None


def _problem_with_character(character: str) -> str | None:
    if character == "/":
        return "contains a slash"
    if character == "\\":
        return "contains a backslash"
    if character == ":":
        return "contains a colon"
    if character == "%":
        return "contains a percent sign, which BagIt and sha256sum read differently"
    if character in _BIDI:
        return f"contains a character that turns the direction of writing (U+{ord(character):04X})"
    match unicodedata.category(character):
        case "Cc":
            return f"contains a control character (U+{ord(character):04X})"
        case "Co":
            return f"contains a private-use character (U+{ord(character):04X})"
        case "Cs":
            return "contains a lone surrogate"
    return None


def folded(name: str) -> str:
    """The form in which names must be unique: NFC and case folding."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
