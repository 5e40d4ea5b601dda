"""The library: what is stored, looked up for a list, a page or the command line. One session for each question."""

from collections.abc import Sequence
from pathlib import Path

from reviewer.application.errors import UsageError
from reviewer.application.ports import (
    Catalogue,
    EvidenceStore,
    LibraryQuery,
    PackageSummary,
    StoredPackage,
    StoredVerification,
)


class Library:
    """Reads only. Every method may raise CatalogueUnavailable."""

    def __init__(self, store: EvidenceStore, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue

    def keys(self, query: LibraryQuery) -> Sequence[int]:
        """The keys of all packages that match, in order: the array that a long table is drawn from."""
        with self._catalogue.unit_of_work() as unit:
            return unit.keys(query)

    def summaries(self, keys: Sequence[int]) -> Sequence[PackageSummary]:
        """The lines of these keys, in this order; keys that are unknown are left out."""
        with self._catalogue.unit_of_work() as unit:
            return unit.summaries(keys)

    def count(self, query: LibraryQuery) -> int:
        with self._catalogue.unit_of_work() as unit:
            return unit.count(query)

    def clip_total(self) -> int:
        with self._catalogue.unit_of_work() as unit:
            return unit.clip_total()

    def package(self, key: int) -> StoredPackage:
        """Raises UsageError where there is none."""
        with self._catalogue.unit_of_work() as unit:
            package = unit.find(key)
        if package is None:
            raise UsageError(f"There is no package number {key} in the library.")
        return package

    def verifications(self, key: int) -> Sequence[StoredVerification]:
        """Every verification ever made of it, oldest first."""
        with self._catalogue.unit_of_work() as unit:
            return unit.verifications(key)

    def one(self, text: str) -> StoredPackage:
        """The package that a person means by a number, a package_id or the start of a SHA-256.

        Where several histories of one package match, the longest is meant. Raises UsageError for none or several.
        """
        with self._catalogue.unit_of_work() as unit:
            found = unit.find_by_prefix(text)
        if len(found) > 1:
            by_key = {package.summary.key for package in found}
            found = [package for package in found if package.superseded_by not in by_key]
        if not found:
            raise UsageError(f"No package in the library matches “{text}”. “reviewer list” shows what is there.")
        if len(found) > 1:
            numbers = ", ".join(str(package.summary.key) for package in found[:5])
            raise UsageError(f"“{text}” matches {len(found)} packages ({numbers} …). Give the number or more digits.")
        return found[0]

    def path_of(self, package: StoredPackage) -> Path:
        """Where the stored copy lies. Raises StoreUnavailable where it has vanished."""
        return self._store.path_of(package.location)
