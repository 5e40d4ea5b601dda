"""Verification of payload against the limit of the machine, and against ``bagit.py``."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from reviewer.evidence.findings import Verdict
from reviewer.intake.open_package import open_package
from reviewer.verification.digests import digest_all
from reviewer.verification.reader import Limits
from reviewer.verification.verify import verify
from tests.benchmarks.measure import Row, in_turn, make_file, read_alone, sha256_alone
from tools.demo_packages import DemoClip, DemoOptions, make_demo_package
from tools.demo_trust import DemoTrust

MIB = 1 << 20
CLIPS, CLIP_BYTES = 8, 256 * MIB


def rows(folder: Path) -> Iterator[Row]:
    now = time.time_ns() // 1000
    trust = DemoTrust.create(now)
    sources = [folder / f"clip{number}.mp4" for number in range(CLIPS)]
    for source in sources:
        make_file(source, CLIP_BYTES)
    clips = [DemoClip(source, 1000) for source in sources]
    package, bag = folder / "large.asice", folder / "bag"
    make_demo_package(package, trust, clips=clips)
    make_demo_package(bag, trust, clips=clips, options=DemoOptions(kind="folder"))
    for source in sources[1:]:
        source.unlink()
    total = CLIPS * CLIP_BYTES
    store = trust.store

    def payload() -> None:
        reader = open_package(package, Limits())
        digest_all(reader, reader.names(), container=False, progress=lambda _count: None)
        reader.close()

    def whole(path: Path, container: str | None) -> None:
        reader = open_package(path, Limits())
        result = verify(reader, store, now, container_sha256=container)
        reader.close()
        assert result.verdict is Verdict.VERIFIED, result.findings

    times = in_turn(
        {
            "read": lambda: [read_alone(sources[0]) for _ in range(CLIPS)],
            "sha": lambda: [sha256_alone(sources[0]) for _ in range(CLIPS)],
            "payload": payload,
            "imported": lambda: whole(package, "0" * 64),
            "alone": lambda: whole(package, None),
            "folder": lambda: whole(bag, None),
        }
    )
    limit = max(times["read"], times["sha"])
    speed = {name: total / seconds / 1e9 for name, seconds in times.items()}
    yield Row(
        "limit L of verifying (the slower of reading and SHA-256 on one core)",
        f"{total / limit / 1e9:.2f} GB/s",
        None,
        None,
    )
    yield Row(
        "verify payload, eight clips, two threads (SHA-256 and CRC-32)",
        f"{speed['payload']:.2f} GB/s",
        limit / times["payload"],
        1.8,
    )
    yield Row(
        "verify V1–V12 of a received package (its hash known from the copy)",
        f"{speed['imported']:.2f} GB/s",
        limit / times["imported"],
        1.8,
    )
    yield Row("verify V1–V12 of the same as a folder", f"{speed['folder']:.2f} GB/s", limit / times["folder"], 1.8)
    yield Row(
        "verify V1–V12 of a ZIP alone (its own SHA-256 too: every byte hashed twice)",
        f"{speed['alone']:.2f} GB/s",
        limit / times["alone"],
        None,
    )
    yield from _against_bagit(folder, bag, trust)


def _against_bagit(folder: Path, bag: Path, trust: DemoTrust) -> Iterator[Row]:
    """Whole processes, start-up included. ``bagit.py`` validates the bag part alone; ours checks all of V1–V12."""
    trust_folder = folder / "trust"
    trust.write_trust_folder(trust_folder)
    environment = os.environ | {"REVIEWER_HOME": str(folder / "home")}
    reviewer = [sys.executable, "-m", "reviewer.cli.main", "verify", str(bag), "--trust", str(trust_folder)]
    rival = [sys.executable, "-m", "bagit", "--validate", "--processes", "2", "--quiet", str(bag)]

    def run(command: list[str]) -> None:
        subprocess.run(command, check=True, env=environment, capture_output=True)

    times = in_turn({"reviewer": lambda: run(reviewer), "bagit": lambda: run(rival)}, runs=3)
    figure = f"{times['reviewer']:.2f} s against {times['bagit']:.2f} s"
    yield Row(
        "reviewer verify FOLDER beside bagit.py --processes 2 (SHA-256 alone)",
        figure,
        times["bagit"] / times["reviewer"],
        1.2,
    )
