"""How two histories of one package lie to each other, judged by their heads.

Each head fixes everything before it (specification, "Words"), so a history that contains another one's newest head
contains all of it.
"""

from enum import StrEnum

from reviewer.evidence.verification_result import VerificationResult


class Relation(StrEnum):
    """What is offered, seen from what is stored."""

    SAME = "same"
    LONGER = "longer"
    SHORTER = "shorter"
    CONTRADICTORY = "contradictory"


def heads(result: VerificationResult) -> tuple[str, ...]:
    """The head after each event, oldest first, as far as they could be learnt."""
    return tuple(hop.manifest_sha256 for hop in result.hops if hop.manifest_sha256 is not None)


def relate(stored: VerificationResult, offered: VerificationResult) -> Relation:
    """Both results must be of the same package_id and have a head."""
    if stored.head == offered.head:
        return Relation.SAME
    if stored.head in heads(offered):
        return Relation.LONGER
    if offered.head in heads(stored):
        return Relation.SHORTER
    return Relation.CONTRADICTORY
