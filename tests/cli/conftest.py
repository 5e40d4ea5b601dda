"""Packages that every test of the command line may use, and the command line itself, in this process or another."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reviewer.cli.main import main
from tools.demo_packages import DemoClip, DemoOptions, make_demo_package
from tools.demo_trust import DemoTrust

PROGRAM = (sys.executable, "-m", "reviewer.cli.main")
"""The real program, as a command line."""


@dataclass(frozen=True)
class Samples:
    """Packages of one demonstration trust. None of them is ever changed."""

    folder: Path
    trust: Path
    good: Path
    other: Path
    altered: Path
    good_folder: Path
    other_folder: Path


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    folder = tmp_path_factory.mktemp("samples")
    trust = DemoTrust.create(time.time_ns() // 1000)
    trust.write_trust_folder(folder / "trust")
    clip = folder / "door.mp4"
    clip.write_bytes(bytes(range(256)) * 64)

    def make(name: str, options: DemoOptions) -> Path:
        return make_demo_package(folder / name, trust, clips=[DemoClip(clip, 10_000)], options=options).path

    good = make("good.asice", DemoOptions())
    altered = folder / "altered"
    shutil.copytree(make("folder.1", DemoOptions(kind="folder")), altered)
    (altered / "data" / "clips" / "001" / "door.mp4").write_bytes(b"another clip")
    return Samples(
        folder,
        folder / "trust",
        good,
        make("other.asice", DemoOptions(code="SPD-2")),
        altered,
        folder / "folder.1",
        make("folder.2", DemoOptions(kind="folder", code="SPD-3")),
    )


@pytest.fixture
def home(tmp_path: Path, samples: Samples) -> Path:
    """A data home that trusts the samples' makers and holds nothing yet."""
    home = tmp_path / "home"
    shutil.copytree(samples.trust, home / "trust")
    return home


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def reviewer(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command over ``home``, in this process."""

    def run(*words: str | Path) -> Answer:
        capsys.readouterr()
        status = main(["--home", str(home), *map(str, words)])
        told = capsys.readouterr()
        return Answer(status, told.out, told.err)

    return run


def program(home: Path, *words: str | bytes | Path, **more: Any) -> Answer:
    """Runs the real program over ``home``, in a process of its own."""
    command: Sequence[Any] = (*PROGRAM, "--home", home, *words)
    more.setdefault("stdin", subprocess.DEVNULL)
    more.setdefault("stdout", subprocess.PIPE)
    more.setdefault("stderr", subprocess.PIPE)
    ended = subprocess.run(command, timeout=60, check=False, **more)
    return Answer(ended.returncode, os.fsdecode(ended.stdout or b""), os.fsdecode(ended.stderr or b""))
