"""Reads packages: strict ZIP, plain folder, the trust folder; keeps them in the evidence store."""
