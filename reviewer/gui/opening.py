"""The start: opening catalogue and store, on a thread, where all that is heavy is imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.application.settings import Settings

if TYPE_CHECKING:
    from reviewer.application.ports import Stray
    from reviewer.bootstrap import Services


@dataclass(frozen=True, slots=True)
class Opened:
    """What the window works with from now on. ``strays``: what an earlier crash had left, and what became of it."""

    services: "Services"
    trust_folder: Path
    strays: "Sequence[Stray]" = ()

    def strays_in_words(self) -> str:
        """One sentence for the bar."""
        from reviewer.gui.text import counted

        done = "; ".join(sorted({f"{stray.path.name}: {stray.done}" for stray in self.strays})[:5])
        return f"An earlier import ended early and left {counted(len(self.strays), 'file')} behind. {done}"


def open_everything(settings: Settings) -> Opened:
    """Raises EnvironmentFault: the catalogue or the store cannot be opened."""
    from reviewer.application.log_file import open_log
    from reviewer.bootstrap import build

    open_log(settings)
    services = build(settings)
    strays = services.reconcile()
    services.library, services.import_package, services.review  # noqa: B018 - made here, so that the window need not wait
    return Opened(services, settings.trust, strays)
