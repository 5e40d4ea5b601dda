"""``reviewer verify``: checks a package without account, catalogue or network (specification, section 6)."""

import argparse
import json
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.cli import terminal
from reviewer.cli.paths import path, refuse_to_write, shown

if TYPE_CHECKING:
    from reviewer.verification.media_probe import MediaProbe

EXIT_STATUS = {"verified": 0, "altered": 1, "untrusted": 3, "unreadable": 4}
"""Section 6; 2 is wrong usage, 5 a fault of the environment."""

_HEAD = re.compile(r"\A[0-9a-fA-F]{64}\Z")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "verify",
        help="check a package: signatures, custody chain, contents",
        description="Check a sealed footage package, or the same tree as a plain folder. Needs no account, no catalogue"
        " and no network; writes nothing that is not asked for.",
        epilog="Exit status: 0 verified, 1 altered, 2 wrong usage, 3 signer not trusted, 4 unreadable,"
        " 5 this computer failed (disc full, permission).",
    )
    parser.add_argument("package", type=path, metavar="PACKAGE", help="the .asice file, or a folder with its contents")
    parser.add_argument("--trust", type=path, metavar="DIR", help="trust folder (default: the one in the data home)")
    parser.add_argument(
        "--expected-head",
        type=_head,
        action="append",
        default=[],
        metavar="HEX",
        help="a head noted earlier, 64 hex digits; may be repeated",
    )
    parser.add_argument("--at", type=_instant, metavar="INSTANT", help="the check’s “now”, as 2026-11-20T12:00:00.000Z")
    parser.add_argument("--json", type=_target, metavar="FILE", help="write the result as JSON; “-” is standard output")
    parser.add_argument(
        "--pdf", type=_target, metavar="FILE", help="write a verification report as PDF; “-” is standard output"
    )
    parser.set_defaults(run=run)


def _target(text: str) -> str:
    return "-" if text == "-" else str(path(text))


def _head(text: str) -> str:
    if _HEAD.match(text) is None:
        raise argparse.ArgumentTypeError("an expected head has 64 hex digits")
    return text.lower()


def _instant(text: str) -> int:
    from reviewer.evidence.instants import parse_instant

    try:
        return parse_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("an instant has the form 2026-11-20T12:00:00.000Z") from error


def run(args: argparse.Namespace) -> int:
    """Answers the exit status of section 6. Raises UsageError, EnvironmentFault, Cancelled."""
    from reviewer.application.check_package import PackageCheck
    from reviewer.application.errors import EnvironmentFault, UsageError
    from reviewer.application.faults import fault_sentence
    from reviewer.cli.work import run_with_progress
    from reviewer.intake.open_package import open_package
    from reviewer.intake.trust_folder import load_trust
    from reviewer.verification.trust import TrustStore

    if args.json == "-" and args.pdf == "-":
        raise UsageError("--json and --pdf cannot both write to standard output. Give one of them a file name.")
    if args.json is not None and args.pdf is not None and os.path.realpath(args.json) == os.path.realpath(args.pdf):
        raise UsageError("--json and --pdf cannot both write to one file. Give them two names.")
    for target in (args.json, args.pdf):
        if target is not None and target != "-":
            refuse_to_write(Path(target), args.settings, args.package, args.trust or args.settings.trust)
    at = args.at if args.at is not None else time.time_ns() // 1000

    trust: TrustStore | None = None

    def load(folder: Path) -> TrustStore:
        nonlocal trust
        try:
            trust = load_trust(folder)
        except UsageError:
            if args.trust is not None:
                raise
        return trust or TrustStore()

    check = PackageCheck(open_package, load, args.trust or args.settings.trust, _probe)
    try:
        result = run_with_progress(
            lambda report, cancel: check.check(args.package, at, report, cancel, expected_heads=args.expected_head),
            shown(args.package),
        )
    except OSError as error:
        raise EnvironmentFault(fault_sentence("The package could not be read", args.package, error)) from error
    for problem in trust.problems if trust is not None else ():
        terminal.tell(f"Trust folder: {problem}.")
    if args.json is not None:
        from reviewer.verification.result_json import result_json

        _write(args.json, (json.dumps(result_json(result), ensure_ascii=False, indent=2) + "\n").encode())
    if args.pdf is not None:
        from reviewer.reports.verification_report import print_verification_report

        _write(args.pdf, print_verification_report(result, shown(args.package)))
    if "-" not in (args.json, args.pdf):
        from reviewer.cli.verify_summary import summary

        for line in summary(result, shown(args.package), trust_given=trust is not None):
            terminal.say(line)
    return EXIT_STATUS[result.verdict.value]


def _probe() -> "MediaProbe | None":
    """The decoder for V13, or None where it is not installed: then V13 says that it was not performed."""
    try:
        from reviewer.playback.media_probe import AvMediaProbe
    except ImportError:
        return None
    return AvMediaProbe()


def _write(target: str, content: bytes) -> None:
    if target == "-":
        terminal.say_bytes(content)
        return
    from reviewer.application.errors import EnvironmentFault, UsageError
    from reviewer.application.whole_file import write_whole

    try:
        write_whole(Path(target), content, "The result")
    except UsageError as error:  # the options were sound and the verdict is made: it is the place that failed (5)
        raise EnvironmentFault(str(error)) from error
