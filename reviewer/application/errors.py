"""What can go wrong that is neither bad evidence nor a bug: faults of the environment and mistakes of usage.

Bad evidence is a verdict, never an exception. Each error carries one sentence for a person: what, where, what to do.
"""


class ReviewerError(Exception):
    """A fault with a sentence for the user. ``str(error)`` is that sentence."""


class UsageError(ReviewerError):
    """The person asked for something that cannot be done as asked (exit status 2)."""


class EnvironmentFault(ReviewerError):
    """The machine failed: disk full, permission refused, a path that vanished (exit status 5)."""


class StoreUnavailable(EnvironmentFault):
    """The evidence store cannot be reached or written."""


class CatalogueUnavailable(EnvironmentFault):
    """The catalogue cannot be opened, is locked, or is of a newer version."""


class ContradictoryHistory(ReviewerError):
    """A package whose history contradicts one that is stored already. ``stored`` and ``offered`` are the heads."""

    def __init__(self, sentence: str, stored: str, offered: str) -> None:
        super().__init__(sentence)
        self.stored = stored
        self.offered = offered


class Cancelled(Exception):
    """The person cancelled the work. Nothing was kept."""
