"""What is written under a picture, from the same snapshot as the picture itself. Pure functions; integer arithmetic."""

from dataclasses import dataclass

from reviewer.evidence.instants import MICROSECONDS, MILLISECOND
from reviewer.evidence.records import Window
from reviewer.evidence.verification_result import ScopeState
from reviewer.gui.quantities import OffsetAt, duration_words, instant_words, utc_offset
from reviewer.gui.text import counted, visible
from reviewer.gui.theme import Tone
from reviewer.gui.widgets.badges import SCOPE_LOOKS, Look
from reviewer.playback.channel import Showing, Tile
from reviewer.playback.placement import PlacedClip

NO_DATE = "a time that no calendar has"
DIFFERS = Look("differs from its seal", Tone.BAD)
_SHORT_CHIPS = {
    "differs from its seal": "differs",
    "inside the window": "inside",
    "outside the window": "outside",
    "inside or outside": "partly",
}


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under one picture. Without a true time ``utc`` and ``local`` are empty, and ``note`` says why."""

    name: str
    chips: tuple[Look, ...]
    number: str = ""
    utc: str = ""
    local: str = ""
    uncertainty: str = ""
    position: str = ""
    """How far into the clip, where there is no true time."""
    note: str = ""

    @property
    def spoken(self) -> str:
        """One line for screen readers."""
        chips = tuple(chip.word for chip in self.chips)
        parts = (self.name, self.number, self.utc, self.local, self.uncertainty, self.position, *chips, self.note)
        return ", ".join(part for part in parts if part)

    @property
    def short_chips(self) -> tuple[Look, ...]:
        """For narrow places: the first word or two."""
        return tuple(Look(_SHORT_CHIPS.get(chip.word, chip.word), chip.tone, chip.icon) for chip in self.chips)


def caption(tile: Tile, window: Window | None, offset_at: OffsetAt) -> Caption:
    """Of the picture that the tile shows; of the clip alone where it shows none."""
    clip = tile.clip
    name = clip_name(clip)
    chips = () if clip.clip.result.intact else (DIFFERS,)
    if tile.picture is None:
        return Caption(name, chips, note="" if clip.in_true_time else alignment(clip))
    note = " · ".join((*_left_out(tile), *(tile.facts.remarks if tile.facts else ())))
    if clip.uncertainty is None:
        position = f"clip time {counter(tile.picture.position_us)}"
        unknown = window_look(ScopeState.UNKNOWN)
        words = " · ".join(part for part in (alignment(clip), note) if part)
        return Caption(name, (*chips, unknown), tile.picture.number.words, position=position, note=words)
    instant = clip.start + tile.picture.position_us
    if window is not None:
        chips = (*chips, window_look(clip.scope_at(tile.picture.position_us, window)))
    return Caption(
        name,
        chips,
        tile.picture.number.words,
        utc=instant_in(instant, utc_offset),
        local=instant_in(instant, offset_at),
        uncertainty=f"± {milliseconds(clip.uncertainty)}",
        note=note,
    )


def empty_words(tile: Tile, now: int, *, short: bool = False) -> str:
    """The sentence in a place that shows no picture. ``now`` in µs of the shared time; ``short``: for small places."""
    lead = "" if short else "No picture at this time: this clip "
    match tile.showing:
        case Showing.FAILED:
            return tile.problem
        case Showing.OPENING:
            return "Opening …"
        case Showing.NOT_YET:
            return f"{lead}begins {duration_words(tile.clip.start - now)} later"
        case Showing.OVER:
            return f"{lead}ended {duration_words(now - tile.end)} earlier"
        case _:
            return ""


def clip_name(clip: PlacedClip) -> str:
    """``001 · camera-1``, safe to show."""
    return visible(f"{clip.clip_id} · {clip.camera}")


def alignment(clip: PlacedClip) -> str:
    """Why a clip without a known clock stands where it stands."""
    if not clip.aligned_with:
        return "clock unknown: all aligned at start"
    return f"clock unknown: aligned at start with {visible(clip.aligned_with)}"


def window_look(scope: ScopeState) -> Look:
    """How the shown instant, with its uncertainty, lies to the window."""
    words = {
        ScopeState.INSIDE: "inside the window",
        ScopeState.PARTLY: "inside or outside",
        ScopeState.OUTSIDE: "outside the window",
        ScopeState.UNKNOWN: "time unknown",
    }
    return Look(words[scope], SCOPE_LOOKS[scope].tone)


def instant_in(instant: int, offset_at: OffsetAt) -> str:
    """``2 Nov 2026, 11:04:05.120 −06:00``; milliseconds, finer digits cut off."""
    try:
        return instant_words(instant, offset_at, decimals=3)
    except (OverflowError, ValueError):  # a claimed offset can lead out of the calendar
        return NO_DATE


def time_of_day(words: str) -> str:
    """The part behind the date: ``11:04:05.120 −06:00``."""
    return words.split(", ", 1)[-1]


def milliseconds(microseconds: int) -> str:
    """``0.250 s``; exact: an uncertainty is a whole number of milliseconds."""
    seconds, rest = divmod(microseconds, MICROSECONDS)
    return f"{seconds:,}.{rest // MILLISECOND:03d} s"


def counter(microseconds: int) -> str:
    """``0:01:20.320``, cut off at the millisecond."""
    seconds, rest = divmod(max(0, microseconds), MICROSECONDS)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest // MILLISECOND:03d}"


def _left_out(tile: Tile) -> tuple[str, ...]:
    """What was not shown since running began. Nothing is said of it at all where nothing was left out."""
    words = []
    if tile.left_out:
        words.append(f"{counted(tile.left_out, 'picture')} not shown")
    if tile.jumps:
        words.append(f"{counted(tile.jumps, 'passage')} passed over")
    return tuple(words)
