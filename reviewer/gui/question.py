"""The one box that has to be answered: where a decision is needed and waiting would be worse than asking."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from reviewer.gui.text import visible


def ask(parent: QWidget | None, title: str, question: str, explanation: str, answers: Sequence[str]) -> int | None:
    """Answers the index of the verb that was chosen, or None where the person closed the question.

    The first answer is the safe one: it is the default, and where Escape leads costs nothing either.
    """
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(title)
    box.setText(visible(question, lines=True))
    box.setInformativeText(visible(explanation, lines=True))
    buttons = [box.addButton(verb, QMessageBox.ButtonRole.ActionRole) for verb in answers]
    escape = box.addButton(QMessageBox.StandardButton.Cancel)
    escape.hide()
    box.setEscapeButton(escape)
    box.setDefaultButton(buttons[0])
    box.exec()
    return next((index for index, button in enumerate(buttons) if button is box.clickedButton()), None)
