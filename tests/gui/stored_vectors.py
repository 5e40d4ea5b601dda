"""A data home with some of the specification's vectors in it, made by the real deeds: for pages over real services."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import reviewer.bootstrap
from reviewer.application.settings import Settings
from reviewer.bootstrap import Services
from reviewer.evidence.instants import parse_instant

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "spec" / "vectors"
AT = parse_instant("2026-11-20T12:00:00.000Z")


@contextmanager
def services_with(home: Path, *names: str) -> Iterator[tuple[Services, dict[str, int]]]:
    """Services over a home that holds these vectors, and each vector's key. Skips where the vectors are not there."""
    if not VECTORS.is_dir():
        pytest.skip("the specification's vectors are not beside this repository (../shared/spec/vectors)")
    shutil.copytree(VECTORS / "trust", home / "trust")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reviewer.bootstrap, "now", lambda: AT)  # the vectors' revocation lists end some day
        services = reviewer.bootstrap.build(Settings(home))
        keys = {}
        for name in names:
            received = services.import_package.receive(VECTORS / name)
            if received.pending is not None:
                received = services.import_package.keep_in_quarantine(received.pending)
            assert received.package is not None
            keys[name] = received.package.summary.key
        yield services, keys
        services.close()
