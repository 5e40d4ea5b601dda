"""Tests of the sealing part."""
