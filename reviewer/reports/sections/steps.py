"""The verification: each step with its outcome, and each finding in full."""

from reviewer.evidence.findings import Severity, Step, StepOutcome, StepResult
from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Stack, Text
from reviewer.reports.context import ReportContext
from reviewer.reports.fonts import BOLD
from reviewer.reports.marks import OUTCOME_MARKS, VERDICT_MARKS, Mark
from reviewer.reports.table import Row, Table
from reviewer.reports.text import Span


def steps_section(report: ReportContext) -> list[Block]:
    result = report.result
    made = words.instant(result.checked_at, report.utc_offset_minutes)
    known = {step.step: step for step in result.steps}
    steps = [known.get(step, StepResult(step, StepOutcome.NOT_PERFORMED)) for step in Step]
    return [
        Text("Verification", look.HEADING, outline=1),
        Text(
            f"Made by {result.tool_name} {result.tool_version} as of {made}, by the published procedure of the footage "
            "package, version 1. V1 to V11 are required; V12 and V13 warn and do not change the verdict.",
            look.INTRO,
        ),
        Table((32, 372, 92), ("Step", "What it checks", "Outcome"), [_step(step) for step in steps], whole=True),
        Text("Findings", look.SUBHEADING, outline=2),
        _findings(report),
        *_history(report),
    ]


def _history(report: ReportContext) -> list[Block]:
    """Every verification that was made here, for packages that were received."""
    if not report.history:
        return []
    rows = []
    for past in report.history:
        mark = VERDICT_MARKS[past.verdict]
        rows.append(
            Row(
                [
                    words.instant(past.made_at, report.utc_offset_minutes),
                    Text(words.VERDICT_WORDS[past.verdict], look.CELL, mark=mark),
                    words.COMPLETENESS_WORDS[past.completeness],
                    Text((past.head or words.UNKNOWN)[:16], look.CELL_MONO),
                    past.tool,
                ]
            )
        )
    return [
        Text("Verifications made here", look.SUBHEADING, outline=2),
        Table((134, 102, 98, 86, 75), ("Made", "Verdict", "Completeness", "Head, first 16", "Program"), rows),
    ]


def _step(step: StepResult) -> Row:
    mark = OUTCOME_MARKS[step.outcome]
    told: list[Block] = [Text(words.STEP_WORDS[step.step], look.CELL)]
    if step.reason:
        told.append(Text(step.reason, look.SMALL))
    outcome = Text([Span(words.OUTCOME_WORDS[step.outcome], face=BOLD, colour=mark.colour)], look.CELL, mark=mark)
    return Row([Text(step.step.label, look.CELL_BOLD), Stack(told), outcome])


def _findings(report: ReportContext) -> Block:
    findings = report.result.findings
    if not findings:
        return Text("None.", look.BODY)
    rows = []
    for finding in findings:
        error = finding.severity is Severity.ERROR
        mark, word = (Mark.BAD, "error") if error else (Mark.CAUTION, "warning")
        rows.append(
            Row(
                [
                    Text(finding.step.label, look.CELL_BOLD),
                    Stack([Text(word, look.CELL, mark=mark), Text(finding.code.value, look.SMALL_MONO)]),
                    Stack(
                        [
                            Text(finding.message, look.CELL),
                            Text(finding.subject or "the package as a whole", look.SMALL),
                        ]
                    ),
                ]
            )
        )
    return Table((32, 126, 338), ("Step", "Finding", "What was found, and where"), rows)
