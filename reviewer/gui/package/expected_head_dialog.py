"""The dialog in which a person compares a head that somebody else told them with this package's heads."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from reviewer.evidence.verification_result import VerificationResult
from reviewer.gui.package.expected_head import compare, read_head
from reviewer.gui.text import Label
from reviewer.gui.theme import TextSize, Tone, font
from reviewer.gui.widgets.badges import COMPLETENESS_LOOKS, Chip
from reviewer.gui.widgets.buttons import Button, PrimaryButton


class ExpectedHeadDialog(QDialog):
    """Compares and says; stores nothing and changes no verdict."""

    def __init__(self, result: VerificationResult, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result = result
        self.setWindowTitle("Compare with an expected head")
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(Label("Compare with an expected head", size=TextSize.SUBTITLE, bold=True, wrap=True))
        column.addWidget(
            Label(
                "The head is one line of 64 digits that fixes the whole history. Take it from a place that the sender "
                "of this file could not change: an earlier report, or a message from the agency. The comparison is "
                "made here and now; the stored verdict stays as it is.",
                size=TextSize.SECONDARY,
                dim=True,
                wrap=True,
            )
        )
        self.entry = QLineEdit()
        self.entry.setFont(font(TextSize.SECONDARY, monospace=True))
        self.entry.setPlaceholderText("64 digits, typed or pasted")
        self.entry.setAccessibleName("Expected head")
        self.entry.returnPressed.connect(self.compare)
        self.entry.textEdited.connect(self._forget)
        column.addWidget(self.entry)
        self.chip = Chip("not compared yet", Tone.NEUTRAL)
        column.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.answer = Label("", wrap=True, selectable=True)
        self.advice = Label("", size=TextSize.SECONDARY, dim=True, wrap=True, selectable=True)
        column.addWidget(self.answer)
        column.addWidget(self.advice)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = Button("Close")
        close.clicked.connect(self.reject)
        self.button = PrimaryButton("Compare")
        self.button.setDefault(True)
        self.button.clicked.connect(self.compare)
        row.addWidget(close)
        row.addWidget(self.button)
        column.addLayout(row)
        self.resize(560, 340)
        self.entry.setFocus()

    def compare(self) -> None:
        """Reads the entry and says what it is to this history."""
        try:
            head = read_head(self.entry.text())
        except ValueError as mistake:
            self._say("not compared", Tone.NEUTRAL, str(mistake), "")
            return
        told = compare(head, self._result)
        if told.completeness is None:
            self._say("not compared", Tone.NEUTRAL, told.sentence, told.advice)
            return
        look = COMPLETENESS_LOOKS[told.completeness]
        self._say(look.word, look.tone, told.sentence, told.advice)

    def _forget(self) -> None:
        """An answer never stands under digits that it was not given for."""
        self._say("not compared yet", Tone.NEUTRAL, "", "")

    def _say(self, word: str, tone: Tone, sentence: str, advice: str) -> None:
        self.chip.set(word, tone)
        self.answer.setText(sentence)
        self.advice.setText(advice)
        if sentence:
            self.answer.setAccessibleName(f"{word}. {sentence} {advice}")
            QAccessible.updateAccessibility(QAccessibleEvent(self.answer, QAccessible.Event.Alert))
