"""Verdict badges and chips: a word on a coloured ground; a verdict has a shape as well. Never a colour alone."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer.evidence.findings import Completeness, StepOutcome, Verdict
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.icons import paint_icon
from reviewer.gui.text import set_tool_tip, visible
from reviewer.gui.theme import TextSize, Tone, colours, font

_RADIUS = 5.0
_GAP = 6.0
_ICON = 16.0


@dataclass(frozen=True, slots=True)
class Look:
    """How something is told at a glance. ``icon`` is empty where a word and a colour suffice."""

    word: str
    tone: Tone
    icon: str = ""


VERDICT_LOOKS = {
    Verdict.VERIFIED: Look("Verified", Tone.GOOD, "verified"),
    Verdict.UNTRUSTED: Look("Signer not trusted", Tone.CAUTION, "untrusted"),
    Verdict.ALTERED: Look("Altered", Tone.BAD, "altered"),
    Verdict.UNREADABLE: Look("Unreadable", Tone.NEUTRAL, "unreadable"),
}
QUARANTINE_LOOK = Look("In quarantine", Tone.CAUTION, "lock")


def standing_look(verdict: Verdict, withheld: bool) -> Look:
    """How a stored package stands: its verdict, unless that is ``withheld`` (``PackageSummary``)."""
    return QUARANTINE_LOOK if withheld else VERDICT_LOOKS[verdict]


SCOPE_LOOKS = {
    ScopeState.INSIDE: Look("inside", Tone.GOOD),
    ScopeState.PARTLY: Look("partly outside", Tone.CAUTION),
    ScopeState.OUTSIDE: Look("outside", Tone.BAD),
    ScopeState.UNKNOWN: Look("unknown", Tone.NEUTRAL),
}
OUTCOME_LOOKS = {
    StepOutcome.PASSED: Look("passed", Tone.GOOD),
    StepOutcome.WARNED: Look("warning", Tone.CAUTION),
    StepOutcome.FAILED: Look("failed", Tone.BAD),
    StepOutcome.NOT_PERFORMED: Look("not performed", Tone.NEUTRAL),
}
COMPLETENESS_LOOKS = {
    Completeness.PROVEN: Look("proven", Tone.GOOD),
    Completeness.EXTENDED: Look("extended", Tone.GOOD),
    Completeness.NOT_PROVEN: Look("not proven", Tone.NEUTRAL),
    Completeness.CONTRADICTED: Look("contradicted", Tone.BAD),
}


def badge_size(look: Look, type_: QFont) -> QSize:
    """What ``paint_badge`` takes, in logical pixels."""
    metrics = QFontMetricsF(type_)
    width = metrics.horizontalAdvance(look.word) + 14 + (_ICON + _GAP if look.icon else 0)
    return QSize(int(width) + 1, int(max(metrics.height(), _ICON if look.icon else 0)) + 4)


def paint_badge(painter: QPainter, at: QPointF, look: Look, type_: QFont) -> QRectF:
    """Draws a badge with its upper left corner at a point and answers the room it took. For widgets and delegates."""
    table = colours()
    rect = QRectF(at, badge_size(look, type_))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(table.soft(look.tone))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    left = rect.left() + 7
    ink = table.on_soft(look.tone)
    if look.icon:
        paint_icon(painter, look.icon, QRectF(left, rect.center().y() - _ICON / 2, _ICON, _ICON), ink)
        left += _ICON + _GAP
    painter.setPen(ink)
    painter.setFont(type_)
    words = QRectF(left, rect.top(), rect.right() - left, rect.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, look.word)
    painter.restore()
    return rect


class Badge(QWidget):
    """A look as a widget. Its accessible name is its word."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, size: TextSize = TextSize.SECONDARY) -> None:
        super().__init__(parent)
        self._look = look
        self.setFont(font(size, bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_look(look)

    @property
    def look(self) -> Look:
        return self._look

    def show_look(self, look: Look) -> None:
        """Shows another one in the same place."""
        self._look = look
        self.setAccessibleName(look.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self._look, self.font())

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_badge(QPainter(self), QPointF(0, 0), self._look, self.font())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


class VerdictBadge(Badge):
    """A verdict as word, shape and colour. The reason stands beside it, as a sentence; so does completeness."""

    def __init__(
        self,
        verdict: Verdict,
        parent: QWidget | None = None,
        *,
        size: TextSize = TextSize.BODY,
        withheld: bool = False,
    ) -> None:
        super().__init__(VERDICT_LOOKS[verdict], parent, size=size)
        self.set_verdict(verdict, withheld=withheld)

    def set_verdict(self, verdict: Verdict, *, withheld: bool = False) -> None:
        look = standing_look(verdict, withheld)
        self.show_look(look)
        self.setAccessibleName(f"Verdict: {look.word}")


class Chip(Badge):
    """One word or two of state: ``Chip("3 warnings", Tone.CAUTION)``. Its tool tip may say more."""

    def __init__(self, word: str, tone: Tone, parent: QWidget | None = None, *, explanation: str = "") -> None:
        super().__init__(Look(visible(word), tone), parent)
        set_tool_tip(self, explanation)

    def set(self, word: str, tone: Tone) -> None:
        self.show_look(Look(visible(word), tone))


def scope_chip(state: ScopeState, of: str = "", parent: QWidget | None = None) -> Chip:
    """``inside``, ``partly outside`` …; with ``of="the window"`` it reads "inside the window"."""
    look = SCOPE_LOOKS[state]
    word = f"{look.word} {of}".strip() if state is not ScopeState.UNKNOWN or not of else f"{of}: unknown"
    return Chip(word, look.tone, parent)


def outcome_chip(outcome: StepOutcome, count: int = 0, parent: QWidget | None = None) -> Chip:
    """``passed``, ``failed: 1``, ``2 warnings``, ``not performed``."""
    look = OUTCOME_LOOKS[outcome]
    word = look.word
    if outcome is StepOutcome.FAILED and count:
        word = f"failed: {count}"
    elif outcome is StepOutcome.WARNED and count:
        word = f"{count} warning{'' if count == 1 else 's'}"
    return Chip(word, look.tone, parent)
