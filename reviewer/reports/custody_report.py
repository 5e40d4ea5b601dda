"""The custody report: frozen data in, the bytes of a PDF out. The same data give the same bytes."""

from reviewer.application.ports import CustodyReportData
from reviewer.application.report_record import RECORD_NAME, canonical_record
from reviewer.reports.context import Receipt, ReportContext
from reviewer.reports.printing import print_report


def print_custody_report(data: CustodyReportData) -> bytes:
    """The report on every kind of package: verified, untrusted, altered or unreadable, each told plainly.

    Evidence of any script and length is printed or replaced visibly; it never stops a report.
    """
    return print_report(
        ReportContext(
            title="Custody report",
            report_id=data.report_id,
            generated_at=data.generated_at,
            utc_offset_minutes=data.utc_offset_minutes,
            paper=data.paper,
            file_name=data.package.file_name,
            result=data.result,
            verified_at=data.verified_at,
            record_name=RECORD_NAME,
            record=canonical_record(data),
            record_sha256=data.record_sha256,
            receipt=Receipt(
                received_at=data.package.received_at,
                size=data.received_size,
                quarantined=data.package.quarantined,
                withheld=data.package.withheld,
                verified_at=data.receipt_verified_at,
                sha256=data.receipt_sha256,
            ),
            media=data.media,
            excepted=data.excepted,
            history=data.history,
        )
    )
