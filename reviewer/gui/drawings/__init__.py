"""Drawings of evidence against a request: its window as a time line, its area as a map. Geometry apart from paint."""
