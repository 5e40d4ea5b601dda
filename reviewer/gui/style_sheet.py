"""The style sheet: boxes, borders and states of Qt's own widgets, written from one table of colours.

Sizes of type are not set here (a style sheet's font would override ``theme.font``). Widgets are chosen by dynamic
properties: ``kind`` of a button ("primary", "plain", "link", "flat"), ``surface`` of a frame ("panel", "ground",
"card", "navigation", "picture"), ``dim`` and ``tone`` of a label.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer.gui.theme import Colours


def style_sheet(table: "Colours") -> str:
    """Qt style sheet for the whole application."""
    values = {
        name: getattr(table, name)
        for name in (
            "ground", "panel", "field", "line", "text", "dim", "accent", "on_accent", "selection", "hover",
            "good", "caution", "bad",
        )
    }  # fmt: skip
    sheet = _SHEET
    for name, value in values.items():
        sheet = sheet.replace(f"@{name};", f"{value};")
    return sheet


_SHEET = """
QMainWindow, QDialog { background: @ground; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 4px 6px; }

QFrame[surface="panel"], QWidget[surface="panel"] { background: @panel; }
QFrame[surface="ground"], QWidget[surface="ground"] { background: @ground; }
QFrame[surface="navigation"] { background: @panel; border: none; border-right: 1px solid @line; }
QFrame[surface="header"] { background: @panel; border: none; border-bottom: 1px solid @line; }
QFrame[surface="footer"] { background: @panel; border: none; border-top: 1px solid @line; }
QFrame[surface="side"] { background: @ground; border: none; border-left: 1px solid @line; }
QFrame[surface="card"] { background: @panel; border: 1px solid @line; border-radius: 6px; }
QFrame[surface="rule"] { background: @line; border: none; max-height: 1px; min-height: 1px; }

QLabel { background: transparent; color: @text; }
QLabel[dim="true"] { color: @dim; }
QLabel[tone="good"] { color: @good; }
QLabel[tone="caution"] { color: @caution; }
QLabel[tone="bad"] { color: @bad; }

QPushButton, QToolButton {
    background: @panel; color: @text; border: 1px solid @line; border-radius: 6px; padding: 7px 13px;
}
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @selection; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 6px 12px; }
QPushButton:disabled, QToolButton:disabled { color: @dim; background: @ground; }
QToolButton::menu-indicator { image: none; width: 0px; }
QPushButton::menu-indicator { image: none; width: 0px; }
QPushButton[kind="primary"] { background: @accent; color: @on_accent; border: 1px solid @accent; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled { background: @line; color: @dim; border: 1px solid @line; }
QPushButton[kind="link"], QToolButton[kind="link"] {
    background: transparent; color: @accent; border: 2px solid transparent; padding: 2px 0; text-align: left;
}
QPushButton[kind="link"]:focus, QToolButton[kind="link"]:focus { border: 2px solid @accent; padding: 2px 0; }
QPushButton[kind="link"]:hover { background: transparent; text-decoration: underline; }
QPushButton[kind="flat"], QToolButton[kind="flat"] {
    background: transparent; border: 1px solid transparent; padding: 5px;
}
QPushButton[kind="flat"]:hover, QToolButton[kind="flat"]:hover { background: @hover; }
QPushButton[kind="flat"]:focus, QToolButton[kind="flat"]:focus { border: 2px solid @accent; padding: 4px; }
QToolButton[kind="disclosure"] { background: transparent; border: 2px solid transparent; padding: 3px 5px 3px 0; }
QToolButton[kind="disclosure"]:hover { background: @hover; }
QToolButton[kind="disclosure"]:focus { border: 2px solid @accent; padding: 3px 5px 3px 0; }
QPushButton[kind="small"], QToolButton[kind="small"] { padding: 3px 9px; }
QPushButton[kind="small"]:focus, QToolButton[kind="small"]:focus { padding: 2px 8px; }
QToolButton[kind="section"] {
    background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 7px 8px; text-align: left;
}
QToolButton[kind="section"]:hover { background: @hover; }
QToolButton[kind="section"]:checked { background: @selection; color: @accent; }
QToolButton[kind="section"]:focus { border: 2px solid @accent; padding: 7px 8px; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox, QDateTimeEdit {
    background: @field; color: @text; border: 1px solid @line; border-radius: 6px; padding: 6px 9px;
    selection-background-color: @accent; selection-color: @on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus, QDateTimeEdit:focus {
    border: 2px solid @accent; padding: 5px 8px;
}
QTextEdit[kind="paragraph"], QTextEdit[kind="paragraph"]:focus {
    background: transparent; border: none; border-radius: 0; padding: 0;
}
QTextEdit[kind="paragraph"]:focus { background: @hover; }
QTextEdit[kind="paragraph"][dim="true"] { color: @dim; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox QAbstractItemView {
    background: @panel; color: @text; border: 1px solid @line;
    selection-background-color: @selection; selection-color: @text;
}

QTableView, QListView, QTreeView {
    background: @panel; color: @text; border: none; outline: none; gridline-color: @line;
    selection-background-color: @selection; selection-color: @text;
}
QHeaderView { background: @panel; border: none; }
QHeaderView::section {
    background: @panel; color: @dim; border: none; border-bottom: 1px solid @line; padding: 8px 12px;
}
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: @panel; border: none; }

QMenu { background: @panel; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @dim; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QProgressBar { background: @line; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }

QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: @dim; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QSplitter::handle { background: @line; }
QCheckBox, QRadioButton { color: @text; spacing: 8px; padding: 3px; border: 2px solid transparent; border-radius: 4px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid @accent; }
QRadioButton::indicator {
    width: 10px; height: 10px; border: 2px solid @dim; border-radius: 7px; background: @panel;
}
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accent; background: @panel; }
QTabWidget::pane { border: 1px solid @line; border-radius: 6px; }
QTabBar::tab { background: transparent; color: @dim; padding: 7px 13px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @accent; border-bottom: 2px solid @accent; }
"""
