"""What V13 asks of a decoder. The decoders live in ``playback``; the verifier knows only this protocol."""

from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a clip's file says of itself. ``duration_us`` is from the first picture's to the end of the last one."""

    decodes: bool
    problem: str = ""
    """Why not, in a clerk's words, where ``decodes`` is false."""
    duration_us: int | None = None
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    created_at: int | None = None
    """Container's creation time, µs UTC, where it states one."""


class MediaProbe(Protocol):
    """Decodes the first and the last picture of a clip. Never raises for bad footage; OSError for the environment."""

    @property
    def version(self) -> str:
        """Name and version of the decoder, for reports."""
        ...

    def probe(self, file: BinaryIO) -> MediaFacts: ...
