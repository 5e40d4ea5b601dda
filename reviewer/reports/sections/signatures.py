"""Signatures and certificates: everything that an opponent needs to repeat the check, hop by hop."""

from reviewer.evidence.instants import MICROSECONDS
from reviewer.evidence.verification_result import CertificateFacts, HopResult
from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Stack, Text
from reviewer.reports.context import ReportContext
from reviewer.reports.fonts import BOLD, MONO
from reviewer.reports.people import Certificates, Sources
from reviewer.reports.table import Row, Table
from reviewer.reports.text import Span


def signatures_section(report: ReportContext, certificates: Certificates, sources: Sources) -> list[Block]:
    hops = report.result.hops
    heading = Text("Signatures", look.HEADING, outline=1)
    if not hops:
        return [heading, Text("Not known: no signature could be read.", look.BODY)]
    offset = report.utc_offset_minutes
    blocks: list[Block] = [
        heading,
        Text(
            "A valid signature says that the bytes are those that were signed; trust says that the signer’s "
            "certificate leads to a root of the trust folder that was used. They are two things. Head: the SHA-256 of "
            "the event’s signed list. EPOCH: the timestamp in seconds since 1970, for the commands under How to check.",
            look.INTRO,
        ),
        Table(
            (34, 72, 88, 136, 88, 77),
            ("Event", "Signature", "Signer", "Timestamp", "Authority", "Root; lists"),
            [_hop(hop, certificates, sources, offset) for hop in hops],
        ),
    ]
    if certificates.all:
        blocks += [
            Text("Certificates", look.SUBHEADING, outline=2),
            Table(
                (30, 230, 236),
                ("Id", "Subject and issuer", "Serial, validity, key"),
                [_certificate(id, facts, offset) for id, facts in certificates.all],
            ),
        ]
    if sources.all:
        blocks += [
            Text("Roots and revocation lists", look.SUBHEADING, outline=2),
            Text("Roots by the SHA-256 of their certificates; lists by issuer and date of issue.", look.INTRO),
            Table(
                (30, 465),
                ("Id", "Root of trust, or list of revoked certificates"),
                [_source(id, told) for id, told in sources.all],
            ),
        ]
    return blocks


def _source(id: str, told: str) -> Row:
    return Row([Text(id, look.CELL_BOLD), Text(told, look.CELL_MONO if id.startswith("A") else look.CELL)])


def _hop(hop: HopResult, certificates: Certificates, sources: Sources, offset: int) -> Row:
    signature, signature_mark = words.SIGNATURE_WORDS[hop.signature]
    trust, trust_mark = words.TRUST_WORDS[hop.signer_trust]
    time_trust, time_mark = words.TRUST_WORDS[hop.timestamp_trust]
    if hop.timestamp is None:
        stamp, authority = "no valid timestamp", Text("none", look.CELL, mark=time_mark)
    else:
        stamp = words.instant(hop.timestamp, offset)
        id = certificates.id_of(hop.timestamp_authority)
        authority = Text(f"{id}: {time_trust}", look.CELL, mark=time_mark)
    epoch = "none" if hop.timestamp is None else str(hop.timestamp // MICROSECONDS)
    under = Text(
        [*_digest("Head", hop.manifest_sha256), Span("    EPOCH  ", face=BOLD), Span(epoch, face=MONO, size=6.7)],
        look.SMALL_PROSE,
    )
    cells: tuple[Block | str, ...] = (
        Text(str(hop.seq), look.CELL_BOLD),
        Text(signature, look.CELL, mark=signature_mark),
        Text(f"{certificates.id_of(hop.signer)}: {trust}", look.CELL, mark=trust_mark),
        stamp,
        authority,
        f"{sources.anchor(hop.trust_anchor)}; {sources.lists(hop.revocation_sources)}",
    )
    return Row(cells, under)


def _digest(label: str, value: str | None) -> list[Span]:
    """A SHA-256 in full; 64 digits fit on the line with their label."""
    shown = Span(value or words.UNKNOWN, face=MONO if value else None, colour=look.TEXT, size=6.7)
    return [Span(f"{label}  ", face=BOLD), shown]


def _certificate(id: str, facts: CertificateFacts, offset: int) -> Row:
    names: list[Block] = [
        Text(facts.subject, look.CELL),
        Text(f"issued by {facts.issuer}", look.SMALL),
        Text(f"agency: {facts.organization or 'none named'}", look.SMALL),
    ]
    numbers: list[Block] = [
        Text([Span("serial "), Span(facts.serial, face=MONO, size=6.7)], look.SMALL),
        Text(f"valid from {words.instant(facts.not_before, offset, 0)}", look.SMALL),
        Text(f"valid to {words.instant(facts.not_after, offset, 0)}", look.SMALL),
        Text(f"key {facts.key}", look.SMALL),
    ]
    digest = Text(_digest("SHA-256", facts.sha256), look.SMALL_PROSE)
    return Row([Text(id, look.CELL_BOLD), Stack(names), Stack(numbers)], under=digest)
