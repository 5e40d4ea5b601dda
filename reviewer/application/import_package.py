"""Import: a received file or folder is copied into the store, verified from that copy, and entered in the catalogue.

What is verified goes in by itself. What is altered, untrusted or unreadable waits for the person's word: quarantine or
discard. What contradicts a stored history is refused.
"""

import logging
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reviewer.application.errors import ContradictoryHistory, EnvironmentFault, StoreUnavailable, UsageError
from reviewer.application.history import Relation, relate
from reviewer.application.jobs import CancelToken, Report, no_report
from reviewer.application.ports import (
    Catalogue,
    CheckPackage,
    EvidenceStore,
    NewPackage,
    Now,
    Staged,
    StoredPackage,
    UnitOfWork,
)
from reviewer.application.reasons import reason
from reviewer.evidence.findings import Verdict
from reviewer.evidence.instants import in_words
from reviewer.evidence.verification_result import VerificationResult

log = logging.getLogger(__name__)


class ImportOutcome(StrEnum):
    IMPORTED = "imported"
    CONTINUED = "continued"
    """Imported as the longer history of a package that was stored already, and stays stored."""
    ALREADY_THERE = "already-there"
    """The same file, or the same package with the same history in another container. Nothing was added."""
    ALREADY_CONTAINED = "already-contained"
    """A shorter history of a package whose longer one is stored. Nothing was added."""
    NEEDS_WORD = "needs-word"
    """Not verified: a copy waits until the person keeps it in quarantine or discards it."""
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Pending:
    """A received copy, verified and not yet entered in the catalogue."""

    staged: Staged
    received_at: int
    result: VerificationResult


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How an import ended. ``sentence`` is for the person and may quote the file's name: escape it where shown.

    ``package`` is the stored package that it led to (None while it waits for a word); ``result`` is the verification
    of it: the one just made, or the newest stored one where nothing was verified anew.
    """

    outcome: ImportOutcome
    sentence: str
    result: VerificationResult
    package: StoredPackage | None = None
    pending: Pending | None = None


class ImportPackage:
    """The deed. One object serves any number of imports, from several threads too."""

    def __init__(self, store: EvidenceStore, catalogue: Catalogue, check: CheckPackage, now: Now) -> None:
        self._store = store
        self._catalogue = catalogue
        self._check = check
        self._now = now

    def receive(
        self,
        source: Path,
        report: Report = no_report,
        cancel: CancelToken | None = None,
        *,
        trust_folder: Path | None = None,
    ) -> ImportResult:
        """Copy, verify and, where it is verified, store. Bad evidence is a result, never an exception.

        ``trust_folder``: judge by another trust folder than the home's. Raises UsageError (nothing there to import),
        EnvironmentFault, ContradictoryHistory, Cancelled; nothing is kept then and the import can be tried again.
        """
        cancel = cancel or CancelToken()
        with self._catalogue.unit_of_work():
            pass  # a catalogue that is locked or of a newer version is told before gigabytes are copied
        received_at = self._now()
        staged = self._store.stage(source, report, cancel)
        try:
            with self._catalogue.unit_of_work() as unit:
                known = unit.find_by_container(staged.sha256)
            if known is not None:
                return self._recognise(staged, known, self._lost(staged, known, report, cancel))
            result = self._check.check(staged.path, received_at, report, cancel, trust_folder=trust_folder)
            _insist_on_same_bytes(staged, result)
            cancel.raise_if_cancelled()
            pending = Pending(staged, received_at, result)
            if result.verdict is not Verdict.VERIFIED:
                return ImportResult(ImportOutcome.NEEDS_WORD, _needs_word(pending), result, pending=pending)
            return self._enter(pending, quarantined=False)
        except BaseException:
            self._store.discard(staged)
            raise

    def keep_in_quarantine(self, pending: Pending) -> ImportResult:
        """Store what is not verified, with its verdict. Raises EnvironmentFault; the copy still waits then."""
        return self._enter(pending, quarantined=True)

    def discard(self, pending: Pending) -> None:
        """Throw the waiting copy away; the file that was received is untouched. Raises EnvironmentFault."""
        self._store.discard(pending.staged)
        log.info("not kept: %s, %s", pending.staged.source_name, pending.result.verdict)

    def _enter(self, pending: Pending, *, quarantined: bool) -> ImportResult:
        """Check against what is stored, store and commit, with nobody else writing in between."""
        staged, result = pending.staged, pending.result
        try:
            with self._catalogue.unit_of_work(writing=True) as unit:
                known = unit.find_by_container(staged.sha256)
                if known is not None:
                    return self._recognise(staged, known)  # received a moment ago, by another program
                shorter = None
                if not quarantined:
                    settled, shorter = _place_in_history(unit, pending)
                    if settled is not None:
                        self._store.discard(staged)
                        return settled
                new = NewPackage(
                    file_name=staged.source_name,
                    location=self._store.keep(staged),
                    container_sha256=staged.sha256,
                    size=staged.size,
                    kind=staged.kind,
                    received_at=pending.received_at,
                    quarantined=quarantined,
                    result=result,
                    supersedes=None if shorter is None else shorter.summary.key,
                )
                key = unit.add_package(new)
                package = unit.find(key)
                unit.commit()
        except EnvironmentFault:
            self._take_back(staged)
            raise
        self._store.settle(staged)
        log.info("stored as %d: %s, %s, %s", key, staged.source_name, staged.sha256, result.verdict)
        if quarantined:
            sentence = f"“{staged.source_name}” was put in quarantine: {_verdict_in_words(result)}."
            return ImportResult(ImportOutcome.QUARANTINED, sentence, result, package)
        if shorter is not None:
            sentence = (
                f"“{staged.source_name}” continues “{shorter.summary.file_name}”, which is stored already: "
                f"{_verdict_in_words(result)}. Both are kept."
            )
            return ImportResult(ImportOutcome.CONTINUED, sentence, result, package)
        sentence = f"“{staged.source_name}” was imported: {_verdict_in_words(result)}."
        return ImportResult(ImportOutcome.IMPORTED, sentence, result, package)

    def _take_back(self, staged: Staged) -> None:
        """The catalogue did not take it: the copy waits again, so that each try on a full disc needs no more space.

        Only where the catalogue surely has it not, and with nobody writing meanwhile; else the next start reconciles.
        """
        try:
            with self._catalogue.unit_of_work(writing=True) as unit:
                if unit.find_by_container(staged.sha256) is None:
                    self._store.put_back(staged)
        except EnvironmentFault as error:
            log.warning("left to the next start: %s: %s", staged.source_name, error)

    def _lost(self, staged: Staged, known: StoredPackage, report: Report, cancel: CancelToken) -> str:
        """What became of the stored copy meanwhile; empty where it is as it was received.

        Raises UsageError where one is a file and the other a folder: a file made of a folder's listing is none of it.
        """
        if known.kind != staged.kind:
            raise UsageError(
                f"“{staged.source_name}” was refused: it is a {staged.kind} with the SHA-256 of “"
                f"{known.summary.file_name}”, a {known.kind} that is stored. It cannot be a package."
            )
        try:
            same = self._store.digest_of(known.location, report, cancel) == staged.sha256
        except StoreUnavailable:
            return "had vanished"
        return "" if same else "had changed"

    def _recognise(self, staged: Staged, known: StoredPackage, lost: str = "") -> ImportResult:
        """The same bytes were stored. Where that copy was lost, this one takes its place."""
        restored = ""
        if lost:
            self._store.keep(staged)
            self._store.settle(staged)
            restored = f" The stored copy {lost}; this one was put in its place."
            log.warning("restored from %s, since the copy %s: %s", staged.source_name, lost, known.location)
        else:
            self._store.discard(staged)
        where = "in quarantine" if known.summary.quarantined else "in the library"
        sentence = (
            f"“{staged.source_name}” is {where} already: the same file was received on "
            f"{in_words(known.summary.received_at)} as “{known.summary.file_name}”.{restored}"
        )
        if known.summary.quarantined:
            sentence += " To judge it anew, verify the stored copy again."
        return ImportResult(ImportOutcome.ALREADY_THERE, sentence, known.latest.result, known)


def _place_in_history(unit: UnitOfWork, pending: Pending) -> tuple[ImportResult | None, StoredPackage | None]:
    """Either how the import ends here, or the stored package that this one continues, if any.

    Raises ContradictoryHistory, with both heads, where it fits none of the stored histories of its package.
    """
    offered, name = pending.result, pending.staged.source_name
    if offered.package_id is None or offered.head is None:
        raise UsageError(f"“{name}” names no package and no head, so its history cannot be compared.")
    stored = unit.find_by_package_id(offered.package_id)
    relations = [(relate(package.latest.result, offered), package) for package in stored]
    for relation, package in relations:
        if relation is Relation.CONTRADICTORY:
            head = package.latest.result.head or "unknown"
            raise ContradictoryHistory(
                f"“{name}” was refused: its history contradicts “{package.summary.file_name}”, which is stored. "
                f"Stored head {head}, offered head {offered.head}: at most one of them is genuine. "
                "Ask both senders for the head that their custody report prints.",
                stored=head,
                offered=offered.head,
            )
    for relation, package in relations:
        if relation is Relation.SAME:
            sentence = (
                f"“{name}” is in the library already: the same package with the same history, head {offered.head}, "
                f"was received as “{package.summary.file_name}”; only its container differs. Nothing was added."
            )
            return ImportResult(ImportOutcome.ALREADY_THERE, sentence, package.latest.result, package), None
    for relation, package in relations:
        if relation is Relation.SHORTER:
            sentence = (
                f"“{name}” is contained in “{package.summary.file_name}”: it ends at event {offered.hops[-1].seq}, "
                f"the stored history goes on to event {package.summary.hop_count}. Nothing was added."
            )
            return ImportResult(ImportOutcome.ALREADY_CONTAINED, sentence, package.latest.result, package), None
    return None, (stored[-1] if stored else None)


def _insist_on_same_bytes(staged: Staged, result: VerificationResult) -> None:
    """The verifier read the copy back; other bytes than were written mean a failing disc, not bad evidence."""
    if result.container_sha256 is not None and result.container_sha256 != staged.sha256:
        raise StoreUnavailable(
            f"The copy of “{staged.source_name}” reads back differently from what was written: the disc that holds "
            f"the evidence store may be failing ({staged.path.parent}). Nothing was imported; use another disc."
        )


def _verdict_in_words(result: VerificationResult) -> str:
    if result.verdict is Verdict.VERIFIED:
        return f"verified, {result.completeness_in_words}"
    return f"{result.verdict} ({reason(result)})"


def _needs_word(pending: Pending) -> str:
    name, result = pending.staged.source_name, pending.result
    return f"“{name}” is {_verdict_in_words(result)}. It was not imported: keep it in quarantine, or discard the copy."
