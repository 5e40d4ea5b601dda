"""Signatures and certificates: everything that an opponent needs to repeat the check, hop by hop."""

from reviewer.application.ports import CustodyReportData
from reviewer.evidence.verification_result import CertificateFacts, HopResult
from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Stack, Text
from reviewer.reports.fonts import BOLD, MONO
from reviewer.reports.people import Certificates
from reviewer.reports.table import Row, Table
from reviewer.reports.text import Span


def signatures_section(data: CustodyReportData, certificates: Certificates) -> list[Block]:
    hops = data.result.hops
    heading = Text("Signatures", look.HEADING, outline=1)
    if not hops:
        return [heading, Text("Not known: no signature could be read.", look.BODY)]
    offset = data.utc_offset_minutes
    blocks: list[Block] = [
        heading,
        Text(
            "A valid signature says that the bytes are those that were signed; trust says that the signer’s "
            "certificate leads to a root of this agency’s trust folder. They are two things.",
            look.INTRO,
        ),
        Table(
            (36, 170, 148, 142),
            ("Event", "Signature and signer", "Timestamp and authority", "Revocation known from"),
            [_hop(hop, certificates, offset) for hop in hops],
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
    return blocks


def _hop(hop: HopResult, certificates: Certificates, offset: int) -> Row:
    signature, signature_mark = words.SIGNATURE_WORDS[hop.signature]
    trust, trust_mark = words.TRUST_WORDS[hop.signer_trust]
    time_trust, time_mark = words.TRUST_WORDS[hop.timestamp_trust]
    signer: list[Block] = [
        Text(signature, look.CELL, mark=signature_mark),
        Text(f"signer {certificates.id_of(hop.signer)}: {trust}", look.CELL, mark=trust_mark),
    ]
    if hop.trust_anchor:
        signer.append(Text(f"root: {hop.trust_anchor}", look.SMALL))
    if hop.timestamp is None:
        stamp: list[Block] = [Text("no valid timestamp", look.CELL, mark=words.TRUST_WORDS[hop.timestamp_trust][1])]
    else:
        stamp = [
            Text(words.instant(hop.timestamp, offset), look.CELL),
            Text(f"authority {certificates.id_of(hop.timestamp_authority)}: {time_trust}", look.CELL, mark=time_mark),
        ]
    sources: list[Block] = [Text(source, look.SMALL) for source in hop.revocation_sources] or [
        Text("nothing is known", look.SMALL)
    ]
    head = Text(
        [
            Span("Head as of this event  ", face=BOLD),
            Span(
                hop.manifest_sha256 or words.UNKNOWN,
                face=MONO if hop.manifest_sha256 else None,
                colour=look.TEXT,
                size=6.7,
            ),
        ],
        look.SMALL.but(prose=True),
    )
    return Row([Text(str(hop.seq), look.CELL_BOLD), Stack(signer), Stack(stamp), Stack(sources)], under=head)


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
    digest = Text(
        [Span("SHA-256  ", face=BOLD), Span(facts.sha256, face=MONO, colour=look.TEXT, size=6.7)],
        look.SMALL.but(prose=True),
    )
    return Row([Text(id, look.CELL_BOLD), Stack(names), Stack(numbers)], under=digest)
