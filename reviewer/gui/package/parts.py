"""Small parts of the package page: a paragraph that breaks anywhere, facts, a section that opens, a long list."""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QTextEdit, QToolButton, QVBoxLayout, QWidget

from reviewer.gui.icons import set_icon
from reviewer.gui.text import Label, Strong, counted, visible
from reviewer.gui.theme import TextSize, font
from reviewer.gui.widgets.buttons import LinkButton


class Paragraph(QTextEdit):
    """Plain text that can be selected and copied, and that breaks inside a word where it must.

    A label's narrowest width is its longest word, and the words of evidence (paths, hostile names) may be 255 bytes
    long: with labels one name would widen the page. Text is set as text, never as markup.
    """

    def __init__(
        self,
        parts: str | Sequence[str | Strong] = (),
        parent: QWidget | None = None,
        *,
        size: TextSize = TextSize.BODY,
        dim: bool = False,
        monospace: bool = False,
        name: str = "",
        lines: bool = False,
        tab_stop: bool = False,
    ) -> None:
        """``name`` stands before the text for assistive technology; ``tab_stop``: the Tab key comes here.

        ``lines`` keeps line feeds. Only where the text stands alone: in a sentence of ours, a name with a line feed
        could write a line of its own.
        """
        super().__init__(parent)
        self._name = name
        self._lines = lines
        self._height: tuple[int, int] | None = None
        self.setProperty("kind", "paragraph")
        self.setProperty("dim", dim)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(font(size, monospace=monospace))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab_stop else Qt.FocusPolicy.ClickFocus)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(parts)

    def say(self, parts: str | Sequence[str | Strong]) -> None:
        """Shows these parts one after the other; controls and direction marks become visible."""
        self.clear()
        plain, strong = QTextCharFormat(), QTextCharFormat()
        strong.setFontWeight(QFont.Weight.DemiBold)
        cursor = QTextCursor(self.document())
        for part in (parts,) if isinstance(parts, str) else parts:
            text = visible(part.text if isinstance(part, Strong) else part, lines=self._lines)
            cursor.insertText(text, strong if isinstance(part, Strong) else plain)
        said = self.toPlainText()
        self.setAccessibleName(f"{self._name}: {said}" if self._name else said)
        self._height = None
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._height is None or self._height[0] != width:
            document = self.document()
            set_now = document.textWidth()
            document.setTextWidth(width)
            self._height = (width, math.ceil(document.size().height()))
            document.setTextWidth(set_now)  # a question about another width must not change what is shown at this one
        return self._height[1]

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 60)))

    def minimumSizeHint(self) -> QSize:
        return QSize(48, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not the paragraph

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)


class FactList(QWidget):
    """Names at the left, what is known at the right. Hostile texts wrap; nothing is left empty."""

    def __init__(
        self, facts: Sequence[tuple[str, str]], parent: QWidget | None = None, *, name_width: int = 110
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(facts):
            label = Label(name, size=TextSize.SECONDARY, dim=True, wrap=True)
            label.setFixedWidth(name_width)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(value, size=TextSize.SECONDARY, name=name, lines=True), row, 1)


class Disclosure(QToolButton):
    """The small arrow that opens and closes what stands below it. ``what`` is said to assistive technology."""

    def __init__(self, what: str, parent: QWidget | None = None, *, words: str = "") -> None:
        super().__init__(parent)
        self.setProperty("kind", "disclosure" if words else "flat")
        self.setCheckable(True)
        self.setAccessibleName(visible(what))
        if words:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self.setFont(font(TextSize.SECONDARY))
            self.setText(words)
        self.toggled.connect(self._draw)
        self._draw(False)

    def _draw(self, opened: bool) -> None:
        set_icon(self, "chevron-down" if opened else "chevron-right", "dim")
        self.setAccessibleDescription("opened" if opened else "closed")


class Section(QWidget):
    """A body that is made when it is first opened: a page of many hops stays quick."""

    def __init__(self, button: Disclosure, make: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make: Callable[[], QWidget] | None = make
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()
        button.toggled.connect(self._show)

    def _show(self, opened: bool) -> None:
        if opened and self._make is not None:
            self._column.addWidget(self._make())
            self._make = None
        self.setVisible(opened)


class LongList(QWidget):
    """A column of widgets made on demand: the first few, the last few, and a button that shows those between."""

    more_shown = Signal(int)
    """How many of all are shown now."""
    CHUNK = 50

    def __init__(
        self,
        count: int,
        make: Callable[[int], QWidget],
        noun: str,
        parent: QWidget | None = None,
        *,
        first: int = 10,
        last: int = 0,
        spacing: int = 10,
    ) -> None:
        """``make(index)`` answers the widget of one item; ``noun`` names an item ("event")."""
        super().__init__(parent)
        self._make = make
        self._noun = noun
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing)
        whole = count <= first + last + 2  # a button that hides two items would be longer than they are
        self._next = count if whole else first
        self._end = count if whole else count - last
        for index in range(self._next):
            self._column.addWidget(make(index))
        self.button = LinkButton("")
        self.button.clicked.connect(self._show_more)
        self._column.addWidget(self.button)
        for index in range(self._end, count):
            self._column.addWidget(make(index))
        self._say()

    @property
    def shown(self) -> int:
        """How many of the items from the first on are shown now."""
        return self._next

    @property
    def hidden_count(self) -> int:
        return self._end - self._next

    def _show_more(self) -> None:
        for _ in range(min(self.CHUNK, self.hidden_count)):
            self._column.insertWidget(self._next, self._make(self._next))
            self._next += 1
        self._say()
        self.more_shown.emit(self._next)

    def _say(self) -> None:
        self.button.setVisible(self.hidden_count > 0)
        shown = min(self.CHUNK, self.hidden_count)
        rest = f" of {self.hidden_count:,}" if shown < self.hidden_count else ""
        self.button.set_words(f"Show {counted(shown, f'more {self._noun}')}{rest}")
