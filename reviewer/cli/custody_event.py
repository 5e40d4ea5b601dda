"""What ``hand-over`` and ``receive`` share: verify, sign one custody event, verify what was written."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from reviewer.cli import terminal
from reviewer.cli.paths import path, refuse_to_write, shown
from reviewer.cli.signing_options import add_signing_arguments, credentials_from
from reviewer.cli.verify import EXIT_STATUS
from reviewer.cli.work import run_with_progress
from reviewer.evidence.records import CLOCK_SOURCES
from reviewer.evidence.verification_result import VerificationResult
from reviewer.sealing.hop import Credentials, Hop

MakeHop = Callable[[VerificationResult, Credentials, Hop], Hop]
"""Judges whether the event may be signed, and completes it. Raises UsageError."""


def add_event_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command that adds a custody event."""
    parser.add_argument("package", type=path, metavar="PACKAGE", help="the package, or a folder with its contents")
    parser.add_argument("-o", "--output", type=path, required=True, metavar="OUT", help="the longer package to write")
    parser.add_argument("--trust", type=path, metavar="DIR", help="trust folder (default: the one in the data home)")
    event = parser.add_argument_group("event")
    event.add_argument("--name", help="who acts (default: the name in --cert)")
    event.add_argument("--role", help="in which role")
    event.add_argument("--purpose", help="what for")
    event.add_argument("--place", help="where")
    event.add_argument(
        "--clock-source", choices=CLOCK_SOURCES, default="unknown", help="what keeps this computer's clock right"
    )
    event.add_argument(
        "--clock-uncertainty-ms", type=int, metavar="MS", help="by how much the clock may be wrong, at most 600000"
    )
    add_signing_arguments(parser)


def sign_event(args: argparse.Namespace, draft: Hop, make_hop: MakeHop) -> int:
    """Signs the event that ``make_hop`` makes of ``draft``. Answers the verdict's exit status (section 6).

    A package that is not verified is not signed for. Raises UsageError, EnvironmentFault, Cancelled.
    """
    from reviewer.intake.open_package import open_package
    from reviewer.sealing.append import append_hop
    from reviewer.verification.reader import Limits

    refuse_to_write(args.output, args.settings, args.package)
    credentials = credentials_from(args)
    result = _check(args, args.package)
    if result.verdict.value != "verified":
        terminal.tell(
            f"The package is {result.verdict.value}: nothing was signed. “reviewer verify” tells what is wrong with it."
        )
        return EXIT_STATUS[result.verdict.value]
    hop = make_hop(result, credentials, draft)
    reader = open_package(args.package, Limits())
    try:
        sealed = run_with_progress(
            lambda report, cancel: append_hop(
                args.package, reader, args.output, hop, credentials, report=report, cancel=cancel
            ),
            shown(args.output),
        )
    finally:
        reader.close()
    outcome = _check(args, args.output)
    terminal.say(f"Package  {sealed.path}")
    terminal.say(f"Events   {sealed.hops}")
    terminal.say(f"Head     {sealed.head}")
    terminal.say(f"Verdict  {outcome.verdict.value}")
    for finding in outcome.errors:
        terminal.say(f"  {finding.message}")
    return EXIT_STATUS[outcome.verdict.value]


def draft_of(args: argparse.Namespace, action: str) -> Hop:
    """The event as the options state it, happening now."""
    from reviewer.evidence.instants import MILLISECOND
    from reviewer.evidence.records import ACTIONS
    from reviewer.sealing.signer import common_name, load_certificates

    now = time.time_ns() // 1000
    return Hop(
        action=next(known for known in ACTIONS if known == action),
        at=now - now % MILLISECOND,
        actor_name=args.name or common_name(load_certificates(args.cert)[0]),
        actor_role=args.role,
        purpose=args.purpose,
        place=args.place,
        clock_source=args.clock_source,
        clock_uncertainty_ms=args.clock_uncertainty_ms,
    )


def _check(args: argparse.Namespace, package: Path) -> VerificationResult:
    from reviewer.application.check_package import PackageCheck
    from reviewer.intake.open_package import open_package
    from reviewer.intake.trust_folder import load_trust

    check = PackageCheck(open_package, load_trust, args.trust or args.settings.trust)
    now = time.time_ns() // 1000
    return run_with_progress(lambda report, cancel: check.check(package, now, report, cancel), shown(package))
