"""What every test of the window has: the theme, a job runner that is drained, and waiting for quiet."""

import os
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from reviewer.gui.job_runner import JobRunner
from reviewer.gui.theme import SchemeChoice, Theme

if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # without a screen Qt would abort the whole run

_made: list[Theme] = []


@pytest.fixture
def theme(qapp: object) -> Iterator[Theme]:
    """The application dressed in the light theme."""
    if not _made:
        _made.append(Theme(qapp, SchemeChoice.LIGHT))  # type: ignore[arg-type]
    _made[0].choose(SchemeChoice.LIGHT)
    yield _made[0]
    _made[0].choose(SchemeChoice.LIGHT)


@pytest.fixture
def jobs(qapp: object) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    runner.drain()


@pytest.fixture
def quiet(qtbot: QtBot, jobs: JobRunner) -> Callable[[], None]:
    """Waits until no job runs any more, those included that an ended one starts."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)

    return wait
