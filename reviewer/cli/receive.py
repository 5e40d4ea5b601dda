"""``reviewer receive``: adds the event by which a package comes into our custody."""

import argparse

from reviewer.cli.custody_event import add_event_arguments, draft_of, sign_event
from reviewer.evidence.verification_result import VerificationResult
from reviewer.sealing.hop import Credentials, Hop


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "receive",
        help="receive a package that was handed over to you (transfer-in)",
        description="Verifies the package and writes a longer one with a signed and timestamped transfer-in. "
        "The package that was given stays as it is.",
    )
    add_event_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit statuses as of ``verify``. Raises UsageError, EnvironmentFault, Cancelled."""
    from reviewer.sealing.custody_rules import require_addressee

    def make_hop(result: VerificationResult, credentials: Credentials, draft: Hop) -> Hop:
        require_addressee(result, credentials.signer.certificate, draft.at)
        return draft

    return sign_event(args, draft_of(args, "transfer-in"), make_hop)
