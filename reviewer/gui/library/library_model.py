"""The table's model: an array of keys that is known as a whole, and lines that are read a page at a time.

Sorting and filtering happen in SQL; here is only what the view asks for next.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from reviewer.application.ports import PackageSummary, SortBy
from reviewer.evidence.findings import Completeness, Verdict
from reviewer.gui.text import UNKNOWN, as_tool_tip, counted, day_and_time, span, visible
from reviewer.gui.widgets.badges import COMPLETENESS_LOOKS, standing_look

Summaries = Callable[[Sequence[int]], Sequence[PackageSummary]]
"""Reads the lines of some keys; keys that are unknown by now are left out."""

SUMMARY_ROLE = Qt.ItemDataRole.UserRole
"""The whole PackageSummary of a row, for the delegate."""

_PAGE = 64
_PAGES_KEPT = 48


class Column(IntEnum):
    CODE = 0
    WINDOW = 1
    SUBMITTER = 2
    CLIPS = 3
    RECEIVED = 4
    VERDICT = 5
    COMPLETENESS = 6


TITLES = {
    Column.CODE: "Investigation code",
    Column.WINDOW: "Requested window",
    Column.SUBMITTER: "Submitter",
    Column.CLIPS: "Clips",
    Column.RECEIVED: "Received",
    Column.VERDICT: "Verdict",
    Column.COMPLETENESS: "Completeness",
}
SORTS = {
    Column.CODE: SortBy.CODE,
    Column.WINDOW: SortBy.WINDOW,
    Column.SUBMITTER: SortBy.SUBMITTER,
    Column.CLIPS: SortBy.CLIPS,
    Column.RECEIVED: SortBy.RECEIVED,
    Column.VERDICT: SortBy.VERDICT,
    Column.COMPLETENESS: SortBy.COMPLETENESS,
}
_Index = QModelIndex | QPersistentModelIndex


class LibraryModel(QAbstractTableModel):
    """Rows are packages in the order of ``show_keys``; a row's line is read when it is first painted."""

    def __init__(self, summaries: Summaries) -> None:
        super().__init__()
        self._summaries = summaries
        self._keys: Sequence[int] = ()
        self._pages: OrderedDict[int, dict[int, PackageSummary]] = OrderedDict()

    def show_keys(self, keys: Sequence[int]) -> None:
        """Shows another result; pages of the older one are forgotten."""
        self.beginResetModel()
        self._keys = keys
        self._pages.clear()
        self.endResetModel()

    def key_at(self, row: int) -> int | None:
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def row_of(self, key: int) -> int | None:
        """The row of a key, or None where it is not shown."""
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    def summary_at(self, row: int) -> PackageSummary | None:
        """The line of a row; None where the catalogue does not know it any more. Raises CatalogueUnavailable."""
        key = self.key_at(row)
        if key is None:
            return None
        number = row // _PAGE
        page = self._pages.get(number)
        if page is None:
            wanted = self._keys[number * _PAGE : (number + 1) * _PAGE]
            page = {summary.key: summary for summary in self._summaries(wanted)}
            self._pages[number] = page
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page.get(key)

    # --- what the view asks -----------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[Column(section)]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            SUMMARY_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        summary = self.summary_at(index.row())
        if summary is None or role == SUMMARY_ROLE:
            return summary
        upper, lower = cell_lines(summary, Column(index.column()))
        spoken = ", ".join(line for line in (upper, lower) if line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tool_tip(spoken)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{TITLES[Column(index.column())]}: {spoken}"
        return spoken


def cell_lines(summary: PackageSummary, column: Column) -> tuple[str, str]:
    """The two lines of a cell, safe to draw. The second may be empty."""
    match column:
        case Column.CODE:
            if summary.code is None:
                return UNKNOWN, f"file “{visible(summary.file_name)}”"
            return visible(summary.code), visible(summary.agency or UNKNOWN)
        case Column.WINDOW:
            return span(summary.window_start, summary.window_end)
        case Column.SUBMITTER:
            return visible(summary.submitter or UNKNOWN), ""
        case Column.CLIPS:
            return (UNKNOWN if summary.clip_count is None else f"{summary.clip_count:,}"), ""
        case Column.RECEIVED:
            return day_and_time(summary.received_at)
        case Column.VERDICT:
            return standing_look(summary.verdict, summary.withheld).word, reason_in_words(summary)
        case Column.COMPLETENESS:
            return COMPLETENESS_LOOKS[summary.completeness].word, completeness_in_words(summary)


def reason_in_words(summary: PackageSummary) -> str:
    """The clause under the verdict, with what else must not be overlooked."""
    parts = [visible(summary.reason)]
    if summary.quarantined:
        parts.append("kept in quarantine")
    if summary.in_transit:
        parts.append("handed over, not yet received")
    return "; ".join(part for part in parts if part)


def completeness_in_words(summary: PackageSummary) -> str:
    """What the list can say of 5.2: which heads were expected stands on the package's page."""
    if summary.verdict is Verdict.UNREADABLE:
        return "nothing is known of its history"
    match summary.completeness:
        case Completeness.PROVEN:
            return f"the head after event {summary.hop_count} is the one expected"
        case Completeness.EXTENDED:
            return "as expected, and continued since"
        case Completeness.CONTRADICTED:
            return "something was cut off or replaced"
    subject = "read" if summary.verdict is Verdict.ALTERED else "intact"
    return f"{subject} up to event {summary.hop_count}; that nothing was cut off after it is not proven"


def totals_in_words(packages: int, clips: int, shown: int, filtered: bool) -> str:
    """``5 packages · 8 clips``, or ``2 of 5 packages match`` while something is searched for."""
    if filtered:
        return f"{shown:,} of {counted(packages, 'package')} {'matches' if shown == 1 else 'match'}"
    return f"{counted(packages, 'package')} · {counted(clips, 'clip')}"
