"""``reviewer report PACKAGE-ID -o FILE``: the custody report of a stored package, as PDF."""

import argparse
from typing import Any

from reviewer.application.ports import Paper
from reviewer.cli import terminal
from reviewer.cli.paths import path, refuse_to_write
from reviewer.cli.show import PACKAGE_HELP


def add_parser(subparsers: Any) -> None:
    """The command and its options."""
    parser = subparsers.add_parser(
        "report",
        help="write the custody report of a package as PDF",
        description="Print what the newest verification found. Nothing is verified anew; the report is noted in the"
        " library with its SHA-256.",
    )
    parser.add_argument("package", metavar="PACKAGE-ID", help=PACKAGE_HELP)
    parser.add_argument("-o", "--output", metavar="FILE", type=path, required=True, help="where to write the PDF")
    parser.add_argument("--paper", choices=[paper.value for paper in Paper], default=Paper.LETTER.value)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answers 0 where the report was written, whatever it says. Raises UsageError, EnvironmentFault."""
    from reviewer.bootstrap import build

    refuse_to_write(args.output, args.settings)
    services = build(args.settings)
    try:
        key = services.library.one(args.package).summary.key
        issued = services.reports.issue(key, Paper(args.paper), args.output)
    finally:
        services.close()
    pages = "1 page" if issued.pages == 1 else f"{issued.pages} pages"
    terminal.say(f"Report {issued.report_id}, {pages}, SHA-256 {issued.sha256}")
    terminal.say(str(issued.path))
    return 0
