"""A catalogue in memory: the promises of the real one (the contract test holds both to them), nothing on a disc."""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from reviewer.application.ports import (
    LibraryQuery,
    NewPackage,
    PackageSummary,
    SortBy,
    StoredPackage,
    StoredVerification,
)
from reviewer.application.reasons import reason
from reviewer.evidence.findings import Verdict
from reviewer.evidence.verification_result import VerificationResult


@dataclass
class _Entry:
    new: NewPackage
    verifications: list[StoredVerification]
    quarantined: bool
    supersedes: int | None


@dataclass
class _State:
    entries: dict[int, _Entry] = field(default_factory=dict)
    verification_count: int = 0
    reports: list[tuple[int, int, str, str, str]] = field(default_factory=list)


class MemoryCatalogue:
    """The ``Catalogue`` port. A unit of work changes a copy, which ``commit`` puts in the place of the original."""

    def __init__(self) -> None:
        self.state = _State()

    @contextmanager
    def unit_of_work(self, *, writing: bool = False) -> Iterator["MemoryUnitOfWork"]:
        yield MemoryUnitOfWork(self)

    def close(self) -> None:
        """Nothing is open."""


class MemoryUnitOfWork:
    def __init__(self, catalogue: MemoryCatalogue) -> None:
        self._catalogue = catalogue
        self._state = copy.deepcopy(catalogue.state)

    def add_package(self, package: NewPackage) -> int:
        key = len(self._state.entries) + 1
        self._state.entries[key] = _Entry(package, [], package.quarantined, package.supersedes)
        self._verify(key, package.result.checked_at, package.result)
        return key

    def add_verification(
        self,
        package_key: int,
        made_at: int,
        result: VerificationResult,
        *,
        quarantined: bool | None = None,
        supersedes: int | None = None,
    ) -> int:
        entry = self._state.entries[package_key]
        entry.quarantined = entry.quarantined if quarantined is None else quarantined
        entry.supersedes = entry.supersedes if supersedes is None else supersedes
        return self._verify(package_key, made_at, result)

    def add_report(self, package_key: int, made_at: int, report_id: str, sha256: str, paper: str) -> int:
        self._state.reports.append((package_key, made_at, report_id, sha256, paper))
        return len(self._state.reports)

    def find(self, package_key: int) -> StoredPackage | None:
        return self._stored(package_key) if package_key in self._state.entries else None

    def find_by_container(self, container_sha256: str) -> StoredPackage | None:
        return next(iter(self._where(lambda summary: summary.container_sha256 == container_sha256)), None)

    def find_by_package_id(self, package_id: str) -> Sequence[StoredPackage]:
        found = self._where(lambda summary: summary.package_id == package_id and not summary.quarantined)
        return sorted(found, key=lambda package: (package.summary.hop_count, package.summary.key))

    def find_by_prefix(self, text: str) -> Sequence[StoredPackage]:
        wanted = text.strip().lower()
        if wanted.isdigit() and int(wanted) in self._state.entries:
            return [self._stored(int(wanted))]
        wanted = wanted.removeprefix("urn:uuid:")
        if len(wanted) < 4 or not set(wanted) <= set("0123456789abcdef-"):
            return []
        return self._where(
            lambda summary: (
                (summary.package_id or "").startswith(f"urn:uuid:{wanted}")
                or summary.container_sha256.startswith(wanted)
                or (summary.head or "").startswith(wanted)
            )
        )

    def verifications(self, package_key: int) -> Sequence[StoredVerification]:
        entry = self._state.entries.get(package_key)
        return tuple(entry.verifications) if entry else ()

    def count(self, query: LibraryQuery) -> int:
        return len(self._matching(query))

    def keys(self, query: LibraryQuery) -> Sequence[int]:
        found = self._matching(query)
        value: Callable[[int], Any] = {
            SortBy.CODE: lambda key: _folded(self._summary(key).code),
            SortBy.WINDOW: lambda key: self._summary(key).window_start,
            SortBy.SUBMITTER: lambda key: _folded(self._summary(key).submitter),
            SortBy.CLIPS: lambda key: self._summary(key).clip_count,
            SortBy.RECEIVED: lambda key: self._summary(key).received_at,
            SortBy.VERDICT: lambda key: list(Verdict).index(self._summary(key).verdict),
            SortBy.COMPLETENESS: lambda key: self._summary(key).completeness.value,
        }[query.sort_by]
        known = [key for key in found if value(key) is not None]
        unknown = [key for key in found if value(key) is None]
        known.sort(key=lambda key: (value(key), key), reverse=query.descending)
        unknown.sort(reverse=query.descending)
        return known + unknown

    def summaries(self, keys: Sequence[int]) -> Sequence[PackageSummary]:
        return tuple(self._summary(key) for key in keys if key in self._state.entries)

    def locations(self) -> frozenset[str]:
        return frozenset(entry.new.location for entry in self._state.entries.values())

    def clip_total(self) -> int:
        current = (key for key in self._state.entries if self._superseded_by(key) is None)
        return sum(self._summary(key).clip_count or 0 for key in current)

    def commit(self) -> None:
        self._catalogue.state = copy.deepcopy(self._state)

    def _verify(self, key: int, made_at: int, result: VerificationResult) -> int:
        self._state.verification_count += 1
        number = self._state.verification_count
        self._state.entries[key].verifications.append(StoredVerification(number, key, made_at, result))
        return number

    def _where(self, wanted: Callable[[PackageSummary], bool]) -> list[StoredPackage]:
        return [self._stored(key) for key in self._state.entries if wanted(self._summary(key))]

    def _matching(self, query: LibraryQuery) -> list[int]:
        words = query.text.casefold().split()
        return [
            key
            for key in self._state.entries
            if (not query.verdicts or self._summary(key).verdict in query.verdicts)
            and all(any(word in item for item in self._items(key)) for word in words)
        ]

    def _items(self, key: int) -> list[str]:
        entry, summary = self._state.entries[key], self._summary(key)
        result = entry.verifications[-1].result
        items = [summary.file_name, summary.container_sha256, summary.package_id, summary.code, summary.agency]
        items += [summary.submitter, *(hop.manifest_sha256 for hop in result.hops)]
        items += [clip.sha256 for clip in result.clips] + [clip.path.rpartition("/")[2] for clip in result.clips]
        items += [clip.claim.camera.pseudonym for clip in result.clips if clip.claim]
        return [item.casefold() for item in items if item]

    def _superseded_by(self, key: int) -> int | None:
        entries = self._state.entries.items()
        return next((other for other, entry in entries if entry.supersedes == key and not entry.quarantined), None)

    def _summary(self, key: int) -> PackageSummary:
        entry = self._state.entries[key]
        new, result = entry.new, entry.verifications[-1].result
        clause = reason(result)
        return PackageSummary(
            key=key,
            package_id=result.package_id,
            file_name=new.file_name,
            container_sha256=new.container_sha256,
            code=result.request.investigation_code if result.request else None,
            agency=result.request.agency if result.request else None,
            window_start=result.request.window.start if result.request else None,
            window_end=result.request.window.end if result.request else None,
            submitter=result.submission.pseudonym if result.submission else None,
            clip_count=None if result.verdict is Verdict.UNREADABLE else len(result.clips),
            received_at=new.received_at,
            verdict=result.verdict,
            completeness=result.completeness,
            in_transit=result.in_transit,
            quarantined=entry.quarantined,
            head=result.head,
            hop_count=len(result.hops),
            reason=clause if self._superseded_by(key) is None else f"continued in a longer history; {clause}",
        )

    def _stored(self, key: int) -> StoredPackage:
        entry = self._state.entries[key]
        return StoredPackage(
            summary=replace(self._summary(key)),
            location=entry.new.location,
            size=entry.new.size,
            kind=entry.new.kind,
            latest=entry.verifications[-1],
            verification_count=len(entry.verifications),
            supersedes=entry.supersedes,
            superseded_by=self._superseded_by(key),
        )


def _folded(text: str | None) -> str | None:
    return None if text is None else text.casefold()
