"""The one place where evidence text is made safe to print: what has no glyph, or would act unseen, becomes visible.

The reports never hand a text to a markup parser, so there is nothing to escape in the manner of HTML: ``<b>`` in a
name is five characters. What is left to be feared are characters that vanish, reorder their neighbours, or look like
nothing: each of them is printed as its code point in a box, which no text can imitate.
"""

import unicodedata
from dataclasses import dataclass

from reviewer.reports.fonts import Face, face, face_for

MAX_CHARACTERS = 4_000
"""A longer evidence text is cut here, visibly (``cut``)."""

MARKS_ON_ONE_LETTER = 4
"""Further marks on the same letter are boxed: stacked without end they would climb over the lines above."""

_JOINERS = "\u200c\u200d"
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0")
_PROSE_SPACES = "\t\u00a0\u202f"


@dataclass(frozen=True, slots=True)
class Piece:
    """One character ready to print, or one boxed code point (``boxed``), with the face that prints it."""

    text: str
    face: Face
    boxed: bool


def pieces(text: str, wanted: str, code_face: str, prose: bool) -> list[Piece]:
    """Each character of ``text`` as it will be printed in the face ``wanted``, or boxed in ``code_face``.

    ``prose``: tabs and unbreakable spaces may be printed as plain spaces, as in a sentence somebody wrote; elsewhere
    (names, paths) they are boxed, and so is a space after a space, for there they are the difference between two names.
    """
    printed: list[Piece] = []
    marks = 0
    for index, character in enumerate(text):
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if prose and character in _PROSE_SPACES:
            character = " "
        if character in _JOINERS and _joins(text, index):
            printed.append(Piece(character, printed[-1].face, boxed=False))
            continue
        doubled = not prose and text[max(index - 1, 0) : index + 1] == "  "
        unseen = doubled or marks > MARKS_ON_ONE_LETTER or _acts_unseen(character)
        holder = None if unseen else face_for(character, wanted)
        if holder is None:
            printed.append(Piece(f"U+{ord(character):04X}", face(code_face), boxed=True))
        else:
            printed.append(Piece(character, holder, boxed=False))
    return printed


def needs_code_points(text: str) -> bool:
    """Whether the order of the letters is not the order on the page: right-to-left letters are in it."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def code_points(text: str) -> str:
    """``0645 062D 0645``: the characters of a text in logical order."""
    return " ".join(f"{ord(character):04X}" for character in text)


def cut(text: str) -> str:
    """The text, or its beginning with a plain word on how much is missing. A record may be 16 MiB; a page may not."""
    if len(text) <= MAX_CHARACTERS:
        return text
    missing = len(text) - MAX_CHARACTERS
    return f"{text[:MAX_CHARACTERS]} … [cut here: {missing:,} more characters are in the package's own record]"


def _acts_unseen(character: str) -> bool:
    if character == " ":
        return False
    category = unicodedata.category(character)
    if category[0] == "C" or category in ("Zl", "Zp"):
        return True  # controls, format characters (bidi), surrogates, private use, unassigned, line separators
    if category == "Zs":
        return character != "\N{IDEOGRAPHIC SPACE}"
    code = ord(character)
    return character in _INVISIBLE or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


def _joins(text: str, index: int) -> bool:
    """A joiner between two letters of a script that is shaped does its honest work (Persian, Hindi)."""
    if not 0 < index < len(text) - 1:
        return False
    before, after = face_for(text[index - 1], ""), face_for(text[index + 1], "")
    return before is not None and before is after and before.shaped and ord(text[index]) in before.covered
