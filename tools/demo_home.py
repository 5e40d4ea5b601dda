"""Data homes for pictures of the window: real packages sealed on the spot, imported by the program's own deeds."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reviewer.application.import_package import ImportOutcome, ImportResult
from reviewer.application.ports import LibraryQuery, NewPackage
from reviewer.application.settings import Settings
from reviewer.bootstrap import Services, build, now
from reviewer.evidence.findings import Completeness, Verdict
from reviewer.evidence.instants import MICROSECONDS
from reviewer.evidence.records import Window
from reviewer.playback.media_probe import AvMediaProbe
from reviewer.resources import resource
from tools.demo_packages import DAY, HOUR, MINUTE, DemoClip, DemoOptions, Story, make_demo_package
from tools.demo_trust import DemoTrust

QUEUE, PERSON = "f02_indoor_queue_h264.mp4", "f13_indoor_person_h264.mkv"
"""The footage that may be shown (its attribution stands beside it)."""


@dataclass(frozen=True)
class DemoFiles:
    """Packages as they are received, and the folder of trust by which they are judged."""

    trust: Path
    verified: Path
    second: Path
    in_transit: Path
    altered: Path
    untrusted: Path
    unreadable: Path

    @property
    def all(self) -> tuple[Path, ...]:
        """In the order in which they are to be received: the newest, on top of the list, last."""
        return (self.unreadable, self.altered, self.untrusted, self.in_transit, self.second, self.verified)


def make_files(folder: Path) -> DemoFiles:
    """Seals six packages: three good ones, one altered after sealing, one by a stranger, one that ends early."""
    folder.mkdir(parents=True, exist_ok=True)
    moment = now()
    ours, strangers = DemoTrust.create(moment), DemoTrust.create(moment)
    ours.write_trust_folder(folder / "trust")

    def seal(name: str, trust: DemoTrust, code: str, days: int, names: Sequence[str], **more: object) -> Path:
        options = replace(DemoOptions(code=code), **more)  # type: ignore[arg-type]
        story = Story.before(moment - days * DAY)
        path = folder / name
        make_demo_package(path, trust, clips=[demo_clip(which) for which in names], story=story, options=options)
        return path

    verified = seal("SPD-2026-004211 resident-4f91c2.asice", ours, "SPD-2026-004211", 0, (QUEUE, PERSON),
                    pseudonym="resident-4f91c2")  # fmt: skip
    second = seal("SPD-2026-004211 resident-a07d13.asice", ours, "SPD-2026-004211", 0, (PERSON,),
                  pseudonym="resident-a07d13")  # fmt: skip
    transit = seal("SPD-2026-004198 resident-19be70.asice", ours, "SPD-2026-004198", 3, (QUEUE,),
                   pseudonym="resident-19be70", hops=2)  # fmt: skip
    untrusted = seal("SPD-2026-004198 resident-77ac05.asice", strangers, "SPD-2026-004198", 3, (PERSON,),
                     pseudonym="resident-77ac05")  # fmt: skip
    altered = seal("SPD-2026-004187 resident-8c22ef", ours, "SPD-2026-004187", 5, (QUEUE,),
                   pseudonym="resident-8c22ef", kind="folder")  # fmt: skip
    clip = altered / "data" / "clips" / "001" / QUEUE
    clip.write_bytes(clip.read_bytes()[:-4096] + bytes(4096))
    unreadable = folder / "EVID_0042.asice"
    unreadable.write_bytes(second.read_bytes()[:120_000])
    return DemoFiles(folder / "trust", verified, second, transit, altered, untrusted, unreadable)


def make_home(home: Path, trust: Path, packages: Sequence[Path]) -> None:
    """A data home into which these packages were imported, those that are not verified into quarantine."""
    shutil.copytree(trust, home / "trust", dirs_exist_ok=True)
    services = build(Settings(home))
    try:
        for package in packages:
            _receive(services, package)
    finally:
        services.close()


def make_long_home(home: Path, like: Path, count: int) -> None:
    """A catalogue of ``count`` packages: those of another home, and further entries made of theirs, without files."""
    template = build(Settings(like))
    entries = [template.library.package(key) for key in template.library.keys(LibraryQuery())]
    template.close()
    shutil.copytree(like, home)
    services = build(Settings(home))
    moment = min(entry.summary.received_at for entry in entries)
    with services._catalogue.unit_of_work(writing=True) as unit:
        for number in range(1, count - len(entries) + 1):
            entry = entries[(number * number + number // 3) % len(entries)]
            result = replace(entry.latest.result, container_sha256=f"{number:064x}")
            if result.package_id is not None:
                result = replace(result, package_id=f"urn:uuid:00000000-0000-4000-8000-{number:012x}")
            if result.request is not None and result.submission is not None:
                window = _earlier(result.request.window, number // 4)
                code = f"SPD-2026-{4211 - number // 4:06d}"
                result = replace(
                    result,
                    request=replace(result.request, investigation_code=code, window=window),
                    submission=replace(result.submission, pseudonym=f"resident-{number * 7_919_317 % 0xFFFFFF:06x}"),
                )
            if result.verdict is Verdict.VERIFIED and number % 5 == 0:
                result = replace(result, completeness=Completeness.PROVEN)
            unit.add_package(
                NewPackage(
                    file_name=f"package-{number:04d}.asice",
                    location=f"{number:064x}",
                    container_sha256=f"{number:064x}",
                    size=entry.size,
                    kind=entry.kind,
                    received_at=moment - number * (3 * HOUR + 7 * MINUTE),
                    quarantined=entry.summary.quarantined,
                    result=result,
                )
            )
        unit.commit()
    services.close()


def _receive(services: Services, package: Path) -> ImportResult:
    received = services.import_package.receive(package)
    if received.outcome is ImportOutcome.NEEDS_WORD and received.pending is not None:
        return services.import_package.keep_in_quarantine(received.pending)
    return received


def _earlier(window: Window, days: int) -> Window:
    return Window(window.start - days * DAY, window.end - days * DAY)


def demo_clip(name: str) -> DemoClip:
    source = resource("demo", name)
    with source.open("rb") as file:
        facts = AvMediaProbe().probe(file)
    length = (facts.duration_us or 10 * MICROSECONDS) // 1000
    queue = name == QUEUE
    return DemoClip(
        source,
        length,
        media_type="video/mp4" if queue else "video/x-matroska",
        starts_after=40 * MINUTE + (0 if queue else 23 * MICROSECONDS),
        offset_ms=0 if queue else 1_240,
        uncertainty_ms=250 if queue else 2_000,
        clock_source="ntp" if queue else "device",
        location=(-89.6501, 39.7817) if queue else (-89.6412, 39.7846),
        accuracy_m=40 if queue else 90,
        model="Door 2" if queue else "Porch 1",
    )
