"""The shipped fonts: which one has a glyph for a character, how wide it is, how a run of a complex script is shaped.

Every font is loaded once a process. What a PDF holds must depend on its data alone, so glyphs that no character
maps to (ligatures, joined forms) get private code points in the order of their glyph numbers when the font is loaded,
never in the order of their first use, as reportlab's own shaping would do.
"""

import threading
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reviewer.resources import resource

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
MONO = "NotoSansMono-Regular"

_CHINESE = "NotoSansTC-Regular"
_SHAPED = (
    "NotoSansArabic-Regular",
    "NotoSansHebrew-Regular",
    "NotoSansDevanagari-Regular",
    "NotoSansBengali-Regular",
    "NotoSansGurmukhi-Regular",
    "NotoSansTamil-Regular",
    "NotoSansThai-Regular",
)
_FALLBACKS = (*_SHAPED, "NotoSansArmenian-Regular", "NotoSansGeorgian-Regular", _CHINESE, REGULAR, MONO)
_SHAPED_BLOCKS = ((0x0590, 0x08FF), (0x0900, 0x0A7F), (0x0B80, 0x0BFF), (0x0E00, 0x0E7F), (0xFB1D, 0xFEFC))
"""Blocks whose characters must come from a font of ``_SHAPED``, even where Noto Sans itself has a plain glyph."""
_PRIVATE = 0xE000

_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a shaped run: its (perhaps private) character, and positions in thousandths of the font size."""

    character: str
    advance: float
    dx: float
    dy: float


@dataclass(frozen=True, eq=False)
class Face:
    """One font file. ``covered`` are the characters that it can print as they are."""

    name: str
    font: TTFont
    covered: frozenset[int]
    shaped: bool
    shaper: uharfbuzz.Font | None
    characters: dict[int, int]
    """Glyph number → the character by which reportlab is asked for it."""

    def width(self, text: str, size: float) -> float:
        """Points. Every character of ``text`` must be covered or private to this face."""
        widths, default = self.font.face.charWidths, self.font.face.defaultWidth
        return float(sum(widths.get(ord(character), default) for character in text)) * size / 1000

    def shape(self, text: str, right_to_left: bool) -> tuple[Glyph, ...]:
        """The glyphs of a run of one script and direction, in the order in which they are drawn, left to right."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        uharfbuzz.shape(self.shaper, buffer, {"kern": True, "liga": True})
        return tuple(
            Glyph(chr(self.characters[info.codepoint]), place.x_advance, place.x_offset, place.y_offset)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        )


def face(name: str) -> Face:
    """The face of this name, loaded and registered with reportlab at its first use."""
    with _loading:
        return _load(name)


@lru_cache(maxsize=8192)
def face_for(character: str, wanted: str) -> Face | None:
    """The face that prints this character where the text is set in ``wanted``; None where no shipped font has it."""
    code = ord(character)
    if any(first <= code <= last for first, last in _SHAPED_BLOCKS):
        order: tuple[str, ...] = _SHAPED
    else:
        order = (wanted or REGULAR, REGULAR, *_FALLBACKS)
    return next((found for name in order if code in (found := face(name)).covered), None)


@lru_cache(maxsize=32)
def _load(name: str) -> Face:
    font = TTFont(name, str(resource("fonts", f"{name}.ttf")), asciiReadable=False)
    pdfmetrics.registerFont(font)
    covered = frozenset(code for code, glyph in font.face.charToGlyph.items() if glyph)
    shaped = name in _SHAPED
    return Face(
        name=name,
        font=font,
        covered=covered,
        shaped=shaped,
        shaper=uharfbuzz.Font(font.hbFace) if shaped else None,
        characters=_name_every_glyph(font) if shaped else {},
    )


def _name_every_glyph(font: TTFont) -> dict[int, int]:
    """Give each glyph that has no character a private one, so that reportlab can be asked for it."""
    metrics = font.face
    characters: dict[int, int] = {}
    for code, glyph in sorted(metrics.charToGlyph.items()):
        characters.setdefault(glyph, code)
    shaper = uharfbuzz.Font(font.hbFace)
    private = _PRIVATE
    for glyph in range(font.hbFace.glyph_count):
        if glyph in characters:
            continue
        while private in metrics.charToGlyph:
            private += 1
        metrics.charToGlyph[private] = glyph
        metrics.charWidths[private] = font.pdfScale(shaper.get_glyph_h_advance(glyph))
        characters[glyph] = private
    return characters
