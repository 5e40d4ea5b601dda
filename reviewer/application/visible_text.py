"""Hostile text made harmless for places that obey control characters: terminals and log files.

Evidence names its own files, cameras and agencies. A terminal would obey an escape sequence in such a name, a log
would take a newline for a new record, and a bidirectional control would show a name backwards.
"""

import unicodedata

_JOINERS = frozenset("\u200c\u200d")
"""Needed to spell Persian, Hindi and many other languages, and of no effect on the text around them."""
_ESCAPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text on one line, each control, format, private-use or surrogate character written as its escape.

    ``\\x1b`` stands for Escape, ``\\n`` for a newline, ``\\u202e`` for a right-to-left override, ``\\udcff`` for a byte
    of a file name that is not UTF-8. Letters of any script stay as they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _ESCAPED_CATEGORIES:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
