"""The community request: what was asked for, in words and drawn, and how each clip lies to it."""

from reviewer.evidence.records import Request
from reviewer.evidence.scope import true_interval
from reviewer.reports import look, words
from reviewer.reports.blocks import Block, Columns, Stack, Text
from reviewer.reports.context import ReportContext
from reviewer.reports.drawings.area_map import MapCamera, area_map
from reviewer.reports.drawings.window_chart import ROWS, ClipBar, shown_extent, window_chart
from reviewer.reports.people import Certificates
from reviewer.reports.sections.items import clip_file
from reviewer.reports.table import facts

_MAP = 210.0
"""Height of the drawn area, in points."""
_CAPTION = (
    "Shaded: the area asked for. Marks: cameras, with the numbers of their clips: tick inside, triangle partly "
    "outside, cross outside, dash not known. Ring: the accuracy claimed for the place."
)


def request_section(report: ReportContext, certificates: Certificates) -> list[Block]:
    request = report.result.request
    heading = Text("Request", look.HEADING, outline=1)
    if request is None:
        return [heading, Text("Not known: the request’s record could not be read.", look.BODY)]
    drawn = Stack(
        [
            Text("Area asked for, and cameras", look.CELL_BOLD),
            area_map(request.area, _cameras(report), _MAP),
            Text(_CAPTION, look.SMALL),
        ]
    )
    return [
        heading,
        Columns([_facts(report, request, certificates), drawn], (262, 232), gap=14),
        *_details(request),
        *_consent(report),
        *_window(report, request),
    ]


def _facts(report: ReportContext, request: Request, certificates: Certificates) -> Block:
    offset = report.utc_offset_minutes
    submission = report.result.submission
    request_sha256 = dict(report.result.record_sha256).get("data/request/request.json")
    pairs: list[tuple[str, Block | str]] = [
        ("Agency", f"{request.agency} ({request.jurisdiction})"),
        ("Code", request.investigation_code),
        ("Request id", Text(request.request_id, look.CELL_MONO.but(size=6.2))),
        ("Issued", words.instant(request.issued_at, offset)),
        ("Expires", words.instant(request.expires_at, offset)),
        ("Window from", words.instant(request.window.start, offset)),
        ("Window to", words.instant(request.window.end, offset)),
        ("Signed with", f"certificate {certificates.id_of(report.result.request_signer)}"),
        ("Record SHA-256", Text(request_sha256 or words.UNKNOWN, look.CELL_MONO)),
        ("Submitted", words.instant(submission.submitted_at, offset) if submission else words.UNKNOWN),
        ("Provenance", words.PROVENANCE_WORDS[submission.provenance] if submission else words.UNKNOWN),
    ]
    return facts(pairs, 0.3)


def _details(request: Request) -> list[Block]:
    told = request.details if request.details is not None else "No text was shown."
    return [Text("Text shown to residents", look.SUBHEADING), Text(told, look.BODY)]


def _consent(report: ReportContext) -> list[Block]:
    submission = report.result.submission
    heading = Text("Consent", look.SUBHEADING)
    if submission is None:
        return [heading, Text("Not known: the submission’s record could not be read.", look.BODY)]
    if submission.consent is None:
        return [heading, Text("The package records no consent.", look.BODY)]
    consent = submission.consent
    given = words.instant(consent.given_at, report.utc_offset_minutes)
    return [
        heading,
        Text(
            f"Given by {words.short(submission.pseudonym)} on {given}. Scope: {consent.scope}. In these words:",
            look.BODY,
        ),
        Text(consent.statement, look.BODY, indent=12),
    ]


def _cameras(report: ReportContext) -> list[MapCamera]:
    """One mark for each place: clips of the same camera share it."""
    marks: dict[tuple[float, float, float], list[str]] = {}
    scopes = {}
    for clip in report.result.clips:
        if clip.claim is None or clip.claim.camera.location is None:
            continue
        key = (*clip.claim.camera.location, clip.claim.camera.location_accuracy_m or 0.0)
        marks.setdefault(key, []).append(clip.clip_id)
        scopes[key] = clip.area_scope
    return [
        MapCamera(
            ids[0] if len(ids) == 1 else f"{ids[0]}, {ids[1]}{' …' if len(ids) > 2 else ''}",
            (key[0], key[1]),
            key[2],
            scopes[key],
        )
        for key, ids in marks.items()
    ]


def _window(report: ReportContext, request: Request) -> list[Block]:
    blocks: list[Block] = [
        Text("Clips against the window", look.SUBHEADING),
        Text(
            "Shaded: the window asked for. Bars: true time, that is the camera’s time less its clock’s offset; thin "
            "lines: the uncertainty that is claimed for it. An arrow: too far away for this drawing.",
            look.INTRO,
        ),
    ]
    bars = [
        ClipBar(
            f"{clip.clip_id} {clip_file(clip)}",
            None if clip.claim is None else true_interval(clip.claim),
            clip.window_scope,
        )
        for clip in report.result.clips
    ]
    extent = shown_extent(request.window, bars)
    for first in range(0, max(1, len(bars)), ROWS):
        blocks.append(window_chart(request.window, bars[first : first + ROWS], extent, report.utc_offset_minutes))
    return blocks
