"""Reviewer: imports, verifies, plays and reports sealed footage packages."""

__version__ = "0.1.0"
SPEC = "footage-package/1"
"""The format this program reads and writes (specification, section 3)."""
TOOL_NAME = "Reviewer"
