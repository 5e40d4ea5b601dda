"""The one box that has to be answered: where a decision is needed and waiting would be worse than asking."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize
from reviewer.gui.widgets.buttons import Button
from reviewer.gui.widgets.surfaces import Surface

_WIDTH = 440
"""Logical pixels of a line."""


class Question(QDialog):
    """``chosen`` is the index of the verb that was chosen, None where the question was closed without one."""

    def __init__(
        self, parent: QWidget | None, title: str, question: str, explanation: str, answers: Sequence[str]
    ) -> None:
        super().__init__(parent)
        self.chosen: int | None = None
        self.setWindowTitle(title)
        self.setAccessibleName(question)
        self.setAccessibleDescription(explanation)
        words = Surface("panel")
        lines = QVBoxLayout(words)
        lines.setContentsMargins(20, 18, 20, 18)
        lines.setSpacing(8)
        self.question = Label(question, size=TextSize.SUBTITLE, bold=True, wrap=True)
        self.explanation = Label(explanation, wrap=True)
        for label in (self.question, self.explanation):
            label.setMinimumWidth(_WIDTH)
            label.setMinimumHeight(label.heightForWidth(_WIDTH))
            lines.addWidget(label)
        foot = Surface("footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(8)
        row.addStretch(1)
        self.buttons = [self._button(index, verb) for index, verb in enumerate(answers)]
        for button in self.buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(words, 1)
        column.addWidget(foot)
        self.buttons[0].setDefault(True)
        self.buttons[0].setFocus()

    def _button(self, index: int, verb: str) -> Button:
        button = Button(verb)
        button.clicked.connect(lambda: self._choose(index))
        return button

    def _choose(self, index: int) -> None:
        self.chosen = index
        self.accept()


def ask(parent: QWidget | None, title: str, question: str, explanation: str, answers: Sequence[str]) -> int | None:
    """Answers the index of the verb that was chosen, or None where the person closed the question.

    The first answer is the safe one: it is the default, and where Escape leads costs nothing either.
    """
    box = Question(parent, title, question, explanation, answers)
    box.exec()
    box.deleteLater()
    return box.chosen
