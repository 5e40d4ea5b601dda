"""Writes footage packages to the specification: seal, append a hop, sign with CAdES, fetch RFC 3161 timestamps."""
