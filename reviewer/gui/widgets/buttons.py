"""Buttons: one primary a page; deeds are verbs; an ellipsis where a question follows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from reviewer.gui.icons import ICON_SIZE, set_icon
from reviewer.gui.text import set_tool_tip
from reviewer.gui.theme import TextSize, font


class Button(QPushButton):
    """An ordinary button. ``icon`` names a file of ``resources/icons``; ``explanation`` becomes the tool tip."""

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        explanation: str = "",
        kind: str = "plain",
        icon_colour: str = "text",
        size: TextSize = TextSize.BODY,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setFont(font(size, bold=kind == "primary"))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if icon:
            set_icon(self, icon, icon_colour)
        self.set_words(text)
        set_tool_tip(self, explanation)

    def set_words(self, text: str) -> None:
        """The verb; set apart from the icon by a blank that assistive technology does not hear."""
        self.setText(text if self.icon().isNull() else f" {text}")
        self.setAccessibleName(text.replace("&", ""))


class PrimaryButton(Button):
    """What the page is for. At most one is visible on a page."""

    def __init__(self, text: str, parent: QWidget | None = None, *, icon: str = "", explanation: str = "") -> None:
        super().__init__(text, parent, icon=icon, explanation=explanation, kind="primary", icon_colour="on_accent")


class MenuButton(Button):
    """A button that opens a menu; its arrow stands at the right."""

    def __init__(self, text: str, menu: QMenu, parent: QWidget | None = None, *, explanation: str = "") -> None:
        super().__init__(text, parent, icon="chevron-down", explanation=explanation)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # it would be mirrored like its button
        self.setMenu(menu)

    def set_words(self, text: str) -> None:
        self.setText(f"{text} ")
        self.setAccessibleName(text)


class SmallButton(Button):
    """A lesser deed inside a card or a bar."""

    def __init__(self, text: str, parent: QWidget | None = None, *, icon: str = "", explanation: str = "") -> None:
        super().__init__(text, parent, icon=icon, explanation=explanation, kind="small", size=TextSize.SECONDARY)


class LinkButton(Button):
    """A deed inside a sentence or a list; looks like a link, is reached by keyboard like a button."""

    def __init__(self, text: str, parent: QWidget | None = None, *, explanation: str = "") -> None:
        super().__init__(text, parent, explanation=explanation, kind="link", size=TextSize.SECONDARY)


class IconButton(QToolButton):
    """A button that shows an icon alone. ``name`` is what a screen reader says and the tool tip shows."""

    def __init__(
        self, icon: str, name: str, parent: QWidget | None = None, *, kind: str = "flat", shortcut: str = ""
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setIconSize(ICON_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_icon(self, icon)
        self.setAccessibleName(name)
        if shortcut:
            self.setShortcut(shortcut)
        set_tool_tip(self, f"{name} ({shortcut})" if shortcut else name)
