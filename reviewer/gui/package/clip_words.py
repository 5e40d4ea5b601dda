"""The clips in words, and as rows and marks for the two drawings. Pure functions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.evidence.records import Area, Clip, ClockSource, Window
from reviewer.evidence.verification_result import ClipResult, ScopeState, VerificationResult
from reviewer.gui.drawings.area_map import MapCamera
from reviewer.gui.drawings.map_geometry import place_in_words
from reviewer.gui.drawings.window_drawing import WindowRow
from reviewer.gui.drawings.window_geometry import span_of, time_in_words
from reviewer.gui.quantities import OffsetAt, duration_words, instant_words, size_words
from reviewer.gui.text import UNKNOWN
from reviewer.gui.theme import Tone
from reviewer.gui.widgets.badges import SCOPE_LOOKS, Look

_CLOCKS: dict[ClockSource, str] = {
    "ntp": "set by network time",
    "device": "the camera's own",
    "operator": "compared by a person",
    "unknown": "nothing is known of it",
}


@dataclass(frozen=True, slots=True)
class ClipWords:
    """One clip. ``chips`` are short states; ``time`` and ``place`` tell how it lies to the request, as sentences."""

    clip_id: str
    file: str
    camera: str
    chips: tuple[Look, ...]
    time: str
    place: str
    sha256: str | None
    facts: tuple[tuple[str, str], ...]


def clip_words(result: VerificationResult, offset_at: OffsetAt) -> tuple[ClipWords, ...]:
    """Every clip in the package's order."""
    window = result.request.window if result.request is not None else None
    area = result.request.area if result.request is not None else None
    return tuple(_clip(clip, window, area, offset_at) for clip in result.clips)


def window_rows(clips: Sequence[ClipResult]) -> tuple[WindowRow, ...]:
    """The clips for the time line."""
    return tuple(
        WindowRow(f"{clip.clip_id} {_camera(clip)}", _name(clip), span_of(clip.claim), clip.window_scope)
        for clip in clips
    )


def map_cameras(clips: Sequence[ClipResult]) -> tuple[MapCamera, ...]:
    """The clips' cameras for the map, one mark a clip."""
    return tuple(
        MapCamera(
            clip.clip_id.lstrip("0") or clip.clip_id,
            _name(clip),
            clip.claim.camera.location if clip.claim is not None else None,
            clip.claim.camera.location_accuracy_m if clip.claim is not None else None,
            clip.area_scope,
        )
        for clip in clips
    )


def _clip(clip: ClipResult, window: Window | None, area: Area | None, offset_at: OffsetAt) -> ClipWords:
    claim = clip.claim
    location = claim.camera.location if claim is not None else None
    accuracy = claim.camera.location_accuracy_m if claim is not None else None
    return ClipWords(
        clip_id=clip.clip_id,
        file=clip.path.rsplit("/", 1)[-1],
        camera=_camera(clip),
        chips=(integrity_look(clip), _scope_look(clip.window_scope, "window"), _scope_look(clip.area_scope, "area")),
        time=_time(clip, window, offset_at),
        place=place_in_words(clip.area_scope, location, accuracy, area),
        sha256=clip.sha256,
        facts=_facts(clip, claim, offset_at),
    )


def integrity_look(clip: ClipResult) -> Look:
    """Whether the clip's bytes are those that were sealed; what was not proven is not called so."""
    if clip.intact:
        return Look("as sealed", Tone.GOOD)
    if clip.sha256 is None:
        return Look("bytes not checked", Tone.NEUTRAL)
    if clip.claim is not None and clip.claim.sha256 != clip.sha256:
        return Look("differs from its seal", Tone.BAD)
    return Look("not proven as sealed", Tone.NEUTRAL)


def _scope_look(state: ScopeState, of: str) -> Look:
    look = SCOPE_LOOKS[state]
    if state is ScopeState.UNKNOWN:
        return Look(f"{of} unknown", look.tone) if of != "window" else Look("time unknown", look.tone)
    return Look(f"{look.word} the {of}", look.tone)


def _time(clip: ClipResult, window: Window | None, offset_at: OffsetAt) -> str:
    span = span_of(clip.claim)
    clause = time_in_words(clip.window_scope, span, window)
    if span is None:
        return clause
    uncertainty = duration_words(span.start - span.earliest)
    return f"{instant_words(span.start, offset_at, 3)} ± {uncertainty}: {clause}"


def _facts(clip: ClipResult, claim: Clip | None, offset_at: OffsetAt) -> tuple[tuple[str, str], ...]:
    facts = [("File in the package", clip.path), ("Size", size_words(clip.bytes))]
    if claim is None:
        return (*facts, ("Claimed of it", "unknown: its record could not be read"))
    camera, clock = claim.camera, claim.clock
    make = " ".join(part for part in (camera.make, camera.model) if part is not None)
    facts += [
        ("SHA-256 as claimed", claim.sha256),
        ("Media type", claim.media_type or UNKNOWN),
        ("Camera's pseudonym", camera.pseudonym),
        ("Make and model", make or UNKNOWN),
        ("Place as claimed", _place(claim)),
        ("Start by its clock", instant_words(claim.recorded_start, offset_at, 3)),
        ("End by its clock", instant_words(claim.recorded_end, offset_at, 3)),
        ("Clock", f"{_CLOCKS[clock.source]}; {_offset(clock.offset_ms)}; {_uncertainty(clock.uncertainty_ms)}"),
        ("Notes", claim.notes if claim.notes is not None else "none"),
        ("Told by the device", _claims(claim)),
    ]
    return tuple(facts)


def _place(claim: Clip) -> str:
    if claim.camera.location is None:
        return UNKNOWN
    longitude, latitude = claim.camera.location
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.6f}° {north}, {abs(longitude):.6f}° {east}"


def _offset(offset_ms: int | None) -> str:
    if offset_ms is None:
        return "how far it was off is unknown"
    if offset_ms == 0:
        return "not off"
    return f"{duration_words(offset_ms * 1_000)} {'ahead of' if offset_ms > 0 else 'behind'} UTC"


def _uncertainty(uncertainty_ms: int | None) -> str:
    return "uncertainty unknown" if uncertainty_ms is None else f"± {duration_words(uncertainty_ms * 1_000)}"


def _claims(claim: Clip) -> str:
    if not claim.device_claims:
        return "nothing"
    return f"not proven: {json.dumps(claim.device_claims, ensure_ascii=False, sort_keys=True, default=dict)}"


def _camera(clip: ClipResult) -> str:
    return clip.claim.camera.pseudonym if clip.claim is not None else "camera unknown"


def _name(clip: ClipResult) -> str:
    return f"clip {clip.clip_id}, {_camera(clip)}"
