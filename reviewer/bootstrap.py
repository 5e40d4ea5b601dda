"""The only wiring: which implementation stands behind which port. Costs nothing until a part is first asked for.

Every import of a heavy library happens here inside a method, so that the window can be painted before SQLAlchemy, the
decoders or reportlab are loaded.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from reviewer.application.errors import CatalogueUnavailable, EnvironmentFault
from reviewer.application.faults import fault_sentence
from reviewer.application.ports import Stray
from reviewer.application.settings import Settings

if TYPE_CHECKING:
    from reviewer.application.check_package import PackageCheck
    from reviewer.application.import_package import ImportPackage
    from reviewer.application.issue_report import IssueReport
    from reviewer.application.library import Library
    from reviewer.application.review import ReviewPackage
    from reviewer.application.verify_stored import VerifyStored
    from reviewer.catalogue.sql_catalogue import SqlCatalogue
    from reviewer.intake.evidence_store import FileEvidenceStore
    from reviewer.verification.media_probe import MediaProbe

log = logging.getLogger(__name__)
T = TypeVar("T")


def build(settings: Settings) -> Services:
    """The services over a data home. Touches no disc and loads nothing; the first use of each part does."""
    return Services(settings)


def _nothing_in(catalogue: Path) -> bool:
    """Whether it is missing, or was emptied: a catalogue has bytes from its first moment, be it in its log."""
    log_file = catalogue.with_name(catalogue.name + "-wal")
    return not any(file.exists() and (not file.is_file() or file.stat().st_size) for file in (catalogue, log_file))


def now() -> int:
    """The current instant in µs UTC."""
    return time.time_ns() // 1000


class Services:
    """What a window or a command works with. Thread-safe; each part is made once, at its first use.

    Any part may raise EnvironmentFault when it is first asked for, and works when asked again once the fault is mended.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._parts: dict[str, Any] = {}
        self._making = threading.RLock()

    @property
    def import_package(self) -> ImportPackage:
        from reviewer.application.import_package import ImportPackage

        return self._part("import_package", lambda: ImportPackage(self._store, self._catalogue, self.check, now))

    @property
    def library(self) -> Library:
        from reviewer.application.library import Library

        return self._part("library", lambda: Library(self._store, self._catalogue))

    @property
    def verify_stored(self) -> VerifyStored:
        from reviewer.application.verify_stored import VerifyStored

        return self._part("verify_stored", lambda: VerifyStored(self._store, self._catalogue, self.check, now))

    @property
    def reports(self) -> IssueReport:
        from reviewer.application.issue_report import IssueReport
        from reviewer.intake.open_package import open_package
        from reviewer.reports.custody_report import print_custody_report
        from reviewer.reports.pdf_file import page_count

        def make() -> IssueReport:
            return IssueReport(
                self._store, self._catalogue, print_custody_report, page_count, open_package, now, self._probe
            )

        return self._part("reports", make)

    @property
    def check(self) -> PackageCheck:
        """The procedure over any file or folder, judged by the home's trust folder."""
        from reviewer.application.check_package import PackageCheck
        from reviewer.intake.open_package import open_package
        from reviewer.intake.trust_folder import load_trust

        return self._part("check", lambda: PackageCheck(open_package, load_trust, self.settings.trust, self._probe))

    @property
    def review(self) -> ReviewPackage:
        from reviewer.application.review import ReviewPackage
        from reviewer.intake.open_package import open_package

        return self._part("review", lambda: ReviewPackage(self._catalogue, self._store, open_package))

    def reconcile(self) -> Sequence[Stray]:
        """For a start: clear up what an earlier crash left behind and tell it. Where nothing is left it costs nothing.

        Also opens the catalogue, so that a fault of it is told at once.
        """
        with self._catalogue.unit_of_work() as unit:
            known = unit.locations() if self._store.has_leftovers() else frozenset()
        strays = self._store.reconcile(known)
        for stray in strays:
            log.warning("left behind by an earlier run: %s: %s", stray.path, stray.done)
        return strays

    def close(self) -> None:
        """Let go of the catalogue and the store. A copy that still waits for a word is a stray of the next start."""
        with self._making:
            for name in ("catalogue", "store"):
                part = self._parts.pop(name, None)
                if part is not None:
                    part.close()
            self._parts.clear()

    @property
    def _store(self) -> FileEvidenceStore:
        from reviewer.intake.evidence_store import FileEvidenceStore

        return self._part("store", lambda: self._in_home(lambda: FileEvidenceStore(self.settings.evidence)))

    @property
    def _catalogue(self) -> SqlCatalogue:
        from reviewer.catalogue.sql_catalogue import SqlCatalogue

        def make() -> SqlCatalogue:
            if self._store.holds_evidence() and _nothing_in(self.settings.catalogue):
                raise CatalogueUnavailable(
                    "The evidence store holds packages, but its catalogue is missing or empty "
                    f"({self.settings.catalogue}). Put it back from your backup or from the folder “backups”, then try "
                    "again; nothing was changed."
                )
            return SqlCatalogue(self.settings.catalogue, self.settings.backups)

        return self._part("catalogue", make)

    def _probe(self) -> MediaProbe | None:
        """The decoder for V13; None, and so "not performed", where it cannot be loaded on this computer."""
        try:
            from reviewer.playback.media_probe import AvMediaProbe
        except ImportError:
            log.warning("clips are not decoded: the media libraries cannot be loaded")
            return None
        return AvMediaProbe()

    def _in_home(self, make: Callable[[], T]) -> T:
        """Make the home's folders first, so that a person sees where trust anchors belong."""
        settings = self.settings
        anchors = settings.trust / "anchors"
        folders = [anchors / role for role in ("sealing", "custody", "timestamping")]
        try:
            for folder in (settings.home, *folders, settings.trust / "crls"):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise EnvironmentFault(fault_sentence("The data folder could not be made", settings.home, error)) from error
        return make()

    def _part(self, name: str, make: Callable[[], T]) -> T:
        with self._making:
            if name not in self._parts:
                self._parts[name] = make()
            return cast(T, self._parts[name])
