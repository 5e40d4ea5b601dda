"""Progress and ends of imports in words."""

from collections.abc import Sequence

from reviewer.application.import_package import ImportOutcome
from reviewer.application.jobs import Progress
from reviewer.evidence.findings import Verdict
from reviewer.gui.import_flow.import_queue import ImportItem, ImportState
from reviewer.gui.text import byte_size, counted, visible


def progress_in_words(progress: Progress | None) -> str:
    """``verifying: 1.2 of 3.4 GB, 2.2 GB left``."""
    if progress is None:
        return "starting"
    doing = visible(progress.doing)
    if progress.total is None:
        return f"{doing} …" if not progress.done else f"{doing}: {_amount(progress.done, progress.unit)}"
    left = max(0, progress.total - progress.done)
    return f"{doing}: {_amount(left, progress.unit)} of {_amount(progress.total, progress.unit)} left"


def permille(progress: Progress | None) -> int | None:
    """How far, in thousandths (byte counts overflow a progress bar), or None where it is not known."""
    if progress is None or not progress.total:
        return None
    return min(1000, progress.done * 1000 // progress.total)


def state_in_words(items: Sequence[ImportItem]) -> str:
    """The panel's title: what is under way, or what was found in all."""
    going = sum(1 for item in items if item.state in (ImportState.RUNNING, ImportState.SETTLING))
    waiting = sum(1 for item in items if item.state is ImportState.WAITING)
    if going or waiting:
        done = len(items) - going - waiting
        return f"Importing {counted(len(items), 'file')}: {done} done, {going} under way, {waiting} waiting"
    return f"Import finished: {found_in_words(items)}"


def found_in_words(items: Sequence[ImportItem]) -> str:
    """``2 verified, 1 needs your decision, 1 refused``."""
    counts: dict[str, int] = {}
    for item in items:
        counts[_end(item)] = counts.get(_end(item), 0) + 1
    return ", ".join(f"{count} {word}" for word, count in counts.items()) or "nothing"


def _end(item: ImportItem) -> str:
    match item.state:
        case ImportState.NEEDS_WORD:
            return "not verified (decide below)"
        case ImportState.REFUSED:
            return "refused"
        case ImportState.FAILED:
            return "failed"
        case ImportState.CANCELLED:
            return "cancelled"
        case ImportState.DISCARDED:
            return "discarded"
    if item.result is None:
        return "under way"
    match item.result.outcome:
        case ImportOutcome.QUARANTINED:
            return "in quarantine"
        case ImportOutcome.ALREADY_THERE | ImportOutcome.ALREADY_CONTAINED:
            return "already in the library"
    return "verified" if item.result.result.verdict is Verdict.VERIFIED else "imported"


def _amount(count: int, unit: str) -> str:
    return byte_size(count) if unit == "bytes" else counted(count, unit.removesuffix("s"))
