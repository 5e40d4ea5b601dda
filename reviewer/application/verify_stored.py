"""Verify a stored package again, on a person's word. Every verification is kept beside the earlier ones."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reviewer.application.errors import StoreUnavailable, UsageError
from reviewer.application.history import Relation, relate
from reviewer.application.jobs import CancelToken, Report, no_report
from reviewer.application.ports import (
    Catalogue,
    CheckPackage,
    EvidenceStore,
    Now,
    StoredPackage,
    StoredVerification,
    UnitOfWork,
)
from reviewer.evidence.findings import Verdict
from reviewer.evidence.verification_result import VerificationResult

log = logging.getLogger(__name__)


class VerifyStored:
    """The deed. Quarantine follows it: a package that is now verified leaves it, one that no longer is goes there.

    A package in quarantine whose history contradicts a stored one stays there, whatever its own verdict.
    """

    def __init__(self, store: EvidenceStore, catalogue: Catalogue, check: CheckPackage, now: Now) -> None:
        self._store = store
        self._catalogue = catalogue
        self._check = check
        self._now = now

    def run(
        self,
        package_key: int,
        report: Report = no_report,
        cancel: CancelToken | None = None,
        *,
        trust_folder: Path | None = None,
        expected_heads: Sequence[str] = (),
    ) -> StoredVerification:
        """Raises UsageError (no such package), EnvironmentFault, Cancelled (nothing is kept then).

        Where the stored copy is no longer the file that was received, the verification is kept, the package goes to
        quarantine, and StoreUnavailable says so.
        """
        cancel = cancel or CancelToken()
        with self._catalogue.unit_of_work() as unit:
            package = _find(unit, package_key)
        made_at = self._now()
        path = self._store.path_of(package.location)
        result = self._check.check(
            path, made_at, report, cancel, trust_folder=trust_folder, expected_heads=expected_heads
        )
        cancel.raise_if_cancelled()
        found = result.container_sha256 or self._digest_of(package, report, cancel)
        changed = found != package.summary.container_sha256
        if changed:
            result = replace(result, container_sha256=found)  # so that it is marked as another one's for ever
        with self._catalogue.unit_of_work(writing=True) as unit:
            quarantined = changed or result.verdict is not Verdict.VERIFIED
            supersedes = None
            if not quarantined and package.summary.quarantined:
                quarantined, supersedes = _standing_after_release(unit, package, result)
            key = unit.add_verification(package_key, made_at, result, quarantined=quarantined, supersedes=supersedes)
            unit.commit()
        log.info("verified again: %d, %s", package_key, result.verdict)
        if changed:
            raise StoreUnavailable(
                f"The stored copy of “{package.summary.file_name}” is no longer the file that was received: its "
                f"SHA-256 was {package.summary.container_sha256} and is now {found or 'unknown'} ({path}). "
                "It was put in quarantine. Import the file again from where it came."
            )
        return StoredVerification(key, package_key, made_at, result)

    def _digest_of(self, package: StoredPackage, report: Report, cancel: CancelToken) -> str | None:
        """Of a folder, which the verifier has no digest of: another sound package in its place would be verified."""
        return self._store.digest_of(package.location, report, cancel)


def _find(unit: UnitOfWork, package_key: int) -> StoredPackage:
    package = unit.find(package_key)
    if package is None:
        raise UsageError(f"There is no package number {package_key} in the library.")
    return package


def _standing_after_release(
    unit: UnitOfWork, package: StoredPackage, result: VerificationResult
) -> tuple[bool, int | None]:
    """Whether it stays in quarantine after all, and which stored package it continues."""
    if result.package_id is None or result.head is None:
        return True, None
    shorter = None
    for stored in unit.find_by_package_id(result.package_id):
        relation = relate(stored.latest.result, result)
        if relation is Relation.CONTRADICTORY:
            return True, None
        if relation is Relation.LONGER:
            shorter = stored.summary.key
    return False, shorter
