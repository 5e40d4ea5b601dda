"""What holds for all tests: property tests try the same examples every time, and are not timed on a busy machine.

``pytest --hypothesis-profile=explore`` tries others, and many more.
"""

from hypothesis import settings

settings.register_profile("reviewer", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=3_000)
settings.load_profile("reviewer")
