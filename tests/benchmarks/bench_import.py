"""Receiving one large file into the evidence store, against the slowest of the streams that it needs."""

from collections.abc import Iterator
from pathlib import Path

from reviewer.application.jobs import CancelToken, no_report
from reviewer.application.ports import Staged
from reviewer.intake.evidence_store import FileEvidenceStore
from tests.benchmarks.measure import Row, in_turn, make_file, read_alone, sha256_alone, write_alone

SIZE = 1 << 30


def rows(folder: Path) -> Iterator[Row]:
    source = folder / "large.bin"
    make_file(source, SIZE)
    store = FileEvidenceStore(folder / "evidence")
    written = folder / "written.bin"
    staged: list[Staged] = []

    def receive() -> None:
        staged.append(store.stage(source, no_report, CancelToken()))

    def remove() -> None:
        written.unlink(missing_ok=True)
        while staged:
            store.discard(staged.pop())

    times = in_turn(
        {
            "read": lambda: read_alone(source),
            "sha": lambda: sha256_alone(source),
            "write": write_alone(written, SIZE),
            "import": receive,
        },
        clean_up=remove,
    )
    slowest = max(("read", "sha", "write"), key=lambda name: times[name])
    limit = times[slowest]
    names = {"read": "reading", "sha": "SHA-256 on one core", "write": "writing with fsync"}
    yield Row(f"limit L of importing ({names[slowest]})", f"{SIZE / limit / 1e9:.2f} GB/s", None, None)
    yield Row(
        "import one large file (copy, SHA-256, fsync)",
        f"{SIZE / times['import'] / 1e9:.2f} GB/s",
        limit / times["import"],
        1.0,
    )
    source.unlink()
