"""From a report's context to its PDF: the order of the sections, what stands on every page, the metadata."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta, timezone

from reviewer.evidence.instants import MICROSECONDS, from_microseconds
from reviewer.reports import words
from reviewer.reports.blocks import Block, PageBreak
from reviewer.reports.context import ReportContext
from reviewer.reports.pages import PageFrame, draw_pages
from reviewer.reports.pdf_file import Attachment, DocumentFacts, finish
from reviewer.reports.people import certificates_of, people_of, sources_of
from reviewer.reports.sections.at_glance import at_a_glance
from reviewer.reports.sections.by_hand import by_hand_section
from reviewer.reports.sections.custody import custody_section
from reviewer.reports.sections.items import items_section
from reviewer.reports.sections.people import people_section
from reviewer.reports.sections.request import request_section
from reviewer.reports.sections.signatures import signatures_section
from reviewer.reports.sections.steps import steps_section

_drawing = threading.Lock()
"""reportlab keeps what a document uses of a font inside the font: one report at a time."""


@contextmanager
def _without_collections() -> Iterator[None]:
    """A long report is a million small objects that all live until it is done: looking for garbage among them again
    and again takes a third of its time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def print_report(report: ReportContext) -> bytes:
    """The bytes of the finished PDF."""
    with _drawing, _without_collections():
        drawn, tree = draw_pages(_blocks(report), report.paper, _frame(report))
    moment = from_microseconds(report.generated_at - report.generated_at % MICROSECONDS)
    facts = DocumentFacts(
        title=f"{report.title} {report.report_id} · {report.code or 'request not known'}",
        author=report.agency or "agency not known",
        subject=f"Footage package {report.result.package_id or report.file_name}",
        creator=f"{report.result.tool_name} {report.result.tool_version}",
        when=moment.astimezone(timezone(timedelta(minutes=report.utc_offset_minutes))),
        identity=f"urn:sha256:{report.record_sha256}",
    )
    attachment = Attachment(
        report.record_name, report.record, "application/json", "The record that this report was printed from"
    )
    return finish(drawn, tree, facts, (attachment,))


def _blocks(report: ReportContext) -> list[Block]:
    people, certificates = people_of(report.result), certificates_of(report.result)
    return [
        *at_a_glance(report),
        PageBreak(),
        *people_section(report, people),
        *request_section(report, certificates),
        *items_section(report),
        *custody_section(report, people),
        *signatures_section(report, certificates, sources_of(report.result)),
        *steps_section(report),
        *by_hand_section(report),
    ]


def _frame(report: ReportContext) -> PageFrame:
    verdict = words.standing_word(report.result.verdict, report.withheld).lower()
    made = words.instant(report.generated_at, report.utc_offset_minutes)
    head = report.result.head
    return PageFrame(
        agency=report.agency or "Agency not known",
        subject=f"{report.title} · request {report.code or words.UNKNOWN} · {verdict}",
        footer=(
            f"Report {report.report_id} · made {made}",
            f"record SHA-256 {report.record_sha256[:24]}… · head {f'{head[:24]}…' if head else words.UNKNOWN}",
        ),
    )
