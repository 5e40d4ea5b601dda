"""Demonstration trust, made on the spot and every time anew: no key of it is ever stored in the repository."""

from tools.demo_trust.trust import DemoTrust

__all__ = ["DemoTrust"]
