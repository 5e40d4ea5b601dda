"""From blocks to pages to PDF: what stands where is decided first, so "Page x of y" needs no second pass of drawing."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from reviewer.application.ports import Paper
from reviewer.reports import look
from reviewer.reports.blocks import Block, PageBreak
from reviewer.reports.drawings.letters import write
from reviewer.reports.fonts import BOLD, REGULAR, face
from reviewer.reports.pen import Pen
from reviewer.reports.structure import Element

SIZES = {Paper.LETTER: (612.0, 792.0), Paper.A4: (595.28, 841.89)}
"""Width and height in points."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What stands on every page: who, which case, the exhibit box; which report, when, its hash."""

    agency: str
    subject: str
    footer: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Placed:
    block: Block
    top: float


def draw_pages(blocks: Sequence[Block], paper: Paper, frame: PageFrame) -> tuple[bytes, Element]:
    """The drawn PDF, as yet without metadata, and the structure tree of what was drawn."""
    face(REGULAR)  # the canvas names a font before anything is drawn: it must be one of ours
    width, height = SIZES[paper]
    pages = _compose(blocks, width - 2 * look.MARGIN, height - look.HEADER, look.FOOTER)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(width, height), invariant=1, initialFontName=REGULAR, pageCompression=0)
    pen = Pen(canvas)
    for number, page in enumerate(pages, start=1):
        _draw_frame(pen, frame, width, height, f"Page {number} of {len(pages)}")
        for placed in page:
            placed.block.draw(pen, look.MARGIN, placed.top, width - 2 * look.MARGIN)
        canvas.showPage()
    canvas.save()
    return file.getvalue(), pen.root


def _compose(blocks: Sequence[Block], width: float, top: float, bottom: float) -> list[list[_Placed]]:
    pages: list[list[_Placed]] = [[]]
    y, waiting = top, 0.0
    queue = list(reversed(blocks))
    while queue:
        block = queue.pop()
        if isinstance(block, PageBreak):
            if pages[-1]:
                pages.append([])
                y, waiting = top, 0.0
            continue
        gap = max(waiting, block.before) if pages[-1] else 0.0
        room = y - gap - bottom
        tall = block.height(width)
        if tall + _needed_after(block, queue, width) <= room:
            pages[-1].append(_Placed(block, y - gap))
            y, waiting = y - gap - tall, block.after
            continue
        head, tail = (None, block) if block.keep or block.least(width) > room else block.split(width, room)
        if head is None and not pages[-1]:
            head, tail = block.split(width, room)
            if head is None:  # higher than a page and not to be parted: let it stand out rather than vanish
                head, tail = block, None
        if head is not None:
            pages[-1].append(_Placed(head, y - gap))
            if tail is None:
                y, waiting = y - gap - head.height(width), block.after
                continue
        queue.append(tail if tail is not None else block)
        pages.append([])
        y, waiting = top, 0.0
    return pages


def _needed_after(block: Block, queue: Sequence[Block], width: float) -> float:
    """Room that the following blocks ask for, where this one must not stand last on its page."""
    needed = 0.0
    for following in reversed(queue):
        if not block.keep:
            break
        needed += max(block.after, following.before) + following.least(width)
        block = following
    return needed


def _draw_frame(pen: Pen, frame: PageFrame, width: float, height: float, page: str) -> None:
    left, right = look.MARGIN, width - look.MARGIN
    exhibit = 118.0
    room = right - left - exhibit - 14
    with pen.artifact("Pagination"):
        # What is too long here is cut with an ellipsis; the full text stands on the first pages.
        write(pen, left, height - 31, frame.agency, look.CELL.but(face=BOLD, size=8.8), room=room)
        write(pen, left, height - 43, frame.subject, look.CELL.but(colour=look.DIM), room=room)
        pen.box(right - exhibit, height - 48, exhibit, 28, stroke=look.STRONG_LINE, line=0.6)
        write(pen, right - exhibit + 3, height - 26.5, "EXHIBIT", look.SMALL.but(size=5.6))
        pen.rule((left, look.FOOTER - 10), (right, look.FOOTER - 10), look.LINE, 0.5)
        for index, text in enumerate(frame.footer):
            write(pen, left, look.FOOTER - 20 - 9 * index, text, look.SMALL.but(size=6.8), room=right - left - 70)
        write(pen, right, look.FOOTER - 20, page, look.CELL.but(face=BOLD, size=8), "right")
