"""A program for ``test_import_package``: import a file and be killed at a chosen point, as by a power cut."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reviewer.application.import_package import ImportPackage
from reviewer.application.jobs import CancelToken, Progress
from reviewer.catalogue.sql_catalogue import SqlCatalogue, SqlUnitOfWork
from reviewer.intake import evidence_store
from reviewer.intake.evidence_store import FileEvidenceStore
from tests.fakes.results import NOON, heads, result
from tests.unit.test_import_package import Answers


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(act: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    """The same act, with death before or after it."""

    def acted(*given: Any, **more: Any) -> Any:
        if before:
            die()
        answer = act(*given, **more)
        die()
        return answer

    return acted


def main(root: Path, source: Path, point: str) -> None:
    store = FileEvidenceStore(root / "evidence")
    catalogue = SqlCatalogue(root / "catalogue.sqlite", root / "backups")
    answers = Answers()
    answers.said = {"middle": result(history=heads("h", 3))}

    def report(progress: Progress) -> None:
        if point == "copying" and progress.done:
            die()

    if point == "staged":
        store.stage = dying(store.stage, before=False)  # type: ignore[method-assign]
    elif point == "verifying":
        answers.check = dying(answers.check, before=True)  # type: ignore[method-assign]
    elif point == "keeping":
        evidence_store._make_read_only = dying(evidence_store._make_read_only, before=True)
    elif point == "kept":
        store.keep = dying(store.keep, before=False)  # type: ignore[method-assign]
    elif point == "entered":
        SqlUnitOfWork.commit = dying(SqlUnitOfWork.commit, before=True)  # type: ignore[method-assign]
    elif point == "committed":
        store.settle = dying(store.settle, before=True)  # type: ignore[method-assign]
    ImportPackage(store, catalogue, answers, lambda: NOON).receive(source, report, CancelToken())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
