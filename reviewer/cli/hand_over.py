"""``reviewer hand-over``: adds the event by which a package leaves our custody."""

import argparse
import time
from dataclasses import replace

from reviewer.cli.custody_event import add_event_arguments, draft_of, sign_event
from reviewer.cli.paths import path
from reviewer.evidence.verification_result import VerificationResult
from reviewer.sealing.hop import Credentials, Hop


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "hand-over",
        help="hand a package over to another agency (transfer-out)",
        description="Verifies the package and writes a longer one with a signed and timestamped transfer-out. "
        "The package that was given stays as it is.",
    )
    parser.add_argument(
        "--to", type=path, required=True, metavar="CERT.pem", help="certificate of whoever will receive the package"
    )
    parser.add_argument("--to-name", metavar="NAME", help="their name (default: the one in --to)")
    add_event_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit statuses as of ``verify``. Raises UsageError, EnvironmentFault, Cancelled."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from reviewer.sealing.certificate_rules import require_valid
    from reviewer.sealing.custody_rules import recipient, require_holder
    from reviewer.sealing.signer import common_name, load_certificates

    certificate = load_certificates(args.to)[0]
    require_valid(certificate.public_bytes(Encoding.DER), time.time_ns() // 1000, "The recipient's certificate")
    to = recipient(certificate.public_bytes(Encoding.DER), args.to_name or common_name(certificate))

    def make_hop(result: VerificationResult, credentials: Credentials, draft: Hop) -> Hop:
        require_holder(result, credentials.signer.certificate, draft.at)
        return replace(draft, to=to)

    return sign_event(args, draft_of(args, "transfer-out"), make_hop)
