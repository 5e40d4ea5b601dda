"""Hostile text stays text, nobody goes round the one place that sees to it, and every icon named is there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from reviewer.gui.icons import icon, paint_icon, set_icon
from reviewer.gui.text import Label, Sentence, Strong, as_tool_tip, byte_size, day_and_time, span, visible, when
from reviewer.gui.theme import SchemeChoice, Theme
from reviewer.gui.widgets.copyable_hash import CopyableHash, grouped
from reviewer.resources import resource

GUI = Path(__file__).parents[2] / "reviewer" / "gui"
HOSTILE = '<img src="file:///etc/passwd"><b>bold</b>\u202egpj.exe\n\x1b[31m'
ICONS = sorted(path.stem for path in resource("icons").glob("*.svg"))


def test_a_label_shows_markup_as_it_is(theme: Theme, qtbot: QtBot) -> None:
    label = Label(HOSTILE)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>bold</b>" in label.text()
    assert not set(label.text()) & set("\u202e\n\x1b")
    label.setText("a\nb")
    assert label.text() == "a\\nb"


def test_a_wrapped_label_keeps_its_lines(theme: Theme, qtbot: QtBot) -> None:
    label = Label("one\ntwo\u2028three", wrap=True)
    qtbot.addWidget(label)
    assert label.text() == "one\ntwo\\u2028three"


def test_a_sentence_escapes_each_of_its_parts(theme: Theme, qtbot: QtBot) -> None:
    sentence = Sentence(["<i>a</i> & ", Strong("<u>b</u>")])
    qtbot.addWidget(sentence)
    assert sentence.text() == "&lt;i&gt;a&lt;/i&gt; &amp; <b>&lt;u&gt;b&lt;/u&gt;</b>"
    assert sentence.accessibleName() == "<i>a</i> & <u>b</u>"


def test_tool_tips_are_escaped_and_long_texts_are_cut() -> None:
    assert as_tool_tip("<b>x") == "<qt>&lt;b&gt;x</qt>"
    assert as_tool_tip("") == ""
    assert visible("x" * 10_000).endswith("… (cut here)")
    assert len(visible("x" * 10_000)) < 5_000


def _calls_that_go_round(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = ""
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if isinstance(node, ast.Attribute) and node.attr in ("RichText", "AutoText", "MarkdownText"):
            name = node.attr
        if name in ("QLabel", "QMessageBox", "setToolTip", "setHtml", "setMarkdown", "insertHtml", "appendHtml",
                    "setStatusTip", "setWhatsThis", "RichText", "AutoText", "MarkdownText",
                    "QTextDocument", "QTextBrowser", "QErrorMessage"):  # fmt: skip
            yield f"{path.relative_to(GUI)}:{node.lineno}: {name}"


def test_nobody_goes_round_the_one_place_that_escapes() -> None:
    found = [
        line
        for path in GUI.rglob("*.py")
        if path.name not in ("text.py", "question.py")
        for line in _calls_that_go_round(path)
    ]
    assert found == []


def test_only_the_theme_names_colours() -> None:
    import re

    named = [
        f"{path.relative_to(GUI)}: {match}"
        for path in GUI.rglob("*.py")
        if path.name != "theme.py"
        for match in re.findall(r"[\"']#[0-9a-fA-F]{6}[\"']", path.read_text(encoding="utf-8"))
    ]
    assert named == []


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something(theme: Theme, name: str) -> None:
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_icon(painter, name, QRectF(0, 0, 32, 32), QColor("red"))
    painter.end()
    drawn = [image.pixelColor(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 200]
    assert len(drawn) > 10
    assert {(colour.red() > 200, colour.green()) for colour in drawn} == {(True, 0)}


def test_a_button_s_icon_follows_the_theme(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    set_icon(button, "play")

    def middle() -> int:
        return button.icon().pixmap(16, 16).toImage().pixelColor(7, 8).lightness()

    assert middle() < 100
    theme.choose(SchemeChoice.DARK)
    assert middle() > 150


def test_an_icon_that_is_not_shipped_is_a_mistake(theme: Theme) -> None:
    with pytest.raises(KeyError, match="no icon"):
        icon("unicorn")


def test_a_hash_is_grouped_for_the_eye_and_copied_whole(theme: Theme, qtbot: QtBot, qapp) -> None:  # type: ignore[no-untyped-def]
    digits = "7c019e42" + "0" * 48 + "b3aa18d4"
    shown = CopyableHash(digits, "Head", short=True)
    qtbot.addWidget(shown)
    assert grouped(digits, short=True) == "7c01 9e42 … b3aa 18d4"
    shown.copy()
    assert qapp.clipboard().text() == digits


def test_values_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "America/Chicago")
    time.tzset()
    try:
        instant = 1_793_646_000_000_000  # 2 Nov 2026, 19:00 UTC
        assert day_and_time(instant) == ("2 Nov 2026", "13:00 −06:00")
        assert span(instant, instant + 7_200_000_000) == ("2 Nov 2026", "13:00 – 15:00 −06:00")
        assert span(instant, instant + 86_400_000_000)[0] == "2 Nov 2026 – 3 Nov 2026"
        assert when(None) == "unknown"
        assert span(2**62, 2**62) == ("a time outside the calendar", "")
        assert when(-62_135_596_800_000_000).endswith("UTC")  # the calendar's first instant has no local time here
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 byte"), (999, "999 bytes"), (1_400_000, "1.4 MB"), (999_999, "1.0 MB"), (250_000_000_000, "250 GB")],
)
def test_sizes(count: int, words: str) -> None:
    assert byte_size(count) == words
