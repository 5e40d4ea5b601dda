"""Reviewing a package: where its clips' bytes lie, what was claimed and proven of each. Pure values, nothing open."""

from dataclasses import dataclass

from reviewer.application.errors import UsageError
from reviewer.application.ports import Catalogue, EvidenceStore, OpenPackage, StoredPackage
from reviewer.evidence.records import Request
from reviewer.evidence.scope import TrueInterval, true_interval
from reviewer.evidence.verification_result import ClipResult
from reviewer.verification.reader import ByteRange, Limits


@dataclass(frozen=True, slots=True)
class ReviewClip:
    """A clip with the place of its bytes inside the stored file. ``span`` is None where ``problem`` says why."""

    result: ClipResult
    span: ByteRange | None
    interval: TrueInterval | None
    """Its claimed true time (5.4), µs UTC; None where its clock is unknown."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ReviewSession:
    """Everything that a review shows. It holds nothing open: whoever plays a clip opens its byte range for itself."""

    package: StoredPackage
    request: Request | None
    clips: tuple[ReviewClip, ...]


class ReviewPackage:
    """The deed "review". Whatever the verdict: bad evidence can be looked at, and is marked where it is shown."""

    def __init__(self, catalogue: Catalogue, store: EvidenceStore, open_package: OpenPackage) -> None:
        self._catalogue = catalogue
        self._store = store
        self._open_package = open_package

    def open(self, package_key: int) -> ReviewSession:
        """Raises UsageError for an unknown key, EnvironmentFault where catalogue or store cannot be read."""
        with self._catalogue.unit_of_work() as unit:
            package = unit.find(package_key)
        if package is None:
            raise UsageError("This package is no longer in the library. Go back to the library and choose another.")
        result = package.latest.result
        reader = self._open_package(self._store.path_of(package.location), Limits())
        try:
            names = frozenset(reader.names())
            clips = []
            for clip in result.clips:
                span = reader.byte_range(clip.path) if clip.path in names else None
                problem = "" if span else _why_not(clip.path in names)
                interval = true_interval(clip.claim) if clip.claim is not None else None
                clips.append(ReviewClip(clip, span, interval, problem))
        finally:
            reader.close()
        return ReviewSession(package, result.request, tuple(clips))


def _why_not(present: bool) -> str:
    if present:
        return "This clip is compressed inside its package, against the rules, so it cannot be played from there."
    return "The file of this clip is not in the package."
