"""Clips that are not the footage they are said to be: V13. Warnings; the bytes are as sealed all the same."""

import hashlib
import random

from reviewer.evidence.findings import Code, Verdict
from reviewer.evidence.instants import format_instant
from tests.corpus.draft import Draft
from tests.corpus.workshop import MEDIA_CLIP, Workshop, attack

RECORD = "data/clips/001/clip.json"


def put(draft: Draft, data: bytes) -> None:
    """Another file in the clip's place, claimed truthfully."""
    draft.files[MEDIA_CLIP] = data
    draft.record(RECORD, lambda clip: clip.update(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data)))
    draft.carry()


@attack(
    "media-noise", Code.MEDIA_UNDECODABLE, "noise in the clip's place", "V13", touches={MEDIA_CLIP, RECORD}, media=True
)
def _(w: Workshop) -> Draft:
    draft = w.media_draft()
    put(draft, random.Random(2).randbytes(4096))
    return draft


@attack(
    "media-empty",
    Code.MEDIA_UNDECODABLE,
    "an empty file in the clip's place",
    "V13",
    touches={MEDIA_CLIP, RECORD},
    media=True,
)
def _(w: Workshop) -> Draft:
    draft = w.media_draft()
    put(draft, b"")
    return draft


@attack(
    "media-length",
    Code.MEDIA_LENGTH,
    "a minute is claimed of a clip of three seconds",
    "V13",
    touches={RECORD},
    media=True,
)
def _(w: Workshop) -> Draft:
    draft = w.media_draft()
    start = w.story.window.start + 3_600_000_000
    draft.record(RECORD, lambda clip: clip["recorded"].update(end=format_instant(start + 60_000_000)))
    draft.carry()
    return draft


@attack(
    "allowed-media",
    (),
    "footage that decodes and lasts as long as is claimed",
    "V13",
    verdict=Verdict.VERIFIED,
    media=True,
)
def _(w: Workshop) -> Draft:
    return w.media_draft()
