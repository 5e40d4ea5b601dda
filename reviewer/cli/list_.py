"""``reviewer list``: the library as a table or as JSON."""

import argparse
import dataclasses
import json
from typing import Any

from reviewer.application.ports import LibraryQuery, PackageSummary, SortBy
from reviewer.cli import terminal
from reviewer.cli.verify import EXIT_STATUS
from reviewer.evidence.findings import Verdict
from reviewer.evidence.instants import format_instant, in_words

_INSTANTS = ("window_start", "window_end", "received_at")


def add_parser(subparsers: Any) -> None:
    """The command and its options."""
    parser = subparsers.add_parser("list", help="list the packages in the library", description="List the library.")
    parser.add_argument("words", metavar="WORD", nargs="*", help="only packages in which every word occurs")
    parser.add_argument("--verdict", action="append", choices=[v.value for v in Verdict], help="only this verdict")
    parser.add_argument("--sort", choices=[order.value for order in SortBy], default=SortBy.RECEIVED.value)
    parser.add_argument("--ascending", action="store_true", help="smallest, oldest or best first")
    parser.add_argument("--json", action="store_true", help="as JSON, one array of objects")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Status 0, also where nothing matches."""
    from reviewer.bootstrap import build

    query = LibraryQuery(
        text=" ".join(args.words),
        verdicts=frozenset(Verdict(verdict) for verdict in args.verdict or ()),
        sort_by=SortBy(args.sort),
        descending=not args.ascending,
    )
    services = build(args.settings)
    try:
        found = services.library.summaries(services.library.keys(query))
    finally:
        services.close()
    if args.json:
        for line in json.dumps([as_json(summary) for summary in found], indent=2).splitlines():
            terminal.say(line)
    elif not found:
        terminal.tell("Nothing in the library matches." if args.words or args.verdict else "The library is empty.")
    else:
        header = ("NO", "CODE", "AGENCY", "WINDOW FROM", "CLIPS", "RECEIVED", "VERDICT", "WHY", "FILE")
        terminal.say_table(header, [_line(summary) for summary in found])
    return 0


def as_json(summary: PackageSummary) -> dict[str, Any]:
    """A line of the library with instants in the specification's form."""
    document = dataclasses.asdict(summary)
    for name in _INSTANTS:
        if document[name] is not None:
            document[name] = format_instant(document[name])
    return document


def _line(summary: PackageSummary) -> tuple[str, ...]:
    return (
        str(summary.key),
        summary.code or "unknown",
        summary.agency or "unknown",
        in_words(summary.window_start) if summary.window_start is not None else "unknown",
        str(summary.clip_count) if summary.clip_count is not None else "unknown",
        in_words(summary.received_at),
        verdict_in_words(summary),
        summary.reason,
        summary.file_name,
    )


def status_of(summary: PackageSummary) -> int:
    """The exit status that tells how a stored package stands. In quarantine it is never 0, whatever its verdict."""
    if summary.withheld:
        return EXIT_STATUS[Verdict.ALTERED]
    return EXIT_STATUS[summary.verdict]


def verdict_in_words(summary: PackageSummary) -> str:
    """The verdict, with the mark of quarantine wherever it applies. What is in quarantine is never called verified."""
    if summary.withheld:
        return "in quarantine"
    return f"{summary.verdict.value} (in quarantine)" if summary.quarantined else summary.verdict.value
