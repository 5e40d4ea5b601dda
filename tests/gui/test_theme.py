"""The two tables of colours: readable, and nothing left unfilled in the style sheet."""

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from reviewer.gui.style_sheet import style_sheet
from reviewer.gui.theme import DARK, LIGHT, Colours, SchemeChoice, Theme, Tone, colours, font
from reviewer.gui.window_memory import WindowMemory

TABLES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


def luminance(colour: QColor) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor | str, other: QColor | str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("ground", ["ground", "panel", "field", "selection", "hover"])
@pytest.mark.parametrize("ink", ["text", "dim", "accent"])
def test_text_is_readable_on_every_ground(table: Colours, ground: str, ink: str) -> None:
    assert contrast(getattr(table, ink), getattr(table, ground)) >= 4.5


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("tone", Tone)
def test_badges_and_bars_are_readable(table: Colours, tone: Tone) -> None:
    assert contrast(table.on_soft(tone), table.soft(tone)) >= 4.5
    assert contrast(table.text, table.soft(tone)) >= 4.5
    assert contrast(table.of(tone), table.panel) >= 4.5


@pytest.mark.parametrize("table", TABLES)
def test_the_primary_button_is_readable(table: Colours) -> None:
    assert contrast(table.on_accent, table.accent) >= 4.5


@pytest.mark.parametrize("table", TABLES)
def test_the_style_sheet_names_only_colours_of_its_table(table: Colours) -> None:
    sheet = style_sheet(table)
    assert "@" not in sheet
    known = {value.lower() for value in vars_of(table) if isinstance(value, str)}
    assert set(re.findall(r"#[0-9a-f]{6}", sheet.lower())) <= known


def vars_of(table: Colours) -> list[object]:
    return [getattr(table, name) for name in Colours.__slots__]


def test_choosing_a_theme_repaints_the_application(theme: Theme) -> None:
    theme.choose(SchemeChoice.DARK)
    assert colours() is DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == DARK.ground
    theme.choose(SchemeChoice.LIGHT)
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == LIGHT.ground


def test_digits_have_one_width(theme: Theme) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(font())
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_choice_is_remembered_in_the_home(tmp_path, theme: Theme) -> None:  # type: ignore[no-untyped-def]
    WindowMemory(tmp_path).scheme = SchemeChoice.DARK
    assert WindowMemory(tmp_path).scheme is SchemeChoice.DARK
    assert [path.name for path in tmp_path.iterdir()] == ["window.ini"]
    (tmp_path / "window.ini").write_text("[window]\ntheme=purple\n")
    assert WindowMemory(tmp_path).scheme is SchemeChoice.SYSTEM
