"""What was checked: one line a group of steps, opening onto each step and its findings in full."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer.evidence.verification_result import VerificationResult
from reviewer.gui.package.checks import CheckGroup, FindingWords, StepWords, all_checks_as_text, check_groups
from reviewer.gui.package.parts import Disclosure, LongList, Paragraph, Section
from reviewer.gui.text import ElidedLabel, Label
from reviewer.gui.theme import TextSize, Tone
from reviewer.gui.widgets.badges import Chip
from reviewer.gui.widgets.buttons import SmallButton
from reviewer.gui.widgets.surfaces import Card, rule

LABEL_WIDTH = 56
_FINDINGS_AT_FIRST = 8


class ChecksCard(Card):
    """The thirteen steps in eight groups; groups with findings stand open."""

    def __init__(self, result: VerificationResult, parent: QWidget | None = None) -> None:
        super().__init__("What was checked", parent, margins=0)
        self._result = result
        self.copy = SmallButton("Copy as text", icon="copy", explanation="All steps and findings")
        self.copy.clicked.connect(self._copy)
        self.header.addWidget(self.copy)
        self.body.setSpacing(0)
        self.rows = tuple(GroupRow(group) for group in check_groups(result))
        for index, row in enumerate(self.rows):
            if index:
                self.body.addWidget(rule())
            self.body.addWidget(row)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(all_checks_as_text(self._result))
        self.copy.set_words("Copied")


class GroupRow(QWidget):
    """One group: label, name, chip, and the arrow that opens it."""

    def __init__(self, group: CheckGroup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 12, 5)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(6)
        self.arrow = Disclosure(f"{group.label} {group.name}: {group.outcome}")
        line.addWidget(self.arrow)
        label = Label(group.label, size=TextSize.SECONDARY, dim=True)
        label.setFixedWidth(LABEL_WIDTH)
        line.addWidget(label)
        line.addWidget(ElidedLabel(group.name), 1)
        self.chip = Chip(group.outcome, group.tone)
        line.addWidget(self.chip)
        column.addLayout(line)
        if group.glance:
            glance = ElidedLabel(group.glance, size=TextSize.SECONDARY, dim=True)
            glance.setContentsMargins(LABEL_WIDTH + 43, 0, 0, 4)
            column.addWidget(glance)
        self._section = Section(self.arrow, lambda: _steps(group))
        column.addWidget(self._section)
        self.arrow.setChecked(group.opened)


def _steps(group: CheckGroup) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(LABEL_WIDTH + 42, 2, 0, 8)
    column.setSpacing(8)
    for step in group.steps:
        column.addWidget(_step(step))
    return holder


def _step(step: StepWords) -> QWidget:
    holder = QWidget()
    holder.setAccessibleName(f"{step.label}: {step.outcome}")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    words = f"{step.label} · {step.name}: {step.outcome}"
    if step.reason:
        words += f" — {step.reason}"
    column.addWidget(Paragraph(words, size=TextSize.SECONDARY, dim=True))
    if step.findings:
        column.addWidget(
            LongList(
                len(step.findings),
                lambda index: FindingView(step.findings[index], first=_first_of_its_kind(step, index)),
                "finding",
                first=_FINDINGS_AT_FIRST,
            )
        )
    return holder


def _first_of_its_kind(step: StepWords, index: int) -> bool:
    return index == 0 or step.findings[index - 1].code != step.findings[index].code


class FindingView(QWidget):
    """One finding: what it is, where, the verifier's sentence, what follows. All of it can be selected.

    What follows is said once for findings of one code that stand one under the other.
    """

    def __init__(self, finding: FindingWords, parent: QWidget | None = None, *, first: bool = True) -> None:
        super().__init__(parent)
        self.setAccessibleName(finding.title)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        word = "failure" if finding.tone is Tone.BAD else "warning"
        grid.addWidget(Chip(word, finding.tone), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Paragraph(finding.title, name=word, tab_stop=True), 0, 1)
        grid.addWidget(Paragraph(f"{finding.code} · {finding.subject}", size=TextSize.SECONDARY, dim=True), 1, 1)
        grid.addWidget(Paragraph(finding.message, size=TextSize.SECONDARY, name="Found"), 2, 1)
        if first:
            grid.addWidget(Paragraph(finding.follows, size=TextSize.SECONDARY, name="What it means"), 3, 1)
