"""Taking times: several runs, rivals in turn, the median. On a shared machine only ratios of one run count."""

import hashlib
import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

CHUNK = 512 * 1024


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, the figure, and what ``performance.md`` wants of it."""

    work: str
    figure: str
    ratio: float | None
    wanted: float | None
    at_most: bool = False

    @property
    def reached(self) -> bool | None:
        if self.ratio is None or self.wanted is None:
            return None
        return self.ratio <= self.wanted if self.at_most else self.ratio >= self.wanted


def in_turn(
    works: Mapping[str, Callable[[], object]], runs: int = 5, clean_up: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """The median seconds of each, run in turn so that a slow minute of the machine hits all of them alike.

    ``clean_up`` runs after each work, outside the time that is taken.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()  # warm: the page cache, imports
        clean_up()
    for _ in range(runs):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - start)
            clean_up()
    return {name: statistics.median(times) for name, times in taken.items()}


def read_alone(path: Path) -> None:
    """Reading the file, nothing else."""
    buffer = bytearray(CHUNK)
    with path.open("rb", buffering=0) as file:
        while file.readinto(buffer):
            pass


def sha256_alone(path: Path) -> None:
    """SHA-256 of the file on one core, as plainly as Python can: one buffer, ``readinto``, ``update``."""
    digest = hashlib.sha256()
    buffer = bytearray(CHUNK)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(view[:count])


def write_alone(path: Path, size: int) -> Callable[[], object]:
    """Writing as many bytes to the same disc, and fsync."""
    buffer = os.urandom(CHUNK)

    def run() -> None:
        with path.open("wb", buffering=0) as file:
            for _ in range(-(-size // CHUNK)):
                file.write(buffer)
            os.fsync(file.fileno())

    return run


def make_file(path: Path, size: int) -> None:
    """A file of bytes that no disc compresses."""
    block = os.urandom(min(size, 8 << 20))
    with path.open("wb") as file:
        left = size
        while left > 0:
            file.write(block[: min(left, len(block))])
            left -= len(block)
        file.flush()
        if size >= 8 << 20:  # thousands of small files need not wait for the disc
            os.fsync(file.fileno())
