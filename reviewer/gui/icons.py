"""Own icons: strokes on a grid of 16, one colour, drawn from ``resources/icons/*.svg`` in the colours of the theme.

``icon`` answers an icon for now; ``set_icon`` keeps a button's icon right when the theme changes.
"""

from functools import lru_cache

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImageReader, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton

from reviewer.gui.theme import Colours, colours
from reviewer.resources import resource

ICON_SIZE = QSize(16, 16)
_DRAWN_PIXELS = (16, 24, 32, 48)
"""Sizes drawn ahead, so that an icon is crisp at 100, 150, 200 and 300 %."""


def icon(name: str, colour: str = "text") -> QIcon:
    """The icon in a colour of the theme in use: the name of a member of ``Colours``, such as "dim" or "on_accent".

    Raises KeyError for an icon that is not shipped, AttributeError for a colour that the table lacks.
    """
    return _drawn(name, getattr(colours(), colour))


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draws the icon into a square, crisp at whatever scale the painter's device has."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(rect.topLeft(), pixmap(name, colour, round(rect.width()), ratio))


def pixmap(name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    """The icon as a picture of ``size`` logical pixels for a screen with this device pixel ratio."""
    return _pixmap(name, colour.name(), round(size * ratio), ratio)


def set_icon(button: QAbstractButton, name: str, colour: str = "text", checked_colour: str | None = None) -> None:
    """Gives the button the icon and redraws it whenever the theme changes. May be called again with another name."""
    keeper = button.findChild(_IconKeeper, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if keeper is None:
        keeper = _IconKeeper(button)
    keeper.show(name, colour, checked_colour)


class _IconKeeper(QObject):
    """Sits on a button and draws its icon anew when the theme, or its being checked, changes."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        self._drawn_for: tuple[Colours, str, str] | None = None
        self._name, self._colour, self._checked_colour = "", "text", ""
        button.installEventFilter(self)
        button.toggled.connect(self._redraw)

    def show(self, name: str, colour: str, checked_colour: str | None) -> None:
        self._name, self._colour, self._checked_colour = name, colour, checked_colour or colour
        self._button.setIconSize(ICON_SIZE)
        self._redraw()

    def _redraw(self) -> None:
        disabled = not self._button.isEnabled()
        colour = "dim" if disabled else self._checked_colour if self._button.isChecked() else self._colour
        wanted = (colours(), self._name, colour)
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            self._button.setIcon(_drawn(self._name, getattr(colours(), colour), disabled))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.EnabledChange):
            self._redraw()
        return False


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, disabled: bool = False) -> QIcon:
    made = QIcon()
    for pixels in _DRAWN_PIXELS:
        picture = _pixmap(name, colour, pixels, 1.0)
        made.addPixmap(picture, QIcon.Mode.Normal)
        made.addPixmap(picture, QIcon.Mode.Selected)
        if disabled:  # as it is: Qt would fade it further
            made.addPixmap(picture, QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    """Drawn by Qt's reader of SVG images: QtSvg's own module costs a start more than the drawing does."""
    drawing = _source(name).replace("currentColor", colour)
    bytes_ = QBuffer()
    bytes_.setData(drawing.encode())
    bytes_.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(bytes_, b"svg")
    reader.setScaledSize(QSize(pixels, pixels))
    picture = QPixmap.fromImageReader(reader)
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    path = resource("icons", f"{name}.svg")
    if not path.is_file():
        raise KeyError(f"no icon named {name!r}")
    return path.read_text(encoding="utf-8")
