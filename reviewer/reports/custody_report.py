"""The custody report: frozen data in, the bytes of a PDF out. The same data give the same bytes."""

import threading
from datetime import timedelta, timezone

from reviewer.application.ports import CustodyReportData
from reviewer.application.report_record import RECORD_NAME, canonical_record
from reviewer.evidence.instants import from_microseconds
from reviewer.reports import words
from reviewer.reports.blocks import Block, PageBreak
from reviewer.reports.pages import PageFrame, draw_pages
from reviewer.reports.pdf_file import Attachment, DocumentFacts, finish
from reviewer.reports.people import certificates_of, people_of
from reviewer.reports.sections.at_glance import at_a_glance
from reviewer.reports.sections.by_hand import by_hand_section
from reviewer.reports.sections.custody import custody_section
from reviewer.reports.sections.items import items_section
from reviewer.reports.sections.people import people_section
from reviewer.reports.sections.request import request_section
from reviewer.reports.sections.signatures import signatures_section
from reviewer.reports.sections.steps import steps_section

_drawing = threading.Lock()
"""reportlab keeps what it has used of a font inside the font: one report at a time."""


def print_custody_report(data: CustodyReportData) -> bytes:
    """The report on every kind of package: verified, untrusted, altered or unreadable, each told plainly.

    Evidence of any script and length is printed or replaced visibly; it never stops a report.
    """
    with _drawing:
        drawn, tree = draw_pages(_blocks(data), data.paper, _frame(data))
    agency = data.result.request.agency if data.result.request else "agency not known"
    code = data.result.request.investigation_code if data.result.request else "request not known"
    moment = from_microseconds(data.generated_at - data.generated_at % 1_000_000)
    facts = DocumentFacts(
        title=f"Custody report {data.report_id} · {code}",
        author=agency,
        subject=f"Custody of footage package {data.result.package_id or data.package.file_name}",
        creator=f"{data.result.tool_name} {data.result.tool_version}",
        when=moment.astimezone(timezone(timedelta(minutes=data.utc_offset_minutes))),
        identity=f"urn:sha256:{data.record_sha256}",
    )
    record = Attachment(
        RECORD_NAME, canonical_record(data), "application/json", "The record that this report was printed from"
    )
    return finish(drawn, tree, facts, (record,))


def _blocks(data: CustodyReportData) -> list[Block]:
    people, certificates = people_of(data.result), certificates_of(data.result)
    return [
        *at_a_glance(data),
        PageBreak(),
        *people_section(data, people),
        *request_section(data, certificates),
        *items_section(data),
        *custody_section(data, people),
        *signatures_section(data, certificates),
        *steps_section(data),
        *by_hand_section(data),
    ]


def _frame(data: CustodyReportData) -> PageFrame:
    request = data.result.request
    agency = request.agency if request else "Agency not known"
    code = request.investigation_code if request else "not known"
    made = words.instant(data.generated_at, data.utc_offset_minutes)
    return PageFrame(
        agency=agency,
        subject=f"Custody report · request {code} · {words.VERDICT_WORDS[data.result.verdict].lower()}",
        footer=(
            f"Report {data.report_id} · made {made}",
            f"record SHA-256 {data.record_sha256[:24]}… · head {(data.result.head or 'not known')[:24]}"
            + ("…" if data.result.head else ""),
        ),
    )
