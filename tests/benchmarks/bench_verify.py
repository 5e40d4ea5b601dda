"""Verification of payload against the limit of the machine, and against ``bagit.py``."""

import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import bagit

from reviewer.evidence.findings import Verdict
from reviewer.intake.open_package import open_package
from reviewer.verification.bag import parse_payload_manifest
from reviewer.verification.digests import digest_all
from reviewer.verification.reader import Limits
from reviewer.verification.verify import verify
from tests.benchmarks.measure import Row, in_turn, make_file, read_alone, sha256_alone
from tools.demo_packages import DemoClip, DemoOptions, make_demo_package
from tools.demo_trust import DemoTrust

MIB = 1 << 20
CLIP_BYTES = [size * MIB for size in (96, 160, 64, 640, 256, 128, 320, 384)]
"""Two GiB in eight clips, as uneven as what people send."""


def rows(folder: Path) -> Iterator[Row]:
    now = time.time_ns() // 1000
    trust = DemoTrust.create(now)
    sources = [folder / f"clip{number}.mp4" for number in range(len(CLIP_BYTES))]
    for source, size in zip(sources, CLIP_BYTES, strict=True):
        make_file(source, size)
    clips = [DemoClip(source, 1000) for source in sources]
    package, bag = folder / "large.asice", folder / "bag"
    make_demo_package(package, trust, clips=clips)
    make_demo_package(bag, trust, clips=clips, options=DemoOptions(kind="folder"))
    total = sum(CLIP_BYTES)
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
            "read": lambda: [read_alone(source) for source in sources],
            "sha": lambda: [sha256_alone(source) for source in sources],
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
    """The payload in one process that has started, and whole programs; ours checks V1–V13 besides.

    Equal clips are the rival's best case: both cores hash all the time, and nothing faster can be.
    """
    trust_folder = folder / "trust"
    trust.write_trust_folder(trust_folder)
    environment = os.environ | {"REVIEWER_HOME": str(folder / "home")}
    drawn = [_make_bag(folder / f"drawn{seed}", _drawn_sizes(seed)) for seed in range(3)]
    equal = _make_bag(folder / "equal", [256 * MIB] * 6)
    small = _make_bag(folder / "small", [64 << 10] * 3000)

    def run(*command: str) -> None:
        subprocess.run([sys.executable, "-m", *command], check=True, env=environment, capture_output=True)

    times = in_turn(
        {
            "ours drawn": lambda: [_validate(one) for one in drawn],
            "bagit drawn": lambda: [bagit.Bag(str(one)).validate(processes=2) for one in drawn],
            "ours equal": lambda: _validate(equal),
            "bagit equal": lambda: bagit.Bag(str(equal)).validate(processes=2),
            "ours small": lambda: _validate(small),
            "bagit small": lambda: bagit.Bag(str(small)).validate(processes=2),
            "our program": lambda: run("reviewer.cli.main", "verify", str(bag), "--trust", str(trust_folder)),
            "its program": lambda: run("bagit", "--validate", "--processes", "2", "--quiet", str(bag)),
        }
    )
    rival = "beside bagit, two processes, SHA-256 alone"
    yield _beside(f"payload of three bags of six clips, sizes drawn, {rival}", times, "ours drawn", "bagit drawn", 1.2)
    yield _beside(f"the same of six equal clips, {rival}", times, "ours equal", "bagit equal", None)
    yield _beside(f"the same of 3,000 small files, {rival}", times, "ours small", "bagit small", None)
    work = "reviewer verify FOLDER (V1–V13) beside bagit.py --processes 2, start-up included"
    yield _beside(work, times, "our program", "its program", None)


def _drawn_sizes(seed: int) -> list[int]:
    """Six clips as people send them: most short, a few long (log-normal, median about 150 MiB)."""
    draw = random.Random(seed)
    return [int(min(900, draw.lognormvariate(5, 1))) * MIB for _ in range(6)]


def _make_bag(place: Path, sizes: Sequence[int]) -> Path:
    """A bag that both programs read, with SHA-256 alone."""
    lines = []
    for number, size in enumerate(sizes):
        clip = place / "data" / f"{number:04d}.mp4"
        clip.parent.mkdir(parents=True, exist_ok=True)
        make_file(clip, size)
        with clip.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {clip.relative_to(place)}\n")
    (place / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (place / "manifest-sha256.txt").write_text("".join(lines))
    return place


def _validate(bag: Path) -> None:
    reader = open_package(bag, Limits())
    listed = parse_payload_manifest((bag / "manifest-sha256.txt").read_bytes())
    found = digest_all(reader, reader.names(), container=False, progress=lambda _count: None)
    reader.close()
    assert all(found[name].sha256 == digest for name, digest in listed.items())


def _beside(work: str, times: Mapping[str, float], ours: str, rival: str, wanted: float | None) -> Row:
    figure = f"{times[ours]:.2f} s against {times[rival]:.2f} s"
    return Row(work, figure, times[rival] / times[ours], wanted)
