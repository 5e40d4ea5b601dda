"""Where each clip lies on the shared time: true time where its clock is known, else aligned, and said so.

True time = recorded.start − offset (specification 3.3), in integer microseconds. A clip whose clock is unknown has no
true time. So that it can be looked at beside the others it is put where the first clip with a known clock begins, or,
where no clip has one, at zero: then the shared time counts from the clips' common beginning and is no time of day.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.application.review import ReviewClip
from reviewer.evidence.instants import MILLISECOND
from reviewer.evidence.records import Window
from reviewer.evidence.verification_result import ScopeState


@dataclass(frozen=True, slots=True)
class PlacedClip:
    """A clip on the shared time; instants and lengths in µs."""

    clip: ReviewClip
    start: int
    """Where its first picture lies on the shared time."""
    length: int
    """As recorded; 0 where that is not known. What the file itself says is learnt on opening it."""
    uncertainty: int | None
    """± of every time of this clip; None where its clock is unknown: then ``start`` is no claim."""
    aligned_with: str = ""
    """Camera (or clip) at whose beginning this clip was put, its own clock being unknown; empty: no clock is known."""

    @property
    def in_true_time(self) -> bool:
        return self.uncertainty is not None

    @property
    def clip_id(self) -> str:
        return self.clip.result.clip_id

    @property
    def camera(self) -> str:
        """The camera's pseudonym, evidence and so hostile text; or the clip's number where there is no record."""
        claim = self.clip.result.claim
        return claim.camera.pseudonym if claim is not None else f"clip {self.clip_id}"

    def scope_at(self, position_us: int, window: Window) -> ScopeState:
        """How the instant of this position, with its uncertainty, lies to the window (5.4, of a single instant)."""
        if self.uncertainty is None:
            return ScopeState.UNKNOWN
        earliest = self.start + position_us - self.uncertainty
        latest = self.start + position_us + self.uncertainty
        if window.start <= earliest and latest <= window.end:
            return ScopeState.INSIDE
        return ScopeState.OUTSIDE if latest < window.start or earliest > window.end else ScopeState.PARTLY


@dataclass(frozen=True, slots=True)
class Placement:
    """All clips of a review. ``in_true_time``: whether the shared time is a time of day at all."""

    clips: tuple[PlacedClip, ...]
    in_true_time: bool


def place(clips: Sequence[ReviewClip]) -> Placement:
    """Puts every clip on the shared time, in the order given."""
    known = [clip for clip in clips if clip.interval is not None]
    first = min(known, key=_start, default=None)
    origin = _start(first) if first is not None else 0
    beside = _name(first) if first is not None else ""
    return Placement(
        tuple(_placed(clip, origin, beside) for clip in clips),
        in_true_time=first is not None,
    )


def _placed(clip: ReviewClip, origin: int, beside: str) -> PlacedClip:
    claim, interval = clip.result.claim, clip.interval
    if interval is not None and claim is not None and claim.clock.uncertainty_ms is not None:
        uncertainty = claim.clock.uncertainty_ms * MILLISECOND
        return PlacedClip(clip, interval.start, interval.end - interval.start, uncertainty)
    length = 0
    if claim is not None and claim.recorded_start is not None and claim.recorded_end is not None:
        length = claim.recorded_end - claim.recorded_start
    return PlacedClip(clip, origin, length, None, aligned_with=beside)


def _start(clip: ReviewClip) -> int:
    assert clip.interval is not None
    return clip.interval.start


def _name(clip: ReviewClip) -> str:
    claim = clip.result.claim
    return claim.camera.pseudonym if claim is not None else f"clip {clip.result.clip_id}"
