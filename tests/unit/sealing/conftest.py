"""What the sealing tests share: demonstration trust, and clips that are small."""

import time
from pathlib import Path

import pytest

from tools.demo_packages import DemoClip
from tools.demo_trust import DemoTrust


@pytest.fixture(scope="session")
def trust() -> DemoTrust:
    return DemoTrust.create(int(time.time() * 1_000_000))


@pytest.fixture
def clip(tmp_path: Path) -> DemoClip:
    source = tmp_path / "source.mp4"
    source.write_bytes(bytes(range(256)) * 40)
    return DemoClip(source, length_ms=20_000, name="front door.mp4")
