"""Issue a custody report: from what is stored, without verifying anything anew, to a file and an entry about it."""

import hashlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reviewer.application.errors import EnvironmentFault, StoreUnavailable, UsageError
from reviewer.application.faults import fault_sentence
from reviewer.application.ports import (
    Catalogue,
    CustodyReportData,
    EvidenceStore,
    Now,
    OpenPackage,
    Paper,
    PastVerification,
    PrintCustodyReport,
    StoredPackage,
    StoredVerification,
)
from reviewer.application.report_record import identified
from reviewer.application.whole_file import write_part
from reviewer.evidence.findings import Verdict
from reviewer.evidence.instants import MICROSECONDS
from reviewer.verification.media_probe import MediaFacts, MediaProbe
from reviewer.verification.reader import Limits

log = logging.getLogger(__name__)

CountPages = Callable[[bytes], int]
"""How many pages the bytes of a PDF have."""
OffsetAt = Callable[[int], int]
"""Minutes east of UTC that clocks here show at an instant in µs UTC."""


@dataclass(frozen=True, slots=True)
class IssuedReport:
    """A report that was written. ``sha256`` is of its bytes, and stands in the catalogue."""

    path: Path
    sha256: str
    report_id: str
    pages: int


def local_offset(at: int) -> int:
    """By this computer's own time zone."""
    offset = datetime.fromtimestamp(at // MICROSECONDS, UTC).astimezone().utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)


class IssueReport:
    """The deed. One object serves any number of reports, from several threads too."""

    def __init__(
        self,
        store: EvidenceStore,
        catalogue: Catalogue,
        print_report: PrintCustodyReport,
        count_pages: CountPages,
        open_package: OpenPackage,
        now: Now,
        make_probe: Callable[[], MediaProbe | None] = lambda: None,
        offset_at: OffsetAt = local_offset,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._print = print_report
        self._count_pages = count_pages
        self._open_package = open_package
        self._now = now
        self._make_probe = make_probe
        self._offset_at = offset_at

    def preview(self, package_key: int, paper: Paper = Paper.LETTER) -> bytes:
        """The PDF that ``issue`` would write at this moment. Nothing is noted. Raises as ``issue`` does."""
        return self._print(self.data(package_key, paper))

    def issue(self, package_key: int, paper: Paper, destination: Path) -> IssuedReport:
        """Write the report whole or not at all, and enter it in the catalogue; a file that is there is replaced.

        Raises UsageError (no such package, no place for such a file) and EnvironmentFault.
        """
        _insist_on_a_place(destination)
        data = self.data(package_key, paper)
        content = self._print(data)
        digest = hashlib.sha256(content).hexdigest()
        part = _write_part(destination, content)
        try:
            with self._catalogue.unit_of_work(writing=True) as unit:
                unit.add_report(package_key, data.generated_at, data.report_id, digest, paper.value)
                _put_in_place(part, destination)
                unit.commit()
        finally:
            part.unlink(missing_ok=True)
        log.info("report %s on package %d: %s, SHA-256 %s", data.report_id, package_key, destination, digest)
        return IssuedReport(destination, digest, data.report_id, self._count_pages(content))

    def data(self, package_key: int, paper: Paper) -> CustodyReportData:
        """Everything that the report prints, from the newest stored verification. Raises UsageError."""
        with self._catalogue.unit_of_work() as unit:
            package = unit.find(package_key)
            if package is None:
                raise UsageError(f"There is no package number {package_key} in the library.")
            made = unit.verifications(package_key)
        media, unseen = self._media(package)
        now = self._now()
        return identified(
            CustodyReportData(
                report_id="",
                generated_at=now,
                utc_offset_minutes=self._offset_at(now),
                paper=paper,
                package=package.summary,
                received_size=package.size,
                verified_at=package.latest.made_at,
                result=package.latest.result,
                media=media,
                excepted=(*unseen, *_excepted(package)),
                receipt_verified_at=made[0].made_at,
                receipt_sha256=_hashes(made[0]),
                history=tuple(_in_one_line(verification) for verification in made),
            )
        )

    def _media(self, package: StoredPackage) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """What each clip's file says of itself, and a sentence where that could not be learnt."""
        if package.latest.result.verdict is Verdict.UNREADABLE or not package.latest.result.clips:
            return (), ()
        probe = self._make_probe()
        if probe is None:
            return (), ("Codec and length of the clips are not shown: no decoder is installed on this computer.",)
        try:
            return self._probe_clips(package, probe), ()
        except (StoreUnavailable, EnvironmentFault, OSError) as error:
            log.warning("no media facts for package %d: %s", package.summary.key, error)
            return (), ("Codec and length of the clips are not shown: the stored copy could not be read.",)

    def _probe_clips(self, package: StoredPackage, probe: MediaProbe) -> tuple[tuple[str, str], ...]:
        reader = self._open_package(self._store.path_of(package.location), Limits())
        try:
            there = frozenset(reader.names())
            told: list[tuple[str, str]] = []
            for clip in package.latest.result.clips:
                if clip.path not in there or reader.byte_range(clip.path) is None:
                    continue
                with reader.open(clip.path) as file:
                    told.append((clip.clip_id, media_in_words(probe.probe(file), probe.version)))
            return tuple(told)
        finally:
            reader.close()


def media_in_words(facts: MediaFacts, decoder: str) -> str:
    """``h264, 768 × 432, 139.300 s, decoded with PyAV …``; what the file does not tell is said to be unknown."""
    size = f"{facts.width} × {facts.height}" if facts.width and facts.height else "size of the picture not known"
    length = "length not known"
    if facts.duration_us is not None:
        length = f"{facts.duration_us // MICROSECONDS}.{facts.duration_us % MICROSECONDS // 1000:03d} s long"
    told = f"{facts.codec or 'codec not known'}, {size}, {length}"
    if not facts.decodes:
        return f"Does not decode: {facts.problem or 'no reason given'} ({told}; {decoder})"
    return f"{told}; first and last picture decoded with {decoder}"


def _excepted(package: StoredPackage) -> tuple[str, ...]:
    told = []
    if package.summary.quarantined:
        told.append("This package is kept in quarantine: it was not verified when it was received, or changed since.")
    if package.verification_count > 1:
        told.append(
            f"Only the newest of {package.verification_count} verifications made here is told in full; all are kept."
        )
    if package.superseded_by is not None:
        told.append(
            "A longer history of this package has been received since; this report ends where the older copy does."
        )
    return tuple(told)


def _hashes(verification: StoredVerification) -> tuple[tuple[str, str], ...]:
    return tuple((clip.path, clip.sha256) for clip in verification.result.clips if clip.sha256 is not None)


def _in_one_line(verification: StoredVerification) -> PastVerification:
    result = verification.result
    tool = f"{result.tool_name} {result.tool_version}"
    return PastVerification(verification.made_at, tool, result.verdict, result.completeness, result.head)


def _insist_on_a_place(destination: Path) -> None:
    if destination.is_dir():
        raise UsageError(f"“{destination}” is a folder. Name the file that the report is to be written to.")
    if destination.exists() and not destination.is_file():
        raise UsageError(f"“{destination}” is a pipe or a device. Name an ordinary file for the report.")
    if destination.exists() and not _is_pdf(destination):
        raise UsageError(
            f"“{destination}” is there already and is no PDF; a report never replaces anything else. Name another file."
        )
    if not destination.parent.is_dir():
        raise UsageError(f"There is no folder “{destination.parent}”. Make it, or name another place for the report.")


def _is_pdf(file: Path) -> bool:
    try:
        with file.open("rb") as content:
            return content.read(5) in (b"%PDF-", b"")
    except OSError as error:
        raise EnvironmentFault(fault_sentence("The file to be replaced could not be read", file, error)) from error


def _write_part(destination: Path, content: bytes) -> Path:
    try:
        return write_part(destination, content)
    except OSError as error:
        raise EnvironmentFault(fault_sentence("The report could not be written", destination, error)) from error


def _put_in_place(part: Path, destination: Path) -> None:
    try:
        os.replace(part, destination)
        if os.name == "posix":
            folder = os.open(destination.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise EnvironmentFault(fault_sentence("The report could not be written", destination, error)) from error
