"""The wall: every clip's picture with its caption, all painted in one paint event from one snapshot."""

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer.evidence.records import Window
from reviewer.gui.quantities import OffsetAt
from reviewer.gui.review.caption import Caption, caption, empty_words, time_of_day
from reviewer.gui.text import local_offset_minutes
from reviewer.gui.theme import TextSize, colours, font
from reviewer.gui.widgets.badges import badge_size, paint_badge
from reviewer.playback.channel import Tile
from reviewer.playback.protocols import NOT_PROVEN, Picture
from reviewer.playback.transport import Snapshot

GAP = 12
RADIUS = 6.0
_PAD = 10.0
_APART = 10.0
_WIDE = 440.0
"""Logical pixels of a tile from which its caption has two lines, with the date."""
_TYPICAL = ("00:00:00.000 UTC", "00:00:00.000 −00:00", "± 00.000 s", NOT_PROVEN.words)
"""What a narrow caption has to find room for."""
_FRAME = 2
_SMALL = 140.0
"""A picture less high than this has room for a short sentence only."""
_LEAST_PICTURE = 88.0
"""Pictures are not made less high than this: the wall becomes higher than its window and is scrolled."""


class PictureWall(QWidget):
    """Shows snapshots. ``chosen(place)`` tells which clip the person pointed at; ``box_changed`` the room of a picture.

    Its own time is that of the snapshot: nothing here asks a clock.
    """

    chosen = Signal(int)
    box_changed = Signal(int, int)
    """Device pixels that each picture has now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._window: Window | None = None
        self._offset_at: OffsetAt = local_offset_minutes
        self._count = 0
        self._box = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(320)
        self.setAccessibleName("Pictures")

    def set_request(self, window: Window | None, offset_at: OffsetAt) -> None:
        """The window against which each picture's time is told, and the place whose local time is shown."""
        self._window, self._offset_at = window, offset_at
        self.update()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Paints this moment, if anything in it differs from the one before."""
        before, self._snapshot = self._snapshot, snapshot
        count = len(snapshot.tiles) if snapshot else 0
        if count != self._count:
            self._count = count
            self._claim_room()
            self._tell_box()
        if _seen(before) != _seen(snapshot):
            self.update()

    def captions(self) -> tuple[Caption, ...]:
        """The captions as they are painted, for screen readers and tests."""
        tiles = self._snapshot.tiles if self._snapshot else ()
        return tuple(caption(tile, self._window, self._offset_at) for tile in tiles)

    def describe(self) -> None:
        """Tells assistive technology what is seen; called when the pictures stand still."""
        self.setAccessibleDescription(". ".join(words.spoken for words in self.captions()))

    # --- places

    def tile_rects(self) -> list[QRect]:
        """Where each clip stands, caption included: the grid in which pictures become largest."""
        if not self._count:
            return []
        columns = self._columns()
        rows = math.ceil(self._count / columns)
        width = (self.width() - GAP * (columns - 1)) / columns
        height = (self.height() - GAP * (rows - 1)) / rows
        return [
            QRectF(place % columns * (width + GAP), place // columns * (height + GAP), width, height)
            .toAlignedRect()
            .intersected(self.rect())
            for place in range(self._count)
        ]

    def _columns(self) -> int:
        return _best_columns(self._count, self.width(), self._seen_height(), self._caption_height)

    def _seen_height(self) -> int:
        """The height of the window onto the wall, where the wall is scrolled."""
        parent = self.parentWidget()
        return min(self.height(), parent.height()) if parent is not None else self.height()

    def _claim_room(self) -> None:
        """Asks for so much height that every picture can be seen."""
        if not self._count:
            return
        columns = self._columns()
        rows = math.ceil(self._count / columns)
        caption_height = self._caption_height((self.width() - GAP * (columns - 1)) / columns)
        self.setMinimumHeight(math.ceil(rows * (caption_height + _LEAST_PICTURE + 2 * _FRAME) + GAP * (rows - 1)))

    def _caption_height(self, width: float) -> float:
        return self._lines(width) * self._line_height() + 12

    def _lines(self, width: float) -> int:
        """Lines of a caption in a tile this wide: two, or one for the name and as many as its figures take."""
        if width >= _WIDE:
            return 2
        metrics = QFontMetricsF(font(TextSize.SECONDARY, bold=True))
        room = width - 2 * (_FRAME + _PAD)
        lines, left = 2, room
        for words in _TYPICAL:
            needed = metrics.horizontalAdvance(words)
            if needed > left and left < room:
                lines, left = lines + 1, room
            left -= needed + _APART
        return lines

    def _line_height(self) -> float:
        return QFontMetricsF(font(TextSize.SECONDARY)).height() + 3

    def _picture_rect(self, tile: QRect) -> QRectF:
        return QRectF(tile).adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME - self._caption_height(tile.width()))

    def _tell_box(self) -> None:
        rects = self.tile_rects()
        if not rects:
            return
        ratio = self.devicePixelRatioF()
        inside = self._picture_rect(rects[0])
        box = max(1, round(inside.width() * ratio)), max(1, round(inside.height() * ratio))
        if box != self._box:
            self._box = box
            self.box_changed.emit(*box)

    @property
    def box(self) -> tuple[int, int]:
        """Device pixels that each picture has."""
        return self._box

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(960, 480)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_room()
        self._tell_box()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._tell_box()
            self.update()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place, rect in enumerate(self.tile_rects()):
            if rect.contains(event.position().toPoint()):
                self.chosen.emit(place)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose a clip; everything else is the page's."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < self._count and not event.modifiers():
            self.chosen.emit(place)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for place, (rect, tile) in enumerate(zip(self.tile_rects(), snapshot.tiles, strict=True)):
            self._paint_tile(painter, rect, tile, snapshot, place == snapshot.chosen)
        painter.end()

    def _paint_tile(self, painter: QPainter, rect: QRect, tile: Tile, snapshot: Snapshot, is_chosen: bool) -> None:
        table = colours()
        outline = QPainterPath()
        edge = _FRAME / 2
        outline.addRoundedRect(QRectF(rect).adjusted(edge, edge, -edge, -edge), RADIUS, RADIUS)
        inside = self._picture_rect(rect)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(rect, QColor(table.panel))
        painter.fillRect(inside.adjusted(-_FRAME, -_FRAME, _FRAME, 0), Qt.GlobalColor.black)
        if tile.picture is not None:
            _paint_picture(painter, inside, tile.picture)
        else:
            small = inside.height() < _SMALL or inside.width() < _WIDE / 2
            self._paint_sentence(painter, inside, empty_words(tile, snapshot.now, short=small), small)
        below = QRectF(inside.left(), inside.bottom(), inside.width(), rect.bottom() - inside.bottom())
        words = caption(tile, self._window, self._offset_at)
        self._paint_caption(painter, below, words, wide=rect.width() >= _WIDE)
        painter.restore()
        painter.setPen(QPen(QColor(table.accent if is_chosen else table.line), _FRAME if is_chosen else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)

    def _paint_sentence(self, painter: QPainter, rect: QRectF, sentence: str, small: bool) -> None:
        painter.setPen(QColor(_ON_BLACK))
        painter.setFont(font(TextSize.SECONDARY if small else TextSize.BODY))
        room = rect.adjusted(8, 4, -8, -4) if small else rect.adjusted(24, 12, -24, -12)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), sentence)

    def _paint_caption(self, painter: QPainter, rect: QRectF, words: Caption, wide: bool) -> None:
        table = colours()
        plain, strong = font(TextSize.SECONDARY), font(TextSize.SECONDARY, bold=True)
        line = self._line_height()
        left, right = rect.left() + _PAD, rect.right() - _PAD
        top = rect.top() + 6
        room = right
        for look in reversed(words.chips if wide else words.short_chips):
            size = badge_size(look, plain)
            room -= size.width()
            paint_badge(painter, QPointF(room, top + (line - size.height()) / 2), look, plain)
            room -= 6
        first = _Flow(painter, QRectF(left, top, room - left, line), lines=1)
        first.say(words.name, strong, table.text)
        rest = _Flow(
            painter, QRectF(left, top + line, right - left, line), lines=round((rect.height() - 12) / line) - 1
        )
        if wide:
            first.say(words.number, plain, table.dim)
            rest.say(words.utc, strong, table.text)
        else:
            rest.say(time_of_day(words.utc), strong, table.text)
        rest.say(time_of_day(words.local), plain, table.text)
        rest.say(words.uncertainty, plain, table.text)
        rest.say(words.position, plain, table.text)
        if not wide:
            rest.say(words.number, plain, table.dim)
        rest.say(words.note, plain, table.dim)


_ON_BLACK = Qt.GlobalColor.lightGray
"""On the black around pictures, which is black in both themes."""


class _Flow:
    """Words written from left to right over a number of lines. Figures go whole to the next line rather than in part;
    what is wider than a line, or finds no line any more, ends in ….
    """

    def __init__(self, painter: QPainter, line: QRectF, lines: int) -> None:
        self._painter = painter
        self._whole = line
        self._rect = QRectF(line)
        self._lines_left = lines - 1

    def say(self, words: str, type_: QFont, colour: str) -> None:
        if not words:
            return
        metrics = QFontMetricsF(type_)
        started = self._rect.left() > self._whole.left()
        if metrics.horizontalAdvance(words) > self._rect.width() and started and self._lines_left > 0:
            self._lines_left -= 1
            self._rect = QRectF(self._whole)
            self._rect.moveTop(self._whole.top() + self._whole.height())
            self._whole = QRectF(self._rect)
        if self._rect.width() < 8:
            return
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self._rect.width())
        self._painter.setFont(type_)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(self._rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        self._rect.setLeft(self._rect.left() + metrics.horizontalAdvance(shown) + _APART)


def _paint_picture(painter: QPainter, room: QRectF, picture: Picture) -> None:
    """In the middle of its room, its own aspect kept, black around."""
    width, height = picture.shape
    scale = min(room.width() / width, room.height() / height)
    target = QRectF(0, 0, width * scale, height * scale)
    target.moveCenter(room.center())
    image = QImage(picture.pixels, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGB32)
    painter.drawImage(target, image)


def _best_columns(count: int, width: int, height: int, caption_height: Callable[[float], float]) -> int:
    """The number of columns in which pictures of 16:9 become largest."""

    def picture_width(columns: int) -> float:
        rows = math.ceil(count / columns)
        tile_width = (width - GAP * (columns - 1)) / columns
        room = (height - GAP * (rows - 1)) / rows - caption_height(tile_width)
        return min(tile_width, max(room, 1) * 16 / 9)

    return max(range(1, count + 1), key=picture_width)


def _seen(snapshot: Snapshot | None) -> object:
    """What of a snapshot can be seen on the wall: the shared time alone changes nothing while pictures stand."""
    if snapshot is None:
        return None
    waiting = snapshot.now if any(tile.picture is None for tile in snapshot.tiles) else 0
    return snapshot.chosen, waiting, snapshot.tiles
