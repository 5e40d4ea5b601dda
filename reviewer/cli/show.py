"""``reviewer show PACKAGE``: one package of the library, as its newest verification found it."""

import argparse
from collections.abc import Iterator
from typing import Any

from reviewer.application.ports import StoredPackage
from reviewer.cli import terminal
from reviewer.cli.list_ import status_of, verdict_in_words
from reviewer.cli.work import bytes_in_words
from reviewer.evidence.instants import in_words
from reviewer.evidence.verification_result import HopResult, SignatureState, TrustState

PACKAGE_HELP = "number in the library, package id, or the start of a SHA-256 of the file or head"


def add_parser(subparsers: Any) -> None:
    """The command and its options."""
    parser = subparsers.add_parser(
        "show", help="show one package of the library", description="Show what was found when it was last verified."
    )
    parser.add_argument("package", metavar="PACKAGE-ID", help=PACKAGE_HELP)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answers the status of the stored verdict."""
    from reviewer.bootstrap import build

    services = build(args.settings)
    try:
        package = services.library.one(args.package)
        path = services.settings.evidence / package.location
    finally:
        services.close()
    for line in describe(package):
        terminal.say(line)
    terminal.say(f"Stored at     {path}")
    return status_of(package.summary)


def describe(package: StoredPackage) -> Iterator[str]:
    """Lines for a terminal; evidence text in them is escaped when they are written."""
    summary, result = package.summary, package.latest.result
    yield f"Package {summary.key}: {verdict_in_words(summary)}, {summary.reason}"
    yield f"File          {summary.file_name}, {bytes_in_words(package.size)}, received {in_words(summary.received_at)}"
    of_what = " (of the folder's listing)" if package.kind == "folder" else ""
    yield f"SHA-256       {summary.container_sha256}{of_what}"
    yield f"Package id    {summary.package_id or 'unknown'}"
    yield f"Head          {summary.head or 'unknown'}"
    yield f"Completeness  {result.completeness_in_words}"
    yield f"Verified      {in_words(package.latest.made_at)}, by {result.tool_name} {result.tool_version}"
    yield f"Verifications {package.verification_count}, all kept"
    if package.supersedes is not None:
        yield f"Continues     package {package.supersedes}"
    if package.superseded_by is not None:
        yield f"Continued by  package {package.superseded_by}"
    if result.request is not None:
        window = result.request.window
        yield f"Request       {result.request.investigation_code}, {result.request.agency}"
        yield f"Window        {in_words(window.start)} to {in_words(window.end)}"
    if result.submission is not None:
        yield f"Submitter     {result.submission.pseudonym}, {result.submission.provenance}"
    for clip in result.clips:
        state = "as sealed" if clip.intact else "not proven to be as sealed"
        yield f"Clip {clip.clip_id}      {clip.path.rpartition('/')[2]}, {state}, {clip.scope.value} what was asked for"
    for hop in result.hops:
        yield f"Event {hop.seq:<7} {_hop(hop)}"
    for finding in result.findings:
        yield f"{finding.severity.value.capitalize():<13} {finding.code.value}: {finding.message}"
    if result.in_transit:
        yield "In transit    it was handed over and the receipt is not in this package"


def _hop(hop: HopResult) -> str:
    event = hop.event
    what = f"{event.action}, {event.actor.name}, {event.actor.agency}, {in_words(event.at)}" if event else "unreadable"
    signature = {
        SignatureState.VALID: "signature valid",
        SignatureState.INVALID: "signature does not match",
        SignatureState.NOT_CHECKED: "signature not checked",
    }[hop.signature]
    trust = {
        TrustState.TRUSTED: "signer trusted",
        TrustState.NOT_TRUSTED: "signer not trusted",
        TrustState.NOT_CHECKED: "trust not checked",
    }[hop.signer_trust]
    stamp = f"timestamp {in_words(hop.timestamp)}" if hop.timestamp is not None else "no proven timestamp"
    return f"{what}; {signature}, {trust}, {stamp}"
