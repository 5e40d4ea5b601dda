"""A clip's first picture for the panel, decoded from inside the stored file; small, one at a time."""

import threading
from typing import Protocol

from PySide6.QtGui import QImage

from reviewer.application.errors import ReviewerError
from reviewer.application.ports import StoredPackage
from reviewer.application.review import ReviewSession

_BOX = (596, 336)
"""Pixels: twice the panel's width, for screens at 200 %."""


class ReviewDeed(Protocol):
    """What is asked of ``application.review``."""

    def open(self, package_key: int) -> ReviewSession: ...


class FirstPicture:
    """Called on a thread of the job runner. Answers the picture, or why there is none in a sentence."""

    def __init__(self, review: ReviewDeed) -> None:
        self._review = review
        self._one_at_a_time = threading.Lock()

    def __call__(self, package: StoredPackage) -> QImage | str:
        """Of the package's first clip."""
        from reviewer.playback.byte_range_file import ByteRangeFile  # here: decoders are loaded after the first paint
        from reviewer.playback.picture_maker import PictureMaker
        from reviewer.playback.video_source import BadFootage, VideoSource

        with self._one_at_a_time:
            try:
                clip = self._review.open(package.summary.key).clips[0]
                if clip.span is None:
                    return clip.problem
                source = VideoSource(ByteRangeFile(clip.span))
            except (BadFootage, ReviewerError) as why:
                return str(why)
            except OSError:
                return "The stored file could not be read."
            try:
                frame = next(source.pictures(), None)
                if frame is None or frame.pts is None:
                    return "No picture of this clip decodes."
                maker = PictureMaker(source, frame.pts, None)
                maker.box = _BOX
                picture = maker.make(frame, fast=False)
            except (BadFootage, OSError):
                return "No picture of this clip decodes."
            finally:
                source.close()
        rows = QImage(picture.pixels, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGB32)
        return rows.copy()  # its own memory: the bytes end here
