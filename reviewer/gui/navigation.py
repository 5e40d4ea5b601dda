"""The bar at the left: one button for each section that exists, and the choice of the theme at its foot."""

from enum import StrEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from reviewer.gui.icons import ICON_SIZE, set_icon
from reviewer.gui.text import Label, set_tool_tip
from reviewer.gui.theme import NAVIGATION_FOLDED, NAVIGATION_WIDTH, SchemeChoice, TextSize, font
from reviewer.gui.widgets.surfaces import Surface


class Section(StrEnum):
    """What the bar leads to; the value is the word on the button and the name of its icon in lower case."""

    LIBRARY = "Library"
    REVIEW = "Review"


_THEME_WORDS = {
    SchemeChoice.SYSTEM: "As the system",
    SchemeChoice.LIGHT: "Light",
    SchemeChoice.DARK: "Dark",
}


class Navigation(Surface):
    """``chosen`` when the person goes to a section; ``scheme_chosen`` when she picks a theme."""

    chosen = Signal(object)
    scheme_chosen = Signal(object)

    def __init__(self, scheme: SchemeChoice, parent: QWidget | None = None) -> None:
        super().__init__("navigation", parent)
        self.setAccessibleName("Sections")
        self._folded = False
        self._section = Section.LIBRARY
        self._scheme = scheme
        self._name = Label("Reviewer", bold=True, size=TextSize.SUBTITLE)
        self._name.setContentsMargins(10, 0, 0, 0)
        self._buttons: dict[Section, QToolButton] = {}
        self._column = column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addSpacing(8)
        for number, section in enumerate(Section, start=1):
            button = _section_button(section.value, section.value.lower())
            button.setCheckable(True)
            button.setShortcut(f"Ctrl+{number}")
            set_tool_tip(button, f"{section.value} (Ctrl+{number})")
            button.clicked.connect(lambda _checked=False, section=section: self._go(section))
            self._buttons[section] = button
            column.addWidget(button)
        column.addStretch(1)
        self._theme = _section_button("Appearance", "theme")
        self._theme.clicked.connect(self._show_theme_menu)
        set_tool_tip(self._theme, "Light or dark")
        column.addWidget(self._theme)
        self._foot = [self._theme]
        self.fold(False)
        self.mark(Section.LIBRARY)

    def add_help(self) -> QToolButton:
        """The button above the theme's; added after the first paint."""
        button = _section_button("Keys and help", "help")
        set_tool_tip(button, "Keys and help (F1)")
        self._foot.append(button)
        self._column.insertWidget(self._column.indexOf(self._theme), button)
        QWidget.setTabOrder(list(self._buttons.values())[-1], button)
        QWidget.setTabOrder(button, self._theme)
        self.fold(self._folded)
        return button

    @property
    def folded(self) -> bool:
        return self._folded

    def mark(self, section: Section) -> None:
        """Shows where the person is. (An exclusive group of Qt's would leave the Tab key one of the buttons only.)"""
        self._section = section
        for other, button in self._buttons.items():
            button.setChecked(other is section)
            button.setAccessibleDescription("shown now" if other is section else "")

    def _go(self, section: Section) -> None:
        self.mark(self._section)
        self.chosen.emit(section)

    def fold(self, folded: bool) -> None:
        """Icons alone, or icons with words."""
        self._folded = folded
        self.setFixedWidth(NAVIGATION_FOLDED if folded else NAVIGATION_WIDTH)
        self._name.setVisible(not folded)
        side = 6 if folded else 10
        self._column.setContentsMargins(side, 14, side, 12)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if folded else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in (*self._buttons.values(), *self._foot):
            button.setToolButtonStyle(style)

    def _show_theme_menu(self) -> None:
        from PySide6.QtGui import QAction, QActionGroup  # only now: a start does not need menus
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for choice, words in _THEME_WORDS.items():
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(choice is self._scheme)
            action.triggered.connect(lambda _checked=False, choice=choice: self._choose_scheme(choice))
            group.addAction(action)
            menu.addAction(action)
        menu.popup(self._theme.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _choose_scheme(self, choice: SchemeChoice) -> None:
        self._scheme = choice
        self.scheme_chosen.emit(choice)


def _section_button(words: str, icon: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "section")
    button.setFont(font())
    button.setText(f"  {words}")
    button.setAccessibleName(words)
    button.setIconSize(ICON_SIZE)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    set_icon(button, icon, "text", checked_colour="accent")
    return button
