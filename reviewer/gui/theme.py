"""How the window looks: two tables of colours, from which Qt's palette and style sheet are made, and the type sizes.

No other module of the window names a colour. A widget that paints itself asks ``colours()`` in its paint event and
repaints on ``QEvent.PaletteChange``, which Qt sends to every widget when the theme changes.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from reviewer.gui.style_sheet import style_sheet
from reviewer.resources import resource


class SchemeChoice(StrEnum):
    """What the person set: follow the system, or one of the two."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a colour means. A tone never stands alone: a word and a shape stand beside it."""

    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    NEUTRAL = "neutral"
    ACCENT = "accent"


class TextSize(Enum):
    """The four sizes of type, in points on a screen of 96 dpi (14, 12.5, 19 and 17 px)."""

    BODY = 10.5
    SECONDARY = 9.4
    TITLE = 14.25
    SUBTITLE = 12.0


@dataclass(frozen=True, slots=True)
class Colours:
    """One table. Text colours keep a contrast of 4.5:1 on ``ground``, ``panel``, ``selection`` (tested)."""

    dark: bool
    ground: str
    panel: str
    field: str
    line: str
    text: str
    dim: str
    accent: str
    on_accent: str
    selection: str
    hover: str
    good: str
    caution: str
    bad: str

    def of(self, tone: Tone) -> QColor:
        """The colour of a shape or a line that carries this tone."""
        names = {Tone.NEUTRAL: self.dim, Tone.ACCENT: self.accent, Tone.GOOD: self.good}
        return QColor(names.get(tone) or (self.caution if tone is Tone.CAUTION else self.bad))

    def soft(self, tone: Tone) -> QColor:
        """The ground of a badge, chip or bar of this tone."""
        return _mix(self.of(tone), QColor(self.panel), 0.18 if self.dark else 0.12)

    def on_soft(self, tone: Tone) -> QColor:
        """The text on ``soft``: a little nearer to the text colour, so that its contrast is kept."""
        return _mix(self.of(tone), QColor(self.text), 0.85)


LIGHT = Colours(
    dark=False, ground="#f4f5f7", panel="#ffffff", field="#f4f5f7", line="#d9dde3", text="#1a2230", dim="#5b6675",
    accent="#1f5fbf", on_accent="#ffffff", selection="#e3ecfb", hover="#eef1f5",
    good="#1a7f45", caution="#9a6200", bad="#b3261e",
)  # fmt: skip
DARK = Colours(
    dark=True, ground="#14181f", panel="#1b212a", field="#14181f", line="#2e3743", text="#e7ebf0", dim="#9aa6b4",
    accent="#7fb0ff", on_accent="#10151d", selection="#1f3252", hover="#242c37",
    good="#63d28d", caution="#f0b849", bad="#ff8a80",
)  # fmt: skip

NAVIGATION_WIDTH, NAVIGATION_FOLDED = 188, 54
"""Logical pixels of the bar at the left; here, because the outline of a start draws it without loading it."""

_current = LIGHT
_STYLE = "fusion"
"""The one style that looks alike on every platform, and that a style sheet can dress."""


def colours() -> Colours:
    """The table in use now."""
    return _current


def font(size: TextSize = TextSize.BODY, *, bold: bool = False, monospace: bool = False) -> QFont:
    """A font of the house; digits have one width, so that times and columns stand still."""
    base = QFont(_MONO if monospace else _SANS)
    base.setStyleHint(QFont.StyleHint.Monospace if monospace else QFont.StyleHint.SansSerif)
    base.setPointSizeF(size.value * _points_per_point())
    base.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    base.setFeature(QFont.Tag("tnum"), 1)
    return base


