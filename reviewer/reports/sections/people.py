"""People: everybody by an id that the rest of the report uses; residents by pseudonym alone."""

from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Stack, Text
from reviewer.reports.context import ReportContext
from reviewer.reports.people import People
from reviewer.reports.table import Row, Table
from reviewer.reports.visible import code_points, needs_code_points

_CODE_POINTS = 48
"""Names longer than this have no code points beside them: they would crowd out the names."""

_CODES = (
    "A boxed code such as U+202E, here and everywhere in this report, stands for a character that has no visible "
    "shape, or none in this report’s fonts. Under a name that is written from right to left, if it is not too long, "
    "stand the codes of its characters in the order in which they are read."
)


def people_section(report: ReportContext, people: People) -> list[Block]:
    if not people.everybody:
        return [
            Text("People", look.HEADING, outline=1),
            Text("Nobody is known: no record of the package could be read.", look.BODY),
        ]
    rows = []
    for person in people.everybody:
        rows.append(
            Row(
                [
                    Text(person.id, look.CELL_BOLD),
                    name_cell(person.name),
                    name_cell(person.agency) if person.agency else Text("withheld", look.CELL),
                    Text(person.role or ("resident" if person.agency is None else words.NOT_STATED), look.CELL),
                    Text(person.part, look.CELL),
                    Text(person.certificate_sha256[:16] or "none", look.CELL_MONO),
                ]
            )
        )
    submission = report.result.submission
    heads = ("Id", "Name", "Agency", "Role", "Part", "Certificate SHA-256, first 16")
    blocks: list[Block] = [
        Text("People", look.HEADING, outline=1),
        Table((28, 110, 110, 74, 92, 81), heads, rows),
    ]
    if submission is not None:
        sealed = submission.identity_commitment is not None
        note = (
            "The resident’s identity is enclosed in enciphered form and was not opened for this report."
            if sealed
            else "The resident’s identity is not in the package."
        )
        blocks.append(Text(note, look.SMALL))
    blocks.append(Text(_CODES, look.SMALL))
    return blocks


def name_cell(name: str) -> Block:
    """The name as written; where it reads right to left or holds unseen characters, its code points below it."""
    shown = Text(name, look.CELL)
    if not needs_code_points(name) or len(name) > _CODE_POINTS:
        return shown
    return Stack([shown, Text(code_points(name), look.SMALL_MONO)])
