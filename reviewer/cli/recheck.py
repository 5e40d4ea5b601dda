"""``reviewer recheck PACKAGE-ID``: verify a stored package again, by the trust folder as it is now."""

import argparse
from typing import Any

from reviewer.cli import terminal
from reviewer.cli.list_ import status_of
from reviewer.cli.paths import path
from reviewer.cli.show import PACKAGE_HELP, describe
from reviewer.cli.work import run_with_progress


def add_parser(subparsers: Any) -> None:
    """The command and its options."""
    parser = subparsers.add_parser(
        "recheck",
        help="verify a package of the library again",
        description="Verify the stored copy again. The new verification is kept beside the earlier ones.",
    )
    parser.add_argument("package", metavar="PACKAGE-ID", help=PACKAGE_HELP)
    parser.add_argument("--trust", metavar="DIR", type=path, help="judge by this trust folder, not the data folder's")
    parser.add_argument(
        "--expected-head", metavar="HEX", action="append", default=[], type=head, help="a head that must be in it"
    )
    parser.set_defaults(run=run)


def head(text: str) -> str:
    """64 hex digits in either case, as lower case. Raises argparse.ArgumentTypeError."""
    if len(text) != 64 or any(digit not in "0123456789abcdef" for digit in text.lower()):
        raise argparse.ArgumentTypeError("a head has 64 hex digits")
    return text.lower()


def run(args: argparse.Namespace) -> int:
    """Answers the status of the new verdict."""
    from reviewer.bootstrap import build

    services = build(args.settings)
    try:
        key = services.library.one(args.package).summary.key
        run_with_progress(
            lambda report, cancel: services.verify_stored.run(
                key, report, cancel, trust_folder=args.trust, expected_heads=args.expected_head
            )
        )
        package = services.library.package(key)
    finally:
        services.close()
    for line in describe(package):
        terminal.say(line)
    return status_of(package.summary)
