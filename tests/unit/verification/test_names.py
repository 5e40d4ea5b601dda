"""Names of 1.5: what every machine can hold is taken, in any script; what one of them cannot, or misreads, is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.verification.names import folded, problem_with_name, problem_with_segment


@pytest.mark.parametrize(
    "name",
    [
        "mimetype",
        "a",
        " leading blank",
        "two  blanks",
        ".hidden",
        "a..b",
        "...a",
        "~",
        "-rf",
        "*?<>|\"'`$&;!#[]{}()=+,@^",
        "Ворота/門/مدخل/שער/दरवाज़ा".replace("ज़", "ज\u093c"),
        "ประตู",
        "🚪.mp4",
        "👨\u200d👩\u200d👧",
        "می\u200cخواهم",
        "soft\u00adhyphen",
        "no\u00a0break",
        "line\u2028separator",
        "Cafe\u0301".encode().decode().replace("e\u0301", "é"),
        "q\u0323",
        "con1",
        "console",
        "COM",
        "COM10",
        "COM0",
        "LPT",
        "xCON",
        "CON-1",
        "aux_",
        "x" * 255,
        "門" * 85,
        "/".join(["d" * 255] * 4),
        "d/" * 511 + "dd",
    ],
)
def test_legal(name: str) -> None:
    assert problem_with_name(name) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "empty"),
        ("/", "absolute"),
        ("/a", "absolute"),
        ("//a", "absolute"),
        ("a//b", "empty segment"),
        ("a/", "empty segment"),
        (".", "segment"),
        ("..", "segment"),
        ("a/../b", "segment"),
        ("./a", "segment"),
        ("a\\b", "backslash"),
        ("C:a", "colon"),
        ("a:stream", "colon"),
        ("a%b", "percent"),
        ("a\0b", "control"),
        ("a\nb", "control"),
        ("a\x7fb", "control"),
        ("a\x85b", "control"),
        ("a\u202eb", "direction"),
        ("a\u2066b", "direction"),
        ("a\u200fb", "direction"),
        ("a\u061cb", "direction"),
        ("\ue000", "private"),
        ("\U00100000", "private"),
        ("a.", "dot or a space"),
        ("a ", "dot or a space"),
        ("a./b", "dot or a space"),
        ("a /b", "dot or a space"),
        ("CON", "device"),
        ("con", "device"),
        ("Con.txt", "device"),
        ("LPT1.txt", "device"),
        ("com9.tar.gz", "device"),
        ("COM¹", "device"),
        ("nul .txt", "device"),
        ("a/aux/b", "device"),
        ("CONIN$", "device"),
        ("x" * 256, "255"),
        ("門" * 86, "255"),
        ("d/" * 511 + "ddd", "1024"),
        ("Cafe\u0301", "normal form C"),
        ("\u212b", "normal form C"),
        ("\ud800", "Unicode"),
    ],
)
def test_not_legal(name: str, why: str) -> None:
    assert why in (problem_with_name(name) or "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A", "a"),
        ("straße", "STRASSE"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("é", "É"),
        ("ﬁ", "fi"),
        ("\N{KELVIN SIGN}", "k"),
        ("Ворота", "ВОРОТА"),
    ],
)
def test_one_name_on_some_machines(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("e", "é"), ("ı", "i"), ("ß", "s"), ("门", "門")])
def test_two_names_everywhere(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_is_judged_without_an_error(name: str) -> None:
    if problem_with_name(name) is not None:
        return
    assert unicodedata.is_normalized("NFC", name)
    assert len(name.encode("utf-8")) <= 1024
    for segment in name.split("/"):
        assert problem_with_segment(segment) is None
        assert segment not in ("", ".", "..")
        assert segment.rstrip(". ") == segment
        assert not set(segment) & set("\\:%\0")
    assert folded(folded(name)) == folded(name)
