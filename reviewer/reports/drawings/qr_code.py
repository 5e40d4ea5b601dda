"""A QR code drawn as squares: sharp at any size, and without a picture format in between."""

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from reviewer.reports.blocks import Figure
from reviewer.reports.pen import Pen

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004)."""


def qr_code(content: str, side: float) -> Figure:
    """``side``: points, the quiet zone included."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(content.encode("ascii"))
    code.make(fit=True)
    modules: list[list[bool]] = [[bool(module) for module in row] for row in code.modules]
    count = len(modules)
    step = side / (count + 2 * QUIET)

    def paint(pen: Pen, x: float, top: float, width: float) -> None:
        left = x + width - side
        for down, row in enumerate(modules):
            y = top - (QUIET + down + 1) * step
            across = 0
            while across < count:
                if not row[across]:
                    across += 1
                    continue
                end = across
                while end < count and row[end]:
                    end += 1
                # A hair of overlap keeps viewers from showing seams between the rows.
                pen.box(left + (QUIET + across) * step, y, (end - across) * step, step * 1.02, fill="000000")
                across = end

    return Figure(side, paint, f"QR code. It holds: {content}")