class Theme(QObject):
    """Dresses the application; follows the system's scheme while the person has not chosen another."""

    changed = Signal()

    def __init__(
        self, application: QApplication, choice: SchemeChoice = SchemeChoice.SYSTEM, *, dressed: bool = True
    ) -> None:
        """``dressed`` False puts the dressing off until ``dress``, so that a window can be painted before it."""
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._dressed = False
        if dressed:
            self.dress()

    def dress(self) -> None:
        """Style, fonts, palette and style sheet; once."""
        if self._dressed:
            return
        self._dressed = True
        application = self._application
        if application.style().objectName() != _STYLE:
            application.setStyle(_STYLE)
        _load_fonts()
        application.setFont(font())
        application.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._dress()

    @property
    def choice(self) -> SchemeChoice:
        return self._choice

    def choose(self, choice: SchemeChoice) -> None:
        """Sets the person's choice and repaints everything. Remembering it is the caller's part."""
        self._choice = choice
        self._dress()

    def _system_changed(self) -> None:
        if self._choice is SchemeChoice.SYSTEM:
            self._dress()

    def ground_before_dressing(self) -> tuple[str, str, str]:
        """Colours of ground, panel and lines for a first paint. The system's scheme is guessed from its palette."""
        table = self._table(lambda: self._application.palette().window().color().lightness() < 128)
        return table.ground, table.panel, table.line

    def _table(self, system_is_dark: Callable[[], bool]) -> Colours:
        dark = system_is_dark() if self._choice is SchemeChoice.SYSTEM else self._choice is SchemeChoice.DARK
        return DARK if dark else LIGHT

    def _dress(self) -> None:
        from PySide6.QtCore import Qt  # Qt's own namespace costs a fifth of a bare start: not before the first paint

        global _current
        _current = self._table(lambda: QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark)
        self._application.setPalette(qt_palette(_current))
        self._application.setStyleSheet(style_sheet(_current))
        self.changed.emit()


def qt_palette(table: Colours) -> QPalette:
    """Qt's roles from our table, for everything that no style sheet reaches."""
    made = QPalette()
    role = QPalette.ColorRole
    for to, colour in (
        (role.Window, table.ground),
        (role.WindowText, table.text),
        (role.Base, table.panel),
        (role.AlternateBase, table.ground),
        (role.Text, table.text),
        (role.Button, table.panel),
        (role.ButtonText, table.text),
        (role.BrightText, table.bad),
        (role.ToolTipBase, table.panel),
        (role.ToolTipText, table.text),
        (role.PlaceholderText, table.dim),
        (role.Highlight, table.accent),
        (role.HighlightedText, table.on_accent),
        (role.Link, table.accent),
        (role.LinkVisited, table.accent),
        (role.Accent, table.accent),
        (role.Light, table.panel),
        (role.Midlight, table.hover),
        (role.Mid, table.line),
        (role.Dark, table.line),
        (role.Shadow, table.line),
    ):
        made.setColor(to, QColor(colour))
    for to in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, to, _mix(QColor(table.dim), QColor(table.panel), 0.7))
    return made


def _mix(colour: QColor, ground: QColor, share: float) -> QColor:
    """``share`` of ``colour`` laid over ``ground``."""

    def channel(get: Callable[[QColor], int]) -> int:
        return round(get(colour) * share + get(ground) * (1 - share))

    return QColor(channel(QColor.red), channel(QColor.green), channel(QColor.blue))


def _points_per_point() -> float:
    """macOS counts 72 points to the inch where other systems count 96: the same size on every screen."""
    return 96 / 72 if sys.platform == "darwin" else 1.0


_SANS = "Noto Sans"
_MONO = "Noto Sans Mono"
_OTHER_SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "Devanagari", "Georgian", "Gurmukhi", "Hebrew", "TC", "Tamil", "Thai",
)  # fmt: skip


def load_more_fonts() -> None:
    """Registers the shipped fonts that the first paint does not need: other scripts, and the one for hashes."""
    _register("NotoSansMono-Regular.ttf")
    for script in _OTHER_SCRIPTS:
        _register(f"NotoSans{script}-Regular.ttf")


def _load_fonts() -> None:
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        _register(name)


def _register(name: str) -> None:
    """A font that is missing is no fault: Qt falls back to the system's."""
    path = resource("fonts", name)
    if path.is_file():
        QFontDatabase.addApplicationFont(str(path))
