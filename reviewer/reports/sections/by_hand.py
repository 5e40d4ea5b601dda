"""How to check: the commands of the specification's section 7, with this package's names and times filled in."""

import re
import shlex
from collections.abc import Mapping, Sequence

from reviewer.evidence.findings import Verdict
from reviewer.evidence.instants import MICROSECONDS, format_instant
from reviewer.evidence.verification_result import HopResult
from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Panel, Stack, Text
from reviewer.reports.context import ReportContext

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}\Z")
_SEALING_ROOT, _CUSTODY_ROOT = "../sealing-root.pem", "../custody-root.pem"
_INTRO = (
    "Every statement above can be checked without our software, with sha256sum, unzip and OpenSSL 3 or later. You need "
    "the package and, beside it, the roots that you trust as PEM files: sealing-root.pem of the sealing service, "
    "custody-root.pem of the agencies, tsa-root.pem of the timestamp authority. The commands leave revocation aside: "
    "the lists of each signing time are in validation/crls (openssl crl -inform DER -noout -text -in FILE)."
)
_IN_FULL = 4
"""Packages of at most this many events have their commands in full; longer ones for the first and the last."""


def by_hand_section(report: ReportContext) -> list[Block]:
    blocks: list[Block] = [Text("How to check", look.HEADING, outline=1)]
    if report.result.hops:
        blocks += [Text(_INTRO, look.BODY), *_expected(report.result.verdict), *_commands(report)]
    else:
        blocks += _of_a_file(report)
    blocks += [
        Text("This report", look.SUBHEADING),
        Text(
            f"Report {report.report_id}, made {words.instant(report.generated_at, report.utc_offset_minutes)} by "
            f"{report.result.tool_name} {report.result.tool_version} from the result of the verification; nothing was "
            f"verified anew to print it. The record that it was printed from is attached to this PDF as "
            f"{report.record_name}, in canonical JSON (RFC 8785). Its SHA-256 is also in the QR code on page 1:",
            look.BODY,
        ),
        _command(f"pdfdetach -saveall report.pdf\nsha256sum {report.record_name}\n# {report.record_sha256}"),
    ]
    return blocks


def _expected(verdict: Verdict) -> list[Block]:
    """A package that is not verified must not pass; whoever repeats the check is told so beforehand."""
    if verdict is Verdict.VERIFIED:
        return []
    return [
        Text(
            f"The verdict on this package is “{words.VERDICT_WORDS[verdict]}”, so not all of these commands succeed: "
            "where one of them fails, its message has to agree with the findings above.",
            look.BODY,
        )
    ]


def _of_a_file(report: ReportContext) -> list[Block]:
    """Nothing inside could be read: what is left is the file itself."""
    blocks: list[Block] = [
        Text("No custody event could be read, so there is no signature in this package to check by hand.", look.BODY)
    ]
    if report.result.container_sha256 is not None:
        name, lines = _saved_as(report.file_name)
        lines += [f"sha256sum {name}", f"# {report.result.container_sha256}"]
        blocks += [Text("That a file is the one that was judged here:", look.BODY), _command("\n".join(lines))]
    return blocks


def _commands(report: ReportContext) -> list[Block]:
    hops = report.result.hops
    roots = _roots(hops)
    shown = [*hops] if len(hops) <= _IN_FULL else [hops[0], hops[-1]]
    blocks: list[Block] = [_command(_unpack(report))]
    for hop in shown:
        blocks.append(Text(f"Event {hop.seq}", look.SUBHEADING))
        blocks.append(_hop_commands(hop, roots[hop.seq]))
    if len(shown) < len(hops):
        blocks += [
            Text("The other events", look.SUBHEADING),
            Text(
                "The same two commands, with the number of the event in the names of its files, its EPOCH as it stands "
                f"under Signatures, and these roots: {_roots_in_words(roots)}.",
                look.BODY,
            ),
        ]
    last = hops[-1]
    head = report.result.head or words.UNKNOWN
    blocks += [
        Text("The head", look.SUBHEADING),
        Text(
            "One line that fixes the whole history. Compare it with the one that the sender’s report prints:", look.BODY
        ),
        _command(f"sha256sum META-INF/ASiCManifest{last.seq:03d}.xml\n# {head}"),
    ]
    return blocks


def _unpack(report: ReportContext) -> str:
    if report.result.container_sha256 is None:
        return "# in the folder of the package\nsha256sum -c manifest-sha256.txt"
    name, lines = _saved_as(report.file_name)
    lines += [
        f"sha256sum {name}",
        f"# {report.result.container_sha256}",
        f"unzip -q {name} -d p && cd p",
        "sha256sum -c manifest-sha256.txt",
    ]
    return "\n".join(lines)


def _saved_as(name: str) -> tuple[str, list[str]]:
    """A name that is safe in a command, and what has to be done first for a file to bear it."""
    if _PLAIN_NAME.match(name):
        return shlex.quote(name), []
    return "package.asice", ["# save the received file under the name package.asice first"]


def _hop_commands(hop: HopResult, root: str) -> Block:
    if hop.timestamp is None:
        return Text(
            "This event has no valid timestamp, so there is no proven time at which to judge its certificates.",
            look.BODY,
        )
    epoch, number = hop.timestamp // MICROSECONDS, f"{hop.seq:03d}"
    return _command(
        f"# {format_instant(hop.timestamp)}\n"
        f"openssl cms -verify -cades -attime {epoch} -binary -inform DER \\\n"
        f"    -in META-INF/signature{number}.p7s -content META-INF/ASiCManifest{number}.xml \\\n"
        f"    -CAfile {root} -out /dev/null\n"
        f"openssl ts -verify -attime {epoch} -data META-INF/ASiCManifest{number}t.xml \\\n"
        f"    -in META-INF/timestamp{number}.tst -token_in -CAfile ../tsa-root.pem"
    )


def _roots(hops: Sequence[HopResult]) -> dict[int, str]:
    """4.4: the sealing root up to and with the first transfer-out, the custody root after it."""
    roots: dict[int, str] = {}
    root = _SEALING_ROOT
    for hop in hops:
        roots[hop.seq] = root
        if hop.event is not None and hop.event.action == "transfer-out":
            root = _CUSTODY_ROOT
    return roots


def _roots_in_words(roots: Mapping[int, str]) -> str:
    """``../sealing-root.pem up to event 2, ../custody-root.pem from event 3 on``."""
    sealing = [seq for seq, root in roots.items() if root == _SEALING_ROOT]
    custody = [seq for seq, root in roots.items() if root == _CUSTODY_ROOT]
    told = [f"{_SEALING_ROOT} up to event {max(sealing)}"] if sealing else []
    return ", ".join([*told, *([f"{_CUSTODY_ROOT} from event {min(custody)} on"] if custody else [])])


def _command(text: str) -> Block:
    return Panel(
        Stack([Text(text, look.COMMAND.but(prose=True))]), look.GROUND, look.LINE, padding=6, after=6, whole=True
    )
