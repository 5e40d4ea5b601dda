"""The panel beside the table: what was found of the package chosen, and the two deeds that follow most often."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from reviewer.application.ports import StoredPackage
from reviewer.evidence.findings import Completeness, Verdict
from reviewer.evidence.verification_result import ClipResult, HopResult, TrustState, VerificationResult
from reviewer.gui.package.presentation import reason
from reviewer.gui.text import UNKNOWN, ElidedLabel, Label, Sentence, Strong, byte_size, duration, when
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.badges import VerdictBadge, scope_chip
from reviewer.gui.widgets.buttons import Button, LinkButton, PrimaryButton
from reviewer.gui.widgets.surfaces import Card, Surface

PANEL_WIDTH = 324


class PackagePanel(Surface):
    """Filled by ``show_package``; ``show_picture`` may follow when a clip's first picture has been decoded."""

    open_requested = Signal(int)
    review_requested = Signal(int)
    report_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self.setMinimumWidth(PANEL_WIDTH)
        self.setMaximumWidth(PANEL_WIDTH)
        self.setAccessibleName("The package chosen")
        self._key: int | None = None
        self._picture: _Picture | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self._scroll)
        self.show_nothing()

    @property
    def key(self) -> int | None:
        """The package that is shown."""
        return self._key

    def show_nothing(self) -> None:
        self._key, self._picture = None, None
        body, column = self._new_body()
        column.addWidget(Label("Choose a package to see what was found.", dim=True, wrap=True))
        column.addStretch(1)
        self._scroll.setWidget(body)

    def show_package(self, package: StoredPackage) -> None:
        """Tells of one package; nothing is verified here."""
        self._key, self._picture = package.summary.key, None
        result = package.latest.result
        body, column = self._new_body()
        column.addWidget(VerdictBadge(result.verdict, withheld=package.summary.withheld), 0, Qt.AlignmentFlag.AlignLeft)
        if not package.summary.withheld:
            column.addWidget(Sentence(verdict_sentence(result)))
        if package.summary.quarantined:
            kept = "In quarantine: it can be viewed, and must not be called verified."
            column.addWidget(Label(kept, size=TextSize.SECONDARY, dim=True, wrap=True))
        if result.clips:
            column.addWidget(self._clip_card(result))
        if result.hops:
            column.addWidget(_custody_card(result))
        if not result.clips and not result.hops:
            card = Card("The file")
            card.body.addWidget(ElidedLabel(package.summary.file_name, middle=True))
            card.body.addWidget(Label(byte_size(package.size), size=TextSize.SECONDARY, dim=True))
            column.addWidget(card)
        column.addLayout(self._deeds(result))
        column.addStretch(1)
        self._scroll.setWidget(body)

    def show_picture(self, key: int, picture: QImage | str) -> None:
        """The first picture of the first clip, or why there is none, if this package is still the one shown."""
        if key != self._key or self._picture is None:
            return
        if isinstance(picture, str):
            self._picture.say(picture)
        else:
            self._picture.show_image(picture)

    def _new_body(self) -> tuple[QWidget, QVBoxLayout]:
        body = Surface("ground")
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 16, 14, 16)
        column.setSpacing(12)
        return body, column

    def _clip_card(self, result: VerificationResult) -> Card:
        clip = result.clips[0]
        card = Card(margins=0)
        self._picture = _Picture()
        card.body.addWidget(self._picture)
        words = QVBoxLayout()
        words.setContentsMargins(12, 8, 12, 10)
        words.setSpacing(4)
        words.addWidget(ElidedLabel(_camera(clip), bold=True))
        words.addWidget(ElidedLabel(_file_and_length(clip), size=TextSize.SECONDARY, dim=True, middle=True))
        words.addWidget(scope_chip(clip.window_scope, "the window"), 0, Qt.AlignmentFlag.AlignLeft)
        if len(result.clips) > 1:
            more = len(result.clips) - 1
            words.addWidget(Label(f"and {more} more clip{'' if more == 1 else 's'}", size=TextSize.SECONDARY, dim=True))
        card.body.addLayout(words)
        return card

    def _deeds(self, result: VerificationResult) -> QVBoxLayout:
        key = self._key
        row = QHBoxLayout()
        row.setSpacing(8)
        details = LinkButton("Show everything that was checked")
        details.clicked.connect(lambda: self.open_requested.emit(key))
        if result.clips:
            review = PrimaryButton("Review", explanation="Play the clips of this package")
            review.clicked.connect(lambda: self.review_requested.emit(key))
            row.addWidget(review)
        report = Button("Custody report…", explanation="See the report's pages, then save it")
        report.clicked.connect(lambda: self.report_requested.emit(key))
        row.addWidget(report)
        row.addStretch(1)
        deeds = QVBoxLayout()
        deeds.setSpacing(6)
        deeds.addLayout(row)
        deeds.addWidget(details, 0, Qt.AlignmentFlag.AlignLeft)
        return deeds


