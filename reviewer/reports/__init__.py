"""Frozen report data to pages to PDF."""
