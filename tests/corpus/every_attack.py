"""Every attack there is: importing this registers them all."""

from tests.corpus import (  # noqa: F401 - each registers its attacks
    attacks_certificates,
    attacks_chain,
    attacks_container,
    attacks_content,
    attacks_identity,
    attacks_manifests,
    attacks_media,
    attacks_records,
    attacks_request,
    attacks_scope,
    attacks_signatures,
    attacks_time,
    variations,
    variations_of_content,
    variations_of_trust,
)
from tests.corpus.workshop import ATTACKS

__all__ = ["ATTACKS"]
