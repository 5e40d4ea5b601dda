"""Right-to-left text inside left-to-right lines: embedding levels and the order in which a line is drawn.

The part of the Unicode Bidirectional Algorithm (UAX #9) that is left when the base direction is always left to right,
as it is in an English report, and when explicit directional characters have no effect, because they are printed as
boxed code points: rules W1–W7 and N1–N2 in a short form, I1–I2, and L2.
"""

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_RIGHT = ("R", "AL")
_DIGITS = ("EN", "AN")
_IN_NUMBERS = ("ES", "CS")


def levels(text: str) -> list[int]:
    """For each character 0 (left to right), 1 (right to left) or 2 (a number inside right-to-left text)."""
    if text.isascii():
        return [0] * len(text)
    kinds = _resolved_kinds(text)
    found = [0] * len(kinds)
    previous_right = False
    index = 0
    while index < len(kinds):
        kind = kinds[index]
        if kind == "N":
            end = index
            while end < len(kinds) and kinds[end] == "N":
                end += 1
            next_right = end < len(kinds) and (kinds[end] == "R" or (kinds[end] == "D" and previous_right))
            level = 1 if previous_right and next_right else 0
            found[index:end] = [level] * (end - index)
            index = end
            continue
        if kind == "R":
            found[index], previous_right = 1, True
        elif kind == "D":
            found[index] = 2 if previous_right else 0
        else:
            previous_right = False
        index += 1
    return found


def visual_order(items: Sequence[T], item_levels: Sequence[int]) -> list[T]:
    """Rule L2: from the highest level down, turn round each run of items of that level or higher."""
    order = list(range(len(items)))
    for level in range(max(item_levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            if item_levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and item_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end
    return [items[index] for index in order]


def _resolved_kinds(text: str) -> list[str]:
    """L, R, D (digit) or N (neutral) for each character; marks follow what they stand on, separators their number."""
    kinds: list[str] = []
    classes = [unicodedata.bidirectional(character) for character in text]
    for index, name in enumerate(classes):
        if name in _RIGHT:
            kinds.append("R")
        elif name in _DIGITS:
            kinds.append("D")
        elif name == "L":
            kinds.append("L")
        elif (name == "NSM" and kinds) or (
            name in _IN_NUMBERS and kinds and kinds[-1] == "D" and classes[index + 1 : index + 2] in (["EN"], ["AN"])
        ):
            kinds.append(kinds[-1])
        else:
            kinds.append("N")
    return kinds
