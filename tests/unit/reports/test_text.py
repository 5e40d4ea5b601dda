"""Setting text: every character is printed or visibly replaced, nothing is wider than its line, order is right."""

import json
import unicodedata
from pathlib import Path

import pytest

from reviewer.reports.bidi import levels, visual_order
from reviewer.reports.look import CELL, CELL_PROSE
from reviewer.reports.text import Line, Span, set_lines, set_one_line

NAUGHTY = Path(__file__).resolve().parents[4] / "shared/fixtures/suites/naughty-names/blns.json"


def set_text(text: str, width: float = 400.0) -> tuple[Line, ...]:
    return set_lines((Span(text),), CELL, width)


def boxed(lines: tuple[Line, ...]) -> list[str]:
    return [run.text for line in lines for run in line.runs if run.boxed]


def printed(lines: tuple[Line, ...]) -> str:
    return "".join(run.text for line in lines for run in line.runs if not run.boxed)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("abc\u202egpj.exe", ["U+202E"]),
        ("a\x00b\x1b[31m", ["U+0000", "U+001B"]),
        ("\U0001f600", ["U+1F600"]),
        ("a\u00a0b", ["U+00A0"]),
        ("a  b", ["U+0020"]),
        ("a\nb\tc", ["U+000A", "U+0009"]),
        ("\ud800", ["U+D800"]),
        ("\ue000", ["U+E000"]),
        ("a\u200bb\ufeff", ["U+200B", "U+FEFF"]),
        ("\ufe0f", ["U+FE0F"]),
        ("o" + "\u0301" * 6, ["U+0301", "U+0301"]),
        ("안", ["U+C548"]),
    ],
)
def test_what_has_no_glyph_or_acts_unseen_is_boxed(text: str, codes: list[str]) -> None:
    assert boxed(set_text(text)) == codes


@pytest.mark.parametrize(
    "text",
    ["Zażółć gęślą jaźń", "陳怡君", "Nguyễn", "Русский", "हिन्दी", "ภาษาไทย", "−06:00", "می\u200cخواهم", "<b>&amp;</b>"],
)
def test_what_has_a_glyph_is_printed_as_it_is(text: str) -> None:
    lines = set_text(text)
    assert boxed(lines) == []
    assert sorted(printed(lines).replace(" ", "")) == sorted(text.replace(" ", ""))


def test_a_text_that_looks_like_a_box_is_no_box() -> None:
    assert boxed(set_text("U+202E [U+202E]")) == []


def test_prose_keeps_its_lines_and_its_unbreakable_spaces() -> None:
    lines = set_lines((Span("one\r\ntwo\u00a0three\tfour"),), CELL_PROSE, 400)
    assert [line.text for line in lines] == ["one", "two three four"]


@pytest.mark.parametrize("text", ["f" * 64 * 4, "a/" * 512, "陳" * 300, "\u202e" * 40, "محمد" * 60, "ก็" * 200])
@pytest.mark.parametrize("width", [60.0, 150.0])
def test_nothing_is_wider_than_its_line_and_nothing_is_lost(text: str, width: float) -> None:
    lines = set_text(text, width)
    assert all(line.width <= width + 0.05 for line in lines)
    if boxed(lines):
        assert len(boxed(lines)) == len(text)
    else:
        assert sorted(printed(lines)) == sorted(text)


def test_a_very_long_text_is_cut_and_says_so() -> None:
    told = " ".join(line.text for line in set_text("word " * 10_000))
    assert "[cut here: 46,000 more characters are in the package's own record]" in told


def test_one_line_is_cut_with_an_ellipsis_and_keeps_its_boxes() -> None:
    line = set_one_line("\u202e" + "x" * 100, CELL, 80)
    assert line.width <= 80.05
    assert line.runs[0].boxed
    assert line.text.endswith("…")


def test_right_to_left_words_stand_in_their_order_between_left_to_right_ones() -> None:
    line = set_text("by אב גד at 10:30")[0]
    assert [run.text for run in line.runs if run.text.strip()] == ["by ", "גד", "אב", " at 10:30"]


def test_numbers_inside_right_to_left_text_read_left_to_right() -> None:
    assert levels("אב 12:30 גד") == [1, 1, 1, 2, 2, 2, 2, 2, 1, 1, 1]
    assert visual_order(["a", "b", "1", "2"], [1, 1, 2, 2]) == ["1", "2", "b", "a"]


def test_every_naughty_string_is_printed_or_boxed() -> None:
    if not NAUGHTY.is_file():
        pytest.skip("the suite of naughty names is not beside this tree")
    for text in json.loads(NAUGHTY.read_text("utf-8")):
        lines = set_text(text, 200.0)
        shown = len(printed(lines).replace(" ", "")) + len([code for code in boxed(lines) if code != "U+0020"])
        spaces = sum(character == " " for character in text)
        assert shown == len(text) - spaces, text
        assert all(line.width <= 200.05 for line in lines), text
        for run in (run for line in lines for run in line.runs if not run.boxed):
            assert all(ord(character) in run.face.covered for character in run.text), text
            assert not any(unicodedata.category(character) == "Cc" for character in run.text), text
