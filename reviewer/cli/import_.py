"""``reviewer import PACKAGE…``: copy, verify and store packages that were received."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reviewer.application.errors import ContradictoryHistory, UsageError
from reviewer.application.reasons import reason
from reviewer.cli import terminal
from reviewer.cli.list_ import status_of
from reviewer.cli.paths import path, shown
from reviewer.cli.verify import EXIT_STATUS
from reviewer.cli.work import run_with_progress

FINDINGS_TOLD = 5
_BY_GRAVITY = (0, 2, 3, 1, 4, 5)


def add_parser(subparsers: Any) -> None:
    """The command and its options."""
    parser = subparsers.add_parser(
        "import",
        help="copy packages into the library and verify them",
        description=(
            "Copy each package into the evidence store, verify the copy, and enter it in the library. What is not "
            "verified is not kept, unless --quarantine is given."
        ),
    )
    parser.add_argument("packages", metavar="PACKAGE", nargs="+", type=path, help="a sealed file or a folder")
    parser.add_argument("--quarantine", action="store_true", help="keep what is not verified, in quarantine")
    parser.add_argument("--trust", metavar="DIR", type=path, help="judge by this trust folder, not the data folder's")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answers the gravest status of all the packages. A fault of the environment ends the work at once."""
    from reviewer.bootstrap import build

    services = build(args.settings)
    try:
        for stray in services.reconcile():
            terminal.tell(f"Left behind by an earlier run: {stray.done} ({stray.path}).")
        return worst(
            [_import(services.import_package, source, args.quarantine, args.trust) for source in args.packages]
        )
    finally:
        services.close()


def worst(statuses: Iterable[int]) -> int:
    """The gravest of several: environment, unreadable, altered, untrusted, usage, verified."""
    return max(statuses, key=_BY_GRAVITY.index, default=0)


def _import(imports: Any, source: Path, quarantine: bool, trust: Path | None) -> int:
    try:
        result = run_with_progress(
            lambda report, cancel: imports.receive(source, report, cancel, trust_folder=trust), shown(source)
        )
    except (UsageError, ContradictoryHistory) as error:
        terminal.tell(str(error))
        return 1 if isinstance(error, ContradictoryHistory) else 2
    if result.pending is None:
        terminal.say(f"{result.sentence} It is package {result.package.summary.key}.")
        return status_of(result.package.summary)
    terminal.say(f"“{shown(source)}” is {result.result.verdict.value}: {reason(result.result)}.")
    for finding in result.result.errors[:FINDINGS_TOLD]:
        terminal.say(f"  {finding.code.value}: {finding.message}")
    more = len(result.result.errors) - FINDINGS_TOLD
    if more > 0:
        terminal.say(f"  … and {more} more; “reviewer verify” tells all of them.")
    if quarantine:
        kept = imports.keep_in_quarantine(result.pending)
        terminal.say(f"{kept.sentence} It is package {kept.package.summary.key}.")
    else:
        imports.discard(result.pending)
        terminal.say(f"“{shown(source)}” was not imported. To keep it with its verdict, import it with --quarantine.")
    return EXIT_STATUS[result.result.verdict]
