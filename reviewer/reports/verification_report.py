"""The verification report: what anybody prints of a file that they checked in place, without receiving it."""

import hashlib

import rfc8785

from reviewer.application.ports import Paper
from reviewer.evidence.verification_result import VerificationResult
from reviewer.reports.context import ReportContext
from reviewer.reports.printing import print_report
from reviewer.verification.result_json import result_json


def print_verification_report(result: VerificationResult, file_name: str, paper: Paper = Paper.LETTER) -> bytes:
    """A PDF of the result; instants in UTC. The JSON of specification section 6 is attached, in canonical form.

    ``file_name`` is what the file is called here. The same result and name give the same bytes.
    """
    record = rfc8785.dumps(result_json(result))
    digest = hashlib.sha256(record).hexdigest()
    return print_report(
        ReportContext(
            title="Verification report",
            report_id=f"VR-{digest[:12]}",
            generated_at=result.checked_at,
            utc_offset_minutes=0,
            paper=paper,
            file_name=file_name,
            result=result,
            verified_at=result.checked_at,
            record_name="verification-result.json",
            record=record,
            record_sha256=digest,
        )
    )