class _Picture(QWidget):
    """A clip's first picture, whole and in its own aspect; a quiet word until it is there."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._label = Label("Looking for a picture…", dim=True, size=TextSize.SECONDARY, wrap=True)
        self._label.setObjectName("picture")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setMinimumWidth(1)  # a path in a sentence must not widen the panel
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(168)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._label)

    def say(self, why_not: str) -> None:
        self._label.setContentsMargins(12, 0, 12, 0)
        self._label.setText(why_not)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self._label.setAccessibleName("First picture of the clip")
        self._scale()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scale()

    def _scale(self) -> None:
        if self._image is None or self.width() < 2:
            return
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        scaled = self._image.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        self._label.setPixmap(QPixmap.fromImage(scaled))


def verdict_sentence(result: VerificationResult) -> list[str | Strong]:
    """The reason in a sentence, from the findings; for a verified package what completeness means."""
    if result.verdict is Verdict.VERIFIED:
        if result.completeness is Completeness.NOT_PROVEN:
            last = result.hops[-1].seq if result.hops else 0
            return [f"Intact up to event {last}; that nothing was cut off after it is ", Strong("not proven"), "."]
        return [_as_sentence(result.completeness_in_words)]
    return list(reason(result, listed="on its page"))


def _custody_card(result: VerificationResult) -> Card:
    """The last event that moved the package; where none did, its sealing."""
    moves = [hop for hop in result.hops if hop.event and hop.event.action in ("transfer-out", "transfer-in")]
    hop = moves[-1] if moves else result.hops[-1]
    card = Card("Last hand-over" if moves else "Custody")
    event = hop.event
    if event is None:
        card.body.addWidget(Label("The record of the last event could not be read.", wrap=True))
        return card
    if event.action == "transfer-in":
        sender = next(
            (other.event.actor.agency for other in result.hops if other.event and other.seq == hop.seq - 1), UNKNOWN
        )
        title, verb = f"{sender} → {event.actor.agency}", "received"
    elif event.action == "transfer-out":
        receiver = event.to.agency if event.to else UNKNOWN
        title, verb = f"{event.actor.agency} → {receiver}", "handed over, not yet received,"
    else:
        title, verb = event.actor.agency, "sealed" if event.action == "seal" else event.action
    card.body.addWidget(Label(title, wrap=True))
    told = f"{verb} by {event.actor.name}, {when(event.at)}; {timestamp_in_words(hop)}"
    card.body.addWidget(Label(told, size=TextSize.SECONDARY, dim=True, wrap=True))
    return card


def timestamp_in_words(hop: HopResult) -> str:
    """How the timestamp bears the stated time out; never more than was checked."""
    if hop.timestamp is None or hop.event is None:
        return "its time is not proven"
    after = hop.timestamp - hop.event.at
    told = f"timestamp {duration(abs(after))} {'later' if after >= 0 else 'earlier'}"
    return told if hop.timestamp_trust is TrustState.TRUSTED else f"{told}, its authority not trusted"


def _camera(clip: ClipResult) -> str:
    return clip.claim.camera.pseudonym if clip.claim else f"clip {clip.clip_id}"


def _file_and_length(clip: ClipResult) -> str:
    claim = clip.claim
    if claim is None:
        return clip.path
    length = None
    if claim.recorded_start is not None and claim.recorded_end is not None:
        length = claim.recorded_end - claim.recorded_start
    return f"{claim.file} · {'length unknown' if length is None else duration(length)}"


def _as_sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."
