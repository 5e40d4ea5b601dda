"""Threads end where they began: results, faults, progress and cancelling come in the window's thread."""

import logging
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer.application.errors import EnvironmentFault
from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.gui.job_runner import JobRunner


def test_a_result_comes_in_the_window_s_thread(qtbot: QtBot, jobs: JobRunner) -> None:
    threads: list[threading.Thread] = []

    def work(_report: Report, _cancel: CancelToken) -> int:
        threads.append(threading.current_thread())
        return 42

    job = jobs.call("Counting", work)
    results: list[int] = []
    job.succeeded.connect(lambda _result: threads.append(threading.current_thread()))
    job.succeeded.connect(results.append)
    with qtbot.waitSignal(job.ended):
        pass
    assert results == [42]
    assert threads[0] is not threads[1]
    assert threads[1] is threading.main_thread()
    assert not jobs.busy


def test_a_fault_of_the_environment_is_its_own_sentence(qtbot: QtBot, jobs: JobRunner) -> None:
    def work(_report: Report, _cancel: CancelToken) -> None:
        raise EnvironmentFault("The disc is full. Free some space and try again.")

    job = jobs.call("Copying", work)
    with qtbot.waitSignal(job.failed) as failed:
        pass
    assert failed.args == ["The disc is full. Free some space and try again."]


def test_a_mistake_of_ours_names_the_log_and_nothing_else(
    qtbot: QtBot, qapp: object, caplog: pytest.LogCaptureFixture
) -> None:
    runner = JobRunner(log_file=Path("logs/reviewer.log"))

    def work(_report: Report, _cancel: CancelToken) -> None:
        raise ZeroDivisionError("secret detail")

    with caplog.at_level(logging.ERROR):
        job = runner.call("Dividing", work)
        with qtbot.waitSignal(job.failed) as failed:
            pass
    assert "Internal error" in failed.args[0]
    assert "reviewer.log" in failed.args[0]
    assert "secret" not in failed.args[0]
    assert "secret detail" in caplog.text
    runner.drain()


def test_progress_is_thinned_and_the_last_of_it_is_told(qtbot: QtBot, jobs: JobRunner) -> None:
    told: list[Progress] = []

    def work(report: Report, _cancel: CancelToken) -> None:
        for done in range(100_001):
            report(Progress("counting", done, 100_000))

    job = jobs.call("Counting", work)
    job.progressed.connect(told.append)
    with qtbot.waitSignal(job.ended, timeout=20_000):
        pass
    assert told[-1].done == 100_000
    assert len(told) < 1_000


def test_cancelling_ends_a_job_that_listens(qtbot: QtBot, jobs: JobRunner) -> None:
    def work(_report: Report, cancel: CancelToken) -> None:
        while True:
            cancel.raise_if_cancelled()

    job = jobs.call("Waiting", work)
    with qtbot.waitSignal(job.cancelled):
        job.cancel()


def test_after_the_end_was_asked_for_nothing_begins(qtbot: QtBot, jobs: JobRunner) -> None:
    ran: list[int] = []
    jobs.cancel_all()
    job = jobs.call("Too late", lambda _report, _cancel: ran.append(1))
    with qtbot.waitSignal(job.cancelled):
        pass
    assert ran == []


def test_draining_waits_for_what_runs(qapp: object) -> None:
    runner = JobRunner()
    began, ended = threading.Event(), threading.Event()

    def work(_report: Report, cancel: CancelToken) -> None:
        began.set()
        while not cancel.cancelled:
            pass
        ended.set()

    runner.call("Slow", work)
    assert began.wait(20)
    assert runner.drain(20_000)
    assert ended.is_set()
